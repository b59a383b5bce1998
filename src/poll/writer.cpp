#include "writer.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "absorb.h"
#include "aggregator/base/log.h"
#include "aggregator/base/url.h"
#include "aggregator/store/history.h"
#include "history.h"
#include "pacing.h"

namespace aggregator::poll {
namespace {

// One transaction holds at most this many documents, each of which may bring dozens of posts, and waits for none while
// it is open. A feed without news is one row.
constexpr int kDocumentsPerTransaction = 256;

constexpr const char* kNoNetwork = "no server could be reached: this machine seems to have no network";

/// For the log: what came of asking `feed`.
std::string words_of(const Fetched& fetched, const store::FeedRow& feed) {
  std::string words = feed.error;
  if (words.empty() && fetched.response) {
    words = fmt::format("answered {}, {} bytes", fetched.response->status, fetched.response->bytes_received);
  }
  return feed.next_poll ? fmt::format("{}; next poll {}", words, format_rfc3339(*feed.next_poll)) : words;
}

}  // namespace

Writer::Writer(store::Database& database, const config::Settings& settings, const RoundTools& tools, Instant now,
               const std::vector<store::FeedRow>& feeds)
    : database_(database),
      settings_(settings),
      tools_(tools),
      now_(now),
      feeds_(feeds),
      hosts_(feeds),
      outage_(feeds, now) {}

Result<RoundSummary> Writer::write_all(Pipeline& pipeline) {
  summary_.due = static_cast<std::int64_t>(feeds_.size());
  report();
  while (auto fetched = pipeline.next()) {
    const auto written = database_.transact([&]() -> Result<void> {
      int documents = 0;
      do {
        Fetched one = *std::exchange(fetched, std::nullopt);
        documents += one.document ? 1 : 0;
        ++done_;
        hosts_.done(one.index);
        if (auto done = take(std::move(one)); !done) return done;
      } while (documents < kDocumentsPerTransaction && (fetched = pipeline.next_if_ready()));
      return {};
    });
    if (!written) return std::unexpected(written.error());
    report();  // not in the transaction, which would wait for a terminal that was stopped
  }
  if (const auto written = write_kept(); !written) return std::unexpected(written.error());
  summary_.reasons = failures_.most_frequent();
  summary_.slowest = hosts_.slowest();
  return summary_;
}

Result<void> Writer::take(Fetched fetched) {
  for (const Fetched& ready : outage_.take(std::move(fetched))) {
    if (auto done = write(ready); !done) return done;
  }
  return {};
}

Result<void> Writer::write_kept() {
  if (!outage_.keeps_any()) return {};
  const auto listed = store::pollable_feeds(database_, std::nullopt);
  if (!listed) return std::unexpected(listed.error());
  const bool is_ours = outage_.is_likely(*listed);
  const std::vector<Fetched> kept = outage_.rest();
  const auto written = database_.transact([&]() -> Result<void> {
    for (const Fetched& fetched : kept) {
      auto done = is_ours ? leave_due(fetched, kNoNetwork) : write(fetched);
      if (!done) return done;
    }
    return {};
  });
  if (!written || !is_ours) return written;
  log(LogLevel::Warning, fmt::format("{} ({}); nothing is held against the feeds, and all stay due", kNoNetwork,
                                     kept.front().response.error().detail));
  return {};
}

/// Not the feed's fault.
Result<void> Writer::leave_due(const Fetched& fetched, const std::string& why) {
  ++summary_.unreached;
  return tell_once(feeds_[fetched.index].id, "not polled in its round: " + why);
}

Result<void> Writer::write(const Fetched& fetched) {
  const store::FeedRow& before = feeds_[fetched.index];
  store::FeedRow feed = before;
  hosts_.asked(fetched.index, fetched.spent);
  if (fetched.left_alone) return postpone(*fetched.left_alone, feed);
  if (fetched.response) {
    summary_.bytes += fetched.response->bytes_received;
    feed.address = fetched.response->address;
  } else if (fetched.response.error().code == ErrorCode::Busy) {
    return leave_due(fetched, fetched.response.error().detail);
  }
  switch (fetched.answer.kind) {
    case Answer::Kind::Body:
      if (auto written = write_document(fetched, feed); !written)
        return at(shown_url(feed.listed_url), written.error());
      break;
    case Answer::Kind::Unchanged:
      ++summary_.unchanged;
      succeed(fetched, feed);
      break;
    case Answer::Kind::Gone:
    case Answer::Kind::Failed:
      fail_feed(fetched.answer, feed);
      break;
  }
  look_back(before, feed);
  if (is_logged(LogLevel::Debug)) {
    log(LogLevel::Debug, fmt::format("{}: {}", shown_url(feed.url), words_of(fetched, feed)));
  }
  for (const std::string& turn : turns_between(before, feed)) {
    if (auto told = store::add_feed_event(database_, feed.id, {now_, turn}); !told) return told;
  }
  const auto updated = store::update_feed(database_, feed);
  if (!updated) return std::unexpected(updated.error());
  return *updated && feed.url != before.url ? store::move_feed(database_, feed.id, feed.url) : Result<void>();
}

Result<void> Writer::write_document(const Fetched& fetched, store::FeedRow& feed) {
  if (fetched.same_body) {
    ++summary_.unchanged;
    succeed(fetched, feed);
    return {};
  }
  const Result<Document>& document = *fetched.document;
  if (!document) {
    fail_without_document(fetched, feed);
    return {};
  }
  const auto absorbed = absorb(database_, feed, *document, settings_.digest.backfill, now_);
  if (!absorbed) return std::unexpected(absorbed.error());
  ++summary_.fetched;
  summary_.new_entries += absorbed->new_entries;
  summary_.updated += absorbed->updated;
  summary_.duplicates += absorbed->duplicates;
  summary_.held += absorbed->held;
  summary_.backlog += absorbed->backlog;
  for (const std::string& turn : turns_in(*absorbed)) {
    if (auto told = store::add_feed_event(database_, feed.id, {now_, turn}); !told) return told;
  }
  feed.body_hash = fetched.body_hash;
  feed.pace = pace_of(document->feed, now_);
  feed.wish = wish_of(document->feed);
  feed.newest_post = newest_post_of(document->feed, now_);
  feed.quiet = {document->feed.skip_hours, document->feed.skip_days};
  succeed(fetched, feed);
  if (document->feed.last_cut_off)
    forget_validators(feed);  // until it comes so again, for the whole one may have the same
  return {};
}

/// The body was no feed. A web page that names the blog's feed is the way there; but not for a feed that worked before:
/// then it is more likely an error page of the host, with the host's own links. A new feed on the same host is led at
/// once: it has no posts to lose, its runner wants them now, and the reason in `feeds` names the address; the list
/// stays as it is, `check --online --patch` proposes the change.
void Writer::fail_without_document(const Fetched& fetched, store::FeedRow& feed) {
  Answer answer{Answer::Kind::Failed,
                store::FeedStatus::Error,
                with_redirect(fetched.document->error().detail, *fetched.response),
                {},
                false};
  if (!fetched.feed_link.empty() && canonical_url(fetched.feed_link) != canonical_url(feed.url)) {
    answer.reason += "; it names the feed " + shown_url(fetched.feed_link);
    const bool may_lead = !feed.last_success && feed.url == feed.listed_url;
    if (may_lead) follow_move(feed, fetched.feed_link, now_);
    if (may_lead && feed.moving_to.empty()) answer.reason += ", which is polled from now on";
    if (may_lead && !feed.moving_to.empty()) answer.reason += ", on another host: " + words_for_watching();
  }
  fail_feed(answer, feed);
}

void Writer::fail_feed(const Answer& answer, store::FeedRow& feed) {
  ++summary_.failed;
  failures_.add(answer.reason);
  record_failure(feed, answer, settings_.poll, now_, tools_.random);
}

/// Three of the host's other feeds were told so: enough to know, and nothing that this one did.
Result<void> Writer::postpone(std::chrono::seconds asked_wait, store::FeedRow& feed) {
  ++summary_.unreached;
  record_left_alone(feed, asked_wait, settings_.poll, now_, tools_.random);
  const std::string host = host_of(feed.url);
  const auto told = tell_once(feed.id, "not asked: " + host + " wants to be left alone, it said so to other feeds");
  if (!told) return told;
  const auto updated = store::update_feed(database_, feed);
  return updated ? Result<void>() : std::unexpected(updated.error());
}

/// Unless it is the last that was told of the feed: what goes on is one turn.
Result<void> Writer::tell_once(store::FeedId feed, const std::string& what) {
  const auto events = store::feed_events(database_, feed);
  if (!events) return std::unexpected(events.error());
  if (!events->empty() && events->back().what == what) return {};
  return store::add_feed_event(database_, feed, {now_, what});
}

void Writer::succeed(const Fetched& fetched, store::FeedRow& feed) {
  remember_address(feed, *fetched.response, now_);
  record_success(feed, settings_.poll, now_, tools_.random);
}

void Writer::report() const {
  if (!tools_.progress) return;
  tools_.progress({done_, summary_.due, summary_.new_entries, hosts_.slowest(), hosts_.waited_for()});
}

}  // namespace aggregator::poll
