// How the statements of the outbox find their rows: by an index, however many deliveries were ever made.
#include <gmock/gmock.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include "aggregator/store/bounces.h"
#include "aggregator/store/lateness.h"
#include "session.h"
#include "store_fixture.h"

namespace aggregator::store {
namespace {
using namespace sqlite_api;  // where SOCI puts it
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

class Plans : public StoreTest {
 protected:
  /// The statements that `work` runs.
  std::vector<std::string> statements_of(const std::function<void()>& work) {
    std::vector<std::string> heard;
    sqlite3_trace_v2(handle(), SQLITE_TRACE_STMT, keep_statement, &heard);
    work();
    sqlite3_trace_v2(handle(), 0, nullptr, nullptr);
    return heard;
  }

  std::vector<std::string> steps_of(const std::string& sql) {
    std::vector<std::string> steps;
    const auto keep = [](void* found, int, char** columns, char**) {
      static_cast<std::vector<std::string>*>(found)->emplace_back(columns[3]);
      return 0;
    };
    EXPECT_EQ(sqlite3_exec(handle(), ("EXPLAIN QUERY PLAN " + sql).c_str(), keep, &steps, nullptr), SQLITE_OK) << sql;
    return steps;
  }

  /// The steps of its plan that read a table from its beginning to its end.
  std::vector<std::string> scans_of(const std::string& sql) {
    std::vector<std::string> steps = steps_of(sql);
    std::erase_if(steps, [](const std::string& step) { return !step.starts_with("SCAN") || step.contains(" INDEX "); });
    return steps;
  }

 private:
  static int keep_statement(unsigned, void* heard, void* statement, void*) {
    static_cast<std::vector<std::string>*>(heard)->emplace_back(sqlite3_sql(static_cast<sqlite3_stmt*>(statement)));
    return 0;
  }

  sqlite3* handle() {
    return static_cast<soci::sqlite3_session_backend&>(*database_.session().connection().get_backend()).conn_;
  }
};

TEST_F(Plans, OfWhatEachRunAsksReadNoTableToItsEnd) {
  const auto statements = statements_of([&] {
    const EditionId edition = make_edition("e");
    value_of(queue_delivery(database_, edition, subscribe("ann@example.org"), now_));
    value_of(open_hours(database_, now_, true));
    value_of(count_due(database_, now_));
    value_of(count_unsettled(database_));
    value_of(release_leases(database_));
    const Job job = value_of(lease_deliveries(database_, now_, now_ + 10min, {.limit = 1})).jobs.at(0);
    const Settled sent{job.id, DeliveryState::Sent, "", now_, {}};
    value_of(settle_deliveries(database_, std::span(&sent, 1)));
    EXPECT_TRUE(value_of(count_sent(database_, now_ - 24h, 1)).in_the_way);
    value_of(fail_unsettled(database_, now_ - 48h, "away", now_));
  });
  EXPECT_THAT(statements, Contains(HasSubstr("SELECT settled_at FROM deliveries")));
  for (const std::string& sql : statements) EXPECT_THAT(scans_of(sql), IsEmpty()) << sql;
}

TEST_F(Plans, OfRefusalsAndReportsLookAtTheseAlone) {
  const std::pair<const char*, std::function<void()>> cases[] = {
      {"deliveries_refused", [&] { value_of(visit_refused(database_, [](const RefusedDelivery&) {})); }},
      {"deliveries_sent", [&] { value_of(visit_sent(database_, now_, [](const std::string&) { return true; })); }},
      {"bounces_at", [&] { value_of(visit_reported(database_, now_, [](const std::string&) {})); }},
      {"bounces_at", [&] { value_of(visit_bounced(database_, now_, [](const BouncedDelivery&) {})); }},
  };
  for (const auto& [index, work] : cases) {
    const auto statements = statements_of(work);
    ASSERT_FALSE(statements.empty());
    EXPECT_THAT(steps_of(statements[0]), Contains(HasSubstr(index))) << statements[0];
  }
}

TEST_F(Plans, OfWhatIsNotSealedYetLookAtNoOtherEntry) {
  const auto statements = statements_of([&] { value_of(unsealed_entries(database_, 0)); });
  EXPECT_THAT(statements, Contains(HasSubstr("sequence IS NULL")));
  for (const std::string& sql : statements) {
    if (!sql.contains("sequence IS NULL")) continue;
    EXPECT_THAT(steps_of(sql), Not(Contains(HasSubstr("entries_dated")))) << sql;
  }
}

TEST_F(Plans, OfTheDigestsOfSomebodyLookAtTheEditionsOfTheirChoice) {
  const SubscriberId ann = subscribe("ann@example.org");
  const std::function<void()> cases[] = {[&] { value_of(entries_shown_to(database_, ann, now_)); },
                                         [&] { value_of(last_digest_of(database_, ann, now_)); }};
  for (const auto& work : cases) {
    const auto statements = statements_of(work);
    EXPECT_THAT(statements, Contains(HasSubstr("edition_choices")));
    for (const std::string& sql : statements) {
      if (!sql.contains("edition_choices")) continue;
      EXPECT_THAT(steps_of(sql),
                  AllOf(Contains(HasSubstr("SEARCH made USING PRIMARY KEY (choice=? AND created>?)")),
                        Contains(HasSubstr("SEARCH made USING INDEX editions_created (created>? AND created<?)")),
                        Not(Contains(StartsWith("SCAN")))))
          << sql;
    }
  }
}

TEST_F(Plans, AreToldFromScans) {
  EXPECT_THAT(scans_of("SELECT state, COUNT(*) FROM deliveries GROUP BY state"), Not(IsEmpty()));
}

}  // namespace
}  // namespace aggregator::store
