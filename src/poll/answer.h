// What an answer means for the feed that was asked, and what is written into its row.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/base/token.h"
#include "aggregator/config/settings.h"
#include "aggregator/http/client.h"
#include "aggregator/store/feeds.h"

namespace aggregator::poll {

struct Answer {
  enum class Kind {
    Body,       ///< 200 or 203: to be parsed
    Unchanged,  ///< 304 to a conditional request
    Gone,       ///< 410
    Failed,     ///< everything else
  };
  Kind kind = Kind::Failed;
  store::FeedStatus status = store::FeedStatus::Error;  ///< of a failure: Error or Refused
  std::string reason;                                   ///< of Gone and Failed, in words
  std::chrono::seconds asked_wait{0};                   ///< Retry-After of a failure
  std::optional<bool> is_missing{};  ///< whether a server answered 404; nothing: it had a fault, or none answered
  bool is_refusal = false;           ///< its server wants to be left alone
  bool dislikes_conditions = false;  ///< ask without validators from now on
};

[[nodiscard]] Answer judge(const store::FeedRow& feed, const Result<http::Response>& response, Instant now);

/// `words`, and where the redirects led if there were any: an error or a page there says little without.
[[nodiscard]] std::string with_redirect(const std::string& words, const http::Response& response);

/// Another address of the feed, empty when it is where it is thought to be: on the same host the feed is polled there
/// at once, on another host once it was seen in three rounds over 48 hours.
void follow_move(store::FeedRow& feed, const std::string& target, Instant now);

/// What is said of an address on another host until then: "believed once it was seen in …".
[[nodiscard]] std::string words_for_watching();

/// Validators, freshness and moves, from any answer of a server that led to the feed: keeps new validators for the URL
/// that gave them, and follows the permanent first part of the redirects (RFC 9110 section 15.4): on the same host at
/// once, to another host once it was seen in three rounds over 48 hours.
void remember_address(store::FeedRow& feed, const http::Response& response, Instant now);

/// A redirect that was believed may have been a mistake of the server's: of a feed that fails where it led, each fourth
/// failure has the listed address asked in between. `before`: the row as it was.
void look_back(const store::FeedRow& before, store::FeedRow& feed);

/// The next request has no conditions.
void forget_validators(store::FeedRow& feed);

/// The feed was understood or is unchanged.
void record_success(store::FeedRow& feed, const config::PollSettings& settings, Instant now,
                    const RandomSource& random);

/// The feed could not be had: counts the failure and backs off, for good when it is gone. Validators stay as they are
/// unless they may be the reason, entries always.
void record_failure(store::FeedRow& feed, const Answer& answer, const config::PollSettings& settings, Instant now,
                    const RandomSource& random);

/// The feed was not asked, because its host wants to be left alone for `asked_wait`, or did not say for how long: then
/// longer each time. No failure of the feed.
void record_left_alone(store::FeedRow& feed, std::chrono::seconds asked_wait, const config::PollSettings& settings,
                       Instant now, const RandomSource& random);

}  // namespace aggregator::poll
