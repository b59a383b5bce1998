// One URL on its way through its redirects.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include "aggregator/http/client.h"
#include "destination.h"
#include "exchange.h"

namespace aggregator::http {

/// Says which hop comes next and what an answer means. Does no I/O.
class Visit {
 public:
  /// `options` must outlive this. Errors: Malformed; Forbidden, for a scheme other than http and https.
  [[nodiscard]] static Result<Visit> start(Request request, const ClientOptions& options);

  /// What the next hop counts for.
  [[nodiscard]] Destination destination() const { return destination_of(next_.text(), {}); }
  /// Whether no redirect was followed yet.
  [[nodiscard]] bool is_first() const { return response_.redirects.empty(); }
  /// Borrows from this.
  [[nodiscard]] Hop hop() const;

  /// Takes the outcome of hop(), for which that time was spent. Nothing: a redirect is to be followed, and there is
  /// another hop.
  [[nodiscard]] std::optional<Result<Response>> take(Result<Answer> outcome, std::chrono::milliseconds spent);
  /// That time was spent on a hop that is to be made again.
  void lose(std::chrono::milliseconds spent) { spent_ += spent; }
  /// On all hops so far.
  [[nodiscard]] std::chrono::milliseconds spent() const { return spent_; }

 private:
  Visit(Request request, const ClientOptions& options, Url url);

  [[nodiscard]] bool knows_validators_of_next() const;
  [[nodiscard]] bool takes_access() const;
  [[nodiscard]] Result<void> follow(const Head& head);
  [[nodiscard]] Result<Url> target_of(const Head& head) const;
  [[nodiscard]] bool was_seen(const std::string& url) const;
  [[nodiscard]] std::unexpected<Error> placed(Error error) const;
  [[nodiscard]] Response conclude(Answer answer);

  Request request_;
  const ClientOptions* options_;
  std::string first_;
  Url next_;
  bool has_cookies_ = false;  ///< a server on the way set some
  Response response_;         ///< so far
  std::chrono::milliseconds spent_{0};
  bool takes_validators_;  ///< the next hop does; after what it is reckoned from
};

}  // namespace aggregator::http
