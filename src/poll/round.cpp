#include "aggregator/poll/round.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "aggregator/base/log.h"
#include "aggregator/base/text.h"
#include "aggregator/base/url.h"
#include "aggregator/config/feed_list.h"
#include "aggregator/poll/access.h"
#include "aggregator/poll/former_address.h"
#include "aggregator/poll/take_list.h"
#include "aggregator/store/checkup.h"
#include "aggregator/store/feeds.h"
#include "aggregator/store/history.h"
#include "failure_count.h"
#include "history.h"
#include "host_watch.h"
#include "pacing.h"
#include "pipeline.h"

namespace aggregator::poll {
namespace {

// One transaction holds at most this many feeds, and never waits for the next one to arrive.
constexpr int kFeedsPerTransaction = 256;

// What arrived before poll.round_deadline is read, unless it is hostile: that takes no time worth mentioning.
constexpr std::chrono::seconds kTimeToParse{10};

constexpr std::chrono::minutes kClocksDiffer{5};  // between machines that share a database

// With less on the disk nobody is asked: what could not be stored would be asked for again in each round.
constexpr std::uintmax_t kLeastRoom = 512u << 10;

/// From when poll.min_interval and its server allow another poll.
Instant asked_again_from(const store::FeedRow& feed, const config::Settings& settings, Instant now) {
  if (!feed.next_poll) return now;  // never polled, or the runner asked for it by `enable`
  Instant from = now;
  if (feed.last_poll && *feed.last_poll <= now) from = *feed.last_poll + settings.poll.min_interval;
  // Beyond that the clock was set back.
  if (feed.not_before && *feed.not_before <= now + settings.poll.max_interval) from = std::max(from, *feed.not_before);
  return from;
}

/// Its skipHours and skipDays (RSS 2.0). A machine that only polls in these would never ask it: after a day more than
/// poll.max_interval it does.
bool is_quiet(const store::FeedRow& feed, const config::Settings& settings, Instant now) {
  const bool is_overdue = !feed.last_poll || now - *feed.last_poll > settings.poll.max_interval + std::chrono::days(1);
  return !is_overdue && feed.next_poll && after_quiet_times(now, feed.quiet) != now;
}

/// Of a feed that is asked for by name.
Result<void> check_may_be_asked(const store::FeedRow& feed, const config::Settings& settings,
                                const RoundOptions& options, Instant now) {
  const std::string url = shown_url(feed.listed_url);
  if (!feed.enabled) {
    return fail(ErrorCode::Conflict, url + " is paused in the list; take `enabled: false` out of the feed list");
  }
  if (feed.status == store::FeedStatus::Gone) {
    return fail(ErrorCode::Conflict,
                fmt::format("{} is gone; `aggregator enable {}` has it asked once more", url, feed.id));
  }
  const Instant from = asked_again_from(feed, settings, now);
  if (options.force || from <= now) return {};
  if (feed.not_before == from) {
    return fail(ErrorCode::Busy,
                fmt::format("the server of {} asked not to be asked before {}; `--force` does not wait", url,
                            format_rfc3339(from)));
  }
  return fail(ErrorCode::Busy, fmt::format("{} was polled at {}, and poll.min_interval allows it again from {} on; "
                                           "`--force` does not wait",
                                           url, format_rfc3339(*feed.last_poll), format_rfc3339(from)));
}

/// What is to be polled, and where that is nothing, when the first feed may be.
struct Selection {
  std::vector<store::FeedRow> feeds;
  std::optional<Instant> next{};
};

Result<Selection> feed_named(store::Database& database, const config::Settings& settings, const RoundOptions& options,
                             Instant now) {
  auto found = store::find_feed(database, *options.feed);
  if (!found) return std::unexpected(found.error());
  if (!*found) {
    return fail(ErrorCode::NotFound,
                "no feed " + quote(shown_url(*options.feed)) + " in the list; `aggregator feeds` shows it");
  }
  store::FeedRow& feed = **found;
  tell_where_it_is(feed, *options.feed);
  if (const auto fit = check_may_be_asked(feed, settings, options, now); !fit) return std::unexpected(fit.error());
  return Selection{{std::move(feed)}};
}

std::optional<Instant> earlier(std::optional<Instant> a, std::optional<Instant> b) {
  return a && b ? std::min(a, b) : a ? a : b;
}

Result<Selection> feeds_to_poll(store::Database& database, const config::Settings& settings,
                                const RoundOptions& options, Instant now) {
  if (options.feed) return feed_named(database, settings, options, now);
  auto feeds = store::pollable_feeds(database, options.all ? std::nullopt : std::optional(now));
  if (!feeds) return std::unexpected(feeds.error());
  std::optional<Instant> first;  // of those that have to wait
  const auto waits = [&](const store::FeedRow& feed) {
    const Instant from = asked_again_from(feed, settings, now);
    if (from <= now && !is_quiet(feed, settings, now)) return false;
    first = earlier(first, std::max(from, after_quiet_times(now, feed.quiet)));
    return true;
  };
  if (!options.force) std::erase_if(*feeds, waits);
  if (!feeds->empty() || options.all) return Selection{*std::move(feeds), first};
  const auto next = store::next_poll_after(database, now);
  if (!next) return std::unexpected(next.error());
  return Selection{{}, earlier(first, *next)};
}

/// What `guarded`, feeds of the list in `file`, are asked with.
Keys keys_for(const std::vector<store::FeedRow>& feeds, const std::vector<config::ListedFeed>& guarded,
              const std::filesystem::path& file, const config::Environment& environment) {
  std::unordered_map<std::string_view, const config::ListedFeed*> by_url;
  for (const config::ListedFeed& feed : guarded) by_url.emplace(feed.url, &feed);
  Keys keys;
  for (std::size_t index = 0; index < feeds.size(); ++index) {
    const auto listed = by_url.find(feeds[index].listed_url);
    if (listed != by_url.end()) keys.emplace(index, access_to(*listed->second, file, environment));
  }
  return keys;
}

std::string words_for_gone(const store::FeedRow& feed) {
  const std::string url = shown_url(feed.listed_url);
  return fmt::format(
      "{} is not polled any more: {}; `aggregator remove-feed {}` takes it out of the list,"
      " `aggregator enable {}` has it asked once more",
      url, feed.error, feed.id, feed.id);
}

std::string words_for_long_failing(const store::FeedRow& feed) {
  return fmt::format("{} has failed since {}: {}; `aggregator why {}` tells more", shown_url(feed.listed_url),
                     format_rfc3339(*feed.failing_since).substr(0, 10), feed.error, feed.id);
}

/// Of whatever round: who was killed before it told its runner has not told.
Result<std::vector<LongFailing>> long_failing(store::Database& database, const config::Settings& settings,
                                              Instant now) {
  const auto untold = store::untold_failures(database, now - settings.poll.tell_after);
  if (!untold) return std::unexpected(untold.error());
  std::vector<LongFailing> failing;
  for (const store::FeedRow& feed : *untold) {
    const bool is_gone = feed.status == store::FeedStatus::Gone;
    failing.push_back({feed.id, is_gone ? words_for_gone(feed) : words_for_long_failing(feed)});
  }
  return failing;
}

/// For the log: what came of asking `feed`.
std::string words_of(const Fetched& fetched, const store::FeedRow& feed) {
  std::string words = feed.error;
  if (words.empty() && fetched.response) {
    words = fmt::format("answered {}, {} bytes", fetched.response->status, fetched.response->bytes_received);
  }
  return feed.next_poll ? fmt::format("{}; next poll {}", words, format_rfc3339(*feed.next_poll)) : words;
}

/// Says so when the clock was set back, or was ahead before.
Result<void> look_at_clock(store::Database& database, Instant now) {
  const auto last = store::last_poll_of_all(database);
  if (!last) return std::unexpected(last.error());
  if (!*last || **last <= now + kClocksDiffer) return {};
  log(LogLevel::Warning,
      fmt::format("it is {} by the clock, but feeds were polled at {}: one of the two times it was wrong. Up to two "
                  "days of that are waited for; `aggregator poll --all` does not wait",
                  format_rfc3339(now), format_rfc3339(**last)));
  return {};
}

/// The feeds of a round, and what the list has them asked with.
struct Errand {
  Selection selection;
  Keys keys;
  bool is_list_empty = false;
};

/// Makes the store's list the file's and says which of its feeds are to be polled.
Result<Errand> prepare(store::Database& database, const config::Settings& settings, const RoundOptions& options,
                       const RoundTools& tools, Instant now) {
  const auto list = take_list(database, settings.feeds, now);
  if (!list) return std::unexpected(list.error());
  if (list->lost > 0) {  // nothing fails then, so nobody would notice that it was a mistake
    log(LogLevel::Warning, fmt::format("{}: the list is empty, so nothing is polled; feeds that it had before: {}",
                                       settings.feeds.string(), list->lost));
  }
  auto selection = feeds_to_poll(database, settings, options, now);
  if (!selection) return std::unexpected(selection.error());
  Keys keys = keys_for(selection->feeds, list->guarded, settings.feeds, tools.environment);
  return Errand{*std::move(selection), std::move(keys), list->is_empty};
}

/// Writes what comes out of the pipeline.
class Writer {
 public:
  /// `feeds` as they were when the round began.
  Writer(store::Database& database, const config::Settings& settings, const RoundTools& tools, Instant now,
         const std::vector<store::FeedRow>& feeds)
      : database_(database), settings_(settings), tools_(tools), now_(now), feeds_(feeds), hosts_(feeds) {}

