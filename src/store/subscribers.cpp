#include "aggregator/store/subscribers.h"

#include <fmt/format.h>

#include "aggregator/base/email_address.h"
#include "aggregator/base/text.h"
#include "audiences.h"
#include "session.h"

namespace aggregator::store {
namespace {

struct Columns {
  SubscriberRow row;
  ChoiceColumns choice;

  void bind(Statement& statement) {
    statement.into(row.id, row.public_id, row.email, row.state, row.mark, row.next_due, row.created, row.confirmed,
                   row.reason, row.ended);
    choice.bind(statement);
  }
  [[nodiscard]] SubscriberRow take() {
    row.choice = choice.take();
    return row;
  }
};

std::string select(std::string_view condition) {
  return fmt::format(
      "SELECT s.id, s.public_id, s.email, s.state, a.mark, a.next_due, s.created, s.confirmed, s.reason, s.ended, {}"
      " FROM subscribers s {} {}",
      kChoiceColumns, kStandingJoins, condition);
}

AudienceId audience_of(Session& session, const SubscriberRow& row) {
  return audience_id(session, row.choice, row.mark, row.next_due);
}

SubscriberId insert(Session& session, const SubscriberRow& row) {
  SubscriberId id = 0;
  read_row(session,
           "INSERT INTO subscribers (public_id, email, email_key, state, audience, created, confirmed, reason, ended)"
           " VALUES (:public_id, :email, :email_key, :state, :audience, :created, :confirmed, :reason, :ended)"
           " RETURNING id",
           std::tie(id), row.public_id, row.email, email_key(row.email), row.state, audience_of(session, row),
           row.created, row.confirmed, row.reason, row.ended);
  return id;
}

/// For whom looks at what they were shown: editions until now were made for what they chose before.
void note_change_of_choice(Session& session, SubscriberId id, AudienceId left, AudienceId joined) {
  run(session,
      "UPDATE subscribers SET chosen_after = (SELECT COALESCE(MAX(created), 0) FROM editions WHERE kind = 0)"
      " WHERE id = :id"
      " AND (SELECT choice FROM audiences WHERE id = :left_one) <> (SELECT choice FROM audiences WHERE id = :joined)",
      id, left, joined);
}

/// False: nobody has this id.
bool update(Session& session, SubscriberId id, const SubscriberRow& row) {
  AudienceId left = 0;
  if (!read_row(session, "SELECT audience FROM subscribers WHERE id = :id", std::tie(left), id)) return false;
  const AudienceId joined = audience_of(session, row);
  if (joined != left) note_change_of_choice(session, id, left, joined);
  run(session,
      "UPDATE subscribers SET email = :email, state = :state, audience = :audience,"
      " created = :created, confirmed = :confirmed, reason = :reason, ended = :ended WHERE id = :id",
      row.email, row.state, joined, row.created, row.confirmed, row.reason, row.ended, id);
  drop_if_empty(session, left);
  return true;
}

Result<SubscriberId> add(Session& session, const SubscriberRow& subscriber) {
  SubscriberId id = 0;
  SubscriberState state{};
  const bool known = read_row(session, "SELECT id, state FROM subscribers WHERE email_key = :key", std::tie(id, state),
                              email_key(subscriber.email));
  if (!known) return insert(session, subscriber);
  if (state == SubscriberState::Pending || state == SubscriberState::Active) {
    return fail(ErrorCode::Conflict,
                fmt::format("is a subscriber already ({}); `aggregator edit-subscriber` changes what they get",
                            name_of(state)));
  }
  update(session, id, subscriber);
  return id;
}

Result<std::optional<SubscriberRow>> find_where(Database& database, std::string_view condition,
                                                const std::string& value) {
  return reading(database, [&](Session& session) -> Result<std::optional<SubscriberRow>> {
    const std::string sql = select(condition);
    Columns columns;
    Statement statement(session, sql);
    statement.use(value);
    columns.bind(statement);
    std::optional<SubscriberRow> found;
    while (statement.next()) found = columns.take();
    return found;
  });
}

}  // namespace

std::string_view name_of(SubscriberState state) {
  switch (state) {
    case SubscriberState::Pending:
      return "pending";
    case SubscriberState::Active:
      return "active";
    case SubscriberState::Unsubscribed:
      return "unsubscribed";
    case SubscriberState::Suspended:
      return "suspended";
  }
  return "pending";
}

Result<SubscriberId> add_subscriber(Database& database, const SubscriberRow& subscriber) {
  return writing(database, [&](Session& session) { return add(session, subscriber); });
}

Result<std::optional<SubscriberRow>> find_subscriber(Database& database, std::string_view email) {
  return find_where(database, "WHERE s.email_key = :key", email_key(email));
}

Result<std::optional<SubscriberRow>> find_subscriber_by_id(Database& database, const std::string& public_id) {
  return find_where(database, "WHERE s.public_id = :public_id", public_id);
}

Result<void> update_subscriber(Database& database, const SubscriberRow& subscriber) {
  return writing(database, [&](Session& session) -> Result<void> {
    if (!update(session, subscriber.id, subscriber))
      return fail(ErrorCode::NotFound, quote(subscriber.email) + " is no subscriber");
    return {};
  });
}

Result<void> end_subscription(Database& database, SubscriberRow subscriber, SubscriberState state, std::string reason,
                              Instant now) {
  subscriber.state = state;
  subscriber.next_due.reset();
  subscriber.reason = std::move(reason);
  subscriber.ended = now;
  return update_subscriber(database, subscriber);
}

Result<std::vector<std::string>> suspended_subscribers(Database& database, const SuspendedFilter& filter,
                                                       const std::string& after, std::int64_t limit) {
  return reading(database, [&](Session& session) -> Result<std::vector<std::string>> {
    std::vector<std::string> emails;
    std::string email;
    std::optional<Instant> ended;
    constexpr std::string_view kReturned =
        " AND confirmed IS NOT NULL AND EXISTS (SELECT 1 FROM bounces b WHERE b.subscriber = subscribers.id"
        " AND b.kind BETWEEN 2 AND 3 AND b.at >= :since)";
    const std::string sql =
        fmt::format("SELECT email, ended FROM subscribers WHERE state = 3 AND email_key > :after{} ORDER BY email_key",
                    filter.returned_only ? kReturned : "");
    Statement statement(session, sql);
    const Instant since = filter.since.value_or(Instant{});
    if (filter.returned_only) statement.use(after, since);
    if (!filter.returned_only) statement.use(after);
    statement.into(email, ended);
    while (std::ssize(emails) < limit && statement.next()) {
      if (filter.since && (!ended || *ended < *filter.since)) continue;
      if (filter.domain.empty() || equals_ignoring_case(domain_of(email), filter.domain)) emails.push_back(email);
    }
    return emails;
  });
}

Result<SubscriberCounts> count_subscribers(Database& database) {
  return reading(database, [](Session& session) -> Result<SubscriberCounts> {
    SubscriberCounts counts;
    read_row(session,
             "SELECT COALESCE(SUM(CASE WHEN state = 1 THEN 1 ELSE 0 END), 0),"
             " COALESCE(SUM(CASE WHEN state = 0 THEN 1 ELSE 0 END), 0),"
             " COALESCE(SUM(CASE WHEN state = 3 THEN 1 ELSE 0 END), 0),"
             " MIN(CASE WHEN state = 3 THEN ended END), MAX(CASE WHEN state = 3 THEN ended END) FROM subscribers",
             std::tie(counts.active, counts.pending, counts.suspended, counts.first_suspended, counts.last_suspended));
    return counts;
  });
}

Result<void> visit_subscribers(Database& database, const std::function<void(const SubscriberRow&)>& visit) {
  return reading(database, [&](Session& session) -> Result<void> {
    const std::string sql = select("ORDER BY s.email_key");
    Columns columns;
    Statement statement(session, sql);
    columns.bind(statement);
    while (statement.next()) visit(columns.take());
    return {};
  });
}

}  // namespace aggregator::store
