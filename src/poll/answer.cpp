#include "answer.h"

#include <fmt/format.h>

#include <algorithm>

#include "aggregator/base/text.h"
#include "aggregator/base/url.h"
#include "aggregator/poll/client.h"
#include "pacing.h"

namespace aggregator::poll {
namespace {
using namespace std::chrono;

constexpr int kRoundsBeforeMove = 3;
constexpr hours kWatchBeforeMove{48};
constexpr seconds kLong404 = days(30);

constexpr int kFailuresBeforeLookingBack = 4;

/// Of a server's answer.
Answer failed(std::string reason, seconds asked_wait = seconds(0), bool is_missing = false) {
  return {Answer::Kind::Failed, store::FeedStatus::Error, std::move(reason), asked_wait, is_missing};
}

bool is_missing_for_long(const store::FeedRow& feed, std::optional<Instant> moment) {
  return feed.missing_since && moment && *moment - *feed.missing_since >= kLong404;
}

/// `due`, or what the server asked for, at most poll.max_interval from now.
Instant left_alone_until(Instant due, seconds asked_wait, const config::PollSettings& settings, Instant now) {
  const Instant asked = asked_wait > seconds(0) ? now + asked_wait : due;
  return std::min(asked, now + settings.max_interval);
}

/// Of the schemes that a server offers (RFC 9110 section 11.6.1), whether one is among those a list can give.
bool offers_a_login_we_have(std::string_view authenticate) {
  const std::string offered = lower_ascii(authenticate);
  return offered.empty() || offered.contains("basic") || offered.contains("bearer");
}

/// The list's login goes to the listed server alone, so it may be missing where the feed is now.
std::string words_for_401(const store::FeedRow& feed, const http::Response& response) {
  if (!offers_a_login_we_have(response.authenticate)) {
    const std::string scheme = response.authenticate.substr(0, response.authenticate.find_first_of(" ,"));
    return "answered 401: it wants a login by " + quote(scheme) + ", and only Basic and Bearer can be given to it";
  }
  if (response.knew_us) return "answered 401: it does not accept the login that the list gives for this feed";
  const std::string host = host_of(response.url);
  const std::string words = words_for_status(401);
  if (host == host_of(feed.listed_url)) return words;
  return words + ", and list it at " + host + ", where it is now: logins go to no other server than the listed one";
}

std::string words_for_404(const store::FeedRow& feed, Instant now) {
  if (!is_missing_for_long(feed, now)) return words_for_status(404);
  return "answered 404 for a month and longer: nothing is at this address any more, it is asked about once a week; "
         "list the blog's new feed address or take the feed out of the list";
}

std::string host_without_port(const std::string& url) {
  const auto parsed = parse_url(url);
  return parsed ? parsed->host : std::string();
}

/// Some servers answer so (RFC 9110 section 15.5.13) to what they take unconditionally. A 400 may have any reason, and
/// once is no cause to have the whole feed sent for ever.
constexpr int kPreconditionFailed = 412;

Answer judge_error(const http::Response& response, seconds asked_wait) {
  Answer answer = failed(with_redirect(words_for_status(response.status), response), asked_wait);
  if (response.status == 429 || response.status >= 500) answer.is_missing.reset();
  answer.is_refusal = http::is_refusal(response.status);
  answer.dislikes_conditions = response.was_conditional && response.status == kPreconditionFailed;
  return answer;
}

/// Whether the listed address is asked because the feed fails where it has moved to: look_back().
bool is_looking_back(const store::FeedRow& feed) { return !feed.moving_to.empty() && feed.moving_rounds == 0; }

/// Gone for good is what the feed's own address says, or one that it leads to for good. That nothing is at the address
/// which it has left, or at one that a page named, says nothing of the feed.
Answer judge_gone(const store::FeedRow& feed, const http::Response& response, seconds asked_wait) {
  const std::string words = with_redirect(words_for_status(410), response);
  if (is_looking_back(feed)) return failed(words + "; it has moved to " + shown_url(feed.moving_to), asked_wait);
  const bool is_final = std::ranges::all_of(response.redirects, &http::Redirect::is_permanent);
  if (!is_final || feed.is_guess()) return failed(words, asked_wait);
  return {Answer::Kind::Gone, store::FeedStatus::Gone, words, seconds(0)};
}

}  // namespace

Answer judge(const store::FeedRow& feed, const Result<http::Response>& response, Instant now) {
  if (!response) {
    Answer answer = failed(response.error().detail);
    answer.is_missing.reset();
    if (response.error().code == ErrorCode::Forbidden) answer.status = store::FeedStatus::Refused;
    return answer;
  }
  const seconds asked_wait = parse_retry_after(response->retry_after, response->date, now);
  switch (response->status) {
    case 200:
    case 203:
      return {Answer::Kind::Body, store::FeedStatus::Ok, "", seconds(0)};
    case 304:
      if (response->was_conditional) return {Answer::Kind::Unchanged, store::FeedStatus::Ok, "", seconds(0)};
      return failed("answered 304 (not modified) to a request without conditions");
    case 401:
      return failed(with_redirect(words_for_401(feed, *response), *response), asked_wait);
    case 404:
      return failed(with_redirect(words_for_404(feed, now), *response), asked_wait, true);
    case 410:
      return judge_gone(feed, *response, asked_wait);
    default:
      return judge_error(*response, asked_wait);
  }
}

std::string with_redirect(const std::string& words, const http::Response& response) {
  return response.redirects.empty() ? words : words + "; the address redirects to " + shown_url(response.url);
}

void follow_move(store::FeedRow& feed, const std::string& target, Instant now) {
  if (target != feed.moving_to || feed.moving_rounds == 0) {
    feed.moving_to = target;
    feed.moving_since = target.empty() ? std::nullopt : std::optional(now);
    feed.moving_rounds = 0;
  }
  if (target.empty()) return;
  ++feed.moving_rounds;
  const bool watched = feed.moving_rounds >= kRoundsBeforeMove && now - *feed.moving_since >= kWatchBeforeMove;
  if (!watched && host_without_port(target) != host_without_port(feed.url)) return;
  feed.url = target;
  feed.moving_to.clear();
  feed.moving_since.reset();
  feed.moving_rounds = 0;
}

std::string words_for_watching() {
  return fmt::format("believed once it was seen in {} rounds over {} hours", kRoundsBeforeMove,
                     kWatchBeforeMove.count());
}

void remember_address(store::FeedRow& feed, const http::Response& response, Instant now) {
  const bool is_whole =
      http::brings_body(response.status);  // a 304 replaces only what it names (RFC 9111 section 4.3.4)
  if (is_whole || !response.etag.empty()) feed.etag = response.etag;
  if (is_whole || !response.last_modified.empty()) feed.last_modified = response.last_modified;
  if (is_whole) feed.validator_url = response.url;
  if (feed.unconditional) forget_validators(feed);
  if (is_whole || !response.cache_control.empty() || !response.expires.empty()) {
    feed.freshness = freshness_of(response, now);
  }
  follow_move(feed, response.permanent_target(), now);
}

void forget_validators(store::FeedRow& feed) {
  feed.etag.clear();
  feed.last_modified.clear();
}

void look_back(const store::FeedRow& before, store::FeedRow& feed) {
  if (feed.failures == 0 || feed.status == store::FeedStatus::Gone) return;
  const bool was_led = before.url != before.listed_url;
  if (before.is_guess()) {
    feed.url = feed.listed_url;  // a page led there, and no feed is there after all
  } else if (was_led && feed.failures % kFailuresBeforeLookingBack == 0) {
    feed.moving_to = before.url;  // in no round, as no redirect leads there
    feed.moving_since.reset();
    feed.moving_rounds = 0;
    feed.url = feed.listed_url;
  } else if (!was_led && is_looking_back(before)) {
    feed.url = before.moving_to;
    feed.moving_to.clear();
  }
}

void record_success(store::FeedRow& feed, const config::PollSettings& settings, Instant now,
                    const RandomSource& random) {
  feed.status = store::FeedStatus::Ok;
  feed.error.clear();
  feed.failures = feed.refusals = 0;
  feed.failing_since.reset();
  feed.told.reset();
  feed.not_before.reset();
  feed.missing_since.reset();
  feed.last_success = feed.last_poll = now;
  feed.pace = slowed_by_silence(feed.pace, feed.newest_post, now);
  const Instant due = next_poll_after_success(settings, feed.pace, std::max(feed.wish, feed.freshness), now, random);
  feed.next_poll = after_quiet_times(due, feed.quiet);
}

void record_failure(store::FeedRow& feed, const Answer& answer, const config::PollSettings& settings, Instant now,
                    const RandomSource& random) {
  const bool was_missing_for_long = is_missing_for_long(feed, feed.last_poll);
  if (answer.is_missing == true && !feed.missing_since) feed.missing_since = now;
  if (answer.is_missing == false) feed.missing_since.reset();
  const bool is_long = answer.is_missing == true && is_missing_for_long(feed, now);
  const bool is_newly_gone = answer.status == store::FeedStatus::Gone && feed.status != store::FeedStatus::Gone;
  if (is_newly_gone || (is_long && !was_missing_for_long)) feed.told.reset();
  feed.status = answer.status;
  feed.error = answer.reason;
  ++feed.failures;
  feed.refusals = answer.is_refusal ? feed.refusals + 1 : 0;
  if (!feed.failing_since) feed.failing_since = now;
  feed.last_poll = now;
  feed.next_poll.reset();
  feed.not_before.reset();
  if (answer.dislikes_conditions) {
    feed.unconditional = true;
    forget_validators(feed);
  }
  if (feed.status == store::FeedStatus::Gone) return;
  const int in_a_row = std::max(feed.failures, feed.refusals);
  const Instant due = is_long ? next_poll_of_missing(now, random)
                              : next_poll_after_failure(settings, in_a_row, answer.asked_wait, now, random);
  if (answer.is_refusal || answer.asked_wait > seconds(0)) {
    feed.not_before = left_alone_until(due, answer.asked_wait, settings, now);
  }
  feed.next_poll = after_quiet_times(due, feed.quiet);
}

void record_left_alone(store::FeedRow& feed, seconds asked_wait, const config::PollSettings& settings, Instant now,
                       const RandomSource& random) {
  const Instant back_off = next_poll_after_failure(settings, ++feed.refusals, asked_wait, now, random);
  const Instant due = std::min(back_off, now + settings.max_interval);
  feed.not_before = left_alone_until(due, asked_wait, settings, now);
  feed.next_poll = after_quiet_times(due, feed.quiet);
}

}  // namespace aggregator::poll