  Result<RoundSummary> write_all(Pipeline& pipeline) {
    summary_.due = static_cast<std::int64_t>(feeds_.size());
    report();
    while (auto fetched = pipeline.next()) {
      const auto written = database_.transact([&]() -> Result<void> {
        int count = 0;
        do {
          if (auto done = write(*fetched); !done) return done;
          ++done_;
          hosts_.done(fetched->index);
        } while (++count < kFeedsPerTransaction && (fetched = pipeline.next_if_ready()));
        return {};
      });
      if (!written) return std::unexpected(written.error());
      report();  // not in the transaction, which would wait for a terminal that was stopped
    }
    summary_.reasons = failures_.most_frequent();
    summary_.slowest = hosts_.slowest();
    return summary_;
  }

 private:
  Result<void> write(const Fetched& fetched);
  Result<void> write_document(const Fetched& fetched, store::FeedRow& feed);
  void fail_without_document(const Fetched& fetched, store::FeedRow& feed);
  void fail_feed(const Answer& answer, store::FeedRow& feed);
  Result<void> postpone(std::chrono::seconds asked_wait, store::FeedRow& feed);
  Result<void> tell_once(store::FeedId feed, const std::string& what);
  void succeed(const Fetched& fetched, store::FeedRow& feed);
  void report() const;

  store::Database& database_;
  const config::Settings& settings_;
  const RoundTools& tools_;
  const Instant now_;
  const std::vector<store::FeedRow>& feeds_;
  HostWatch hosts_;
  FailureCount failures_;
  RoundSummary summary_;
  std::int64_t done_ = 0;
};

Result<void> Writer::write(const Fetched& fetched) {
  const store::FeedRow& before = feeds_[fetched.index];
  store::FeedRow feed = before;
  if (fetched.left_alone) return postpone(*fetched.left_alone, feed);
  if (fetched.response) {
    summary_.bytes += fetched.response->bytes_received;
    hosts_.answered(fetched.index, fetched.response->duration);
    feed.address = fetched.response->address;
  } else if (fetched.response.error().code == ErrorCode::Busy) {
    ++summary_.unreached;  // not the feed's fault, it is still due
    return tell_once(feed.id, "not polled in its round: " + fetched.response.error().detail);
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
  log(LogLevel::Debug, fmt::format("{}: {}", shown_url(feed.url), words_of(fetched, feed)));
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
    if (may_lead && !feed.moving_to.empty()) {
      answer.reason += ", on another host: believed once it was seen in 3 rounds over 48 hours";
    }
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

}  // namespace

Result<RoundSummary> run_round(store::Database& database, const config::Settings& settings, const RoundOptions& options,
                               const RoundTools& tools) {
  const auto begin = std::chrono::steady_clock::now();
  const Instant now = tools.clock();
  const auto lock = database.lock(store::Stage::Poll);
  if (!lock) return std::unexpected(lock.error());
  if (const auto room = store::check_room(database, kLeastRoom); !room) return std::unexpected(room.error());
  const store::LargeCache cache(database);
  if (const auto looked = look_at_clock(database, now); !looked) return std::unexpected(looked.error());
  const auto errand = prepare(database, settings, options, tools, now);
  if (!errand) return std::unexpected(errand.error());
  const auto fetch_until = std::chrono::steady_clock::now() + settings.poll.round_deadline;
  const std::vector<store::FeedRow>& feeds = errand->selection.feeds;
  Pipeline pipeline(feeds, errand->keys, settings, now, {fetch_until, fetch_until + kTimeToParse});
  auto summary = Writer(database, settings, tools, now, feeds).write_all(pipeline);
  if (!summary) return summary;
  summary->is_list_empty = errand->is_list_empty;
  if (feeds.empty()) summary->next = errand->selection.next;
  auto failing = long_failing(database, settings, now);
  if (!failing) return std::unexpected(failing.error());
  summary->long_failing = *std::move(failing);
  summary->seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return summary;
}

Result<void> note_told(store::Database& database, const RoundSummary& summary, Instant now) {
  if (summary.long_failing.empty()) return {};
  return database.transact([&]() -> Result<void> {
    for (const LongFailing& failing : summary.long_failing) {
      if (auto noted = store::note_told(database, failing.feed, now); !noted) return noted;
    }
    return {};
  });
}

}  // namespace aggregator::poll
