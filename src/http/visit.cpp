#include "visit.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "aggregator/base/text.h"
#include "aggregator/http/named_address.h"
#include "failure.h"
#include "request_headers.h"

namespace aggregator::http {
namespace {

/// Far above what servers take (RFC 9110 section 4.1 recommends 8,000), far below what hurts.
constexpr std::size_t kMaxUrlBytes = 16u << 10;

Result<void> check(const Url& url, const ClientOptions& options) {
  if (!url.is_http()) {
    return fail(ErrorCode::Forbidden, fmt::format("only http and https are fetched, not {}", quote(url.scheme)));
  }
  if (url.text().size() > kMaxUrlBytes) {
    return fail(ErrorCode::Malformed, fmt::format("URL longer than {} KiB", kMaxUrlBytes >> 10));
  }
  return check_named_address(url, options.allow_addresses);
}

/// A line break would begin a header of its own, or another request (RFC 9110 section 5.5).
Result<void> check(const Access& access) {
  const auto fits = [](const std::string& text) { return without_controls(text) == text; };
  const bool all_fit =
      fits(access.user) && fits(access.password) && std::ranges::all_of(access.headers, [&](const auto& header) {
        return fits(header.first) && fits(header.second);
      });
  if (all_fit) return {};
  return fail(ErrorCode::Malformed, "the login or a header to send holds a line break or another control character");
}

/// Whether what `from` may know may be told to `to`: the same server, or the same host's change from http to https.
bool may_share_credentials(const Url& from, const Url& to) {
  if (from.host != to.host) return false;
  if (from.scheme == to.scheme) return from.port_or_default() == to.port_or_default();
  return to.scheme == "https" && !from.port && !to.port;
}

/// A login in it is nobody's to see.
std::unexpected<Error> at_redirect(const Head& head, const Error& error) {
  return at("redirect to " + quote(shown_url(head.location)), error);
}

/// As it may be shown and compared.
std::string public_text(Url url) {
  url.userinfo.clear();
  url.fragment.reset();
  return url.text();
}

}  // namespace

Visit::Visit(Request request, const ClientOptions& options, Url url)
    : request_(std::move(request)),
      options_(&options),
      first_(url.text()),
      next_(std::move(url)),
      takes_validators_(knows_validators_of_next()) {}

Result<Visit> Visit::start(Request request, const ClientOptions& options) {
  auto url = parse_url(request.url);
  if (!url) return std::unexpected(url.error());
  if (auto fit = check(*url, options); !fit) return std::unexpected(fit.error());
  if (auto fit = check(request.access); !fit) return std::unexpected(fit.error());
  url->fragment.reset();
  return Visit(std::move(request), options, std::move(*url));
}

Hop Visit::hop() const {
  return {.url = next_,
          .access = takes_access() ? &request_.access : nullptr,
          .etag = takes_validators_ ? request_.etag : "",
          .last_modified = takes_validators_ ? request_.last_modified : "",
          .time_left = options_->timeout - spent_};
}

/// Validators mean something only to the resource that gave them (RFC 9110 section 8.8).
bool Visit::knows_validators_of_next() const {
  if (request_.validator_url.empty()) return is_first();
  const auto giver = parse_url(request_.validator_url);
  return giver && public_text(*giver) == public_text(next_);
}

bool Visit::takes_access() const {
  const Access& access = request_.access;
  if (access.empty()) return false;
  const auto owner = parse_url(access.url);
  return owner && may_share_credentials(*owner, next_);
}

std::optional<Result<Response>> Visit::take(Result<Answer> outcome, std::chrono::milliseconds spent) {
  spent_ += spent;
  if (!outcome) return placed(outcome.error());
  response_.bytes_received += outcome->bytes_received;
  if (is_first()) response_.address = std::move(outcome->address);
  if (!outcome->head.is_redirect()) return conclude(std::move(*outcome));
  if (auto followed = follow(outcome->head); !followed) return placed(followed.error());
  return std::nullopt;
}

Result<void> Visit::follow(const Head& head) {
  if (std::cmp_greater_equal(response_.redirects.size(), options_->max_redirects)) {
    return fail(ErrorCode::Unavailable, fmt::format("more than {} redirects", options_->max_redirects));
  }
  auto target = target_of(head);
  if (!target) return std::unexpected(target.error());
  has_cookies_ |= !head.set_cookie.empty();
  if (was_seen(target->text())) {
    return fail(ErrorCode::Unavailable,
                fmt::format("redirect loop{}", has_cookies_ ? "; it may go on until the server sees the cookie that it "
                                                              "sets, and none are sent"
                                                            : ""));
  }
  if (spent_ >= options_->timeout) {
    return fail(ErrorCode::Unavailable, fmt::format("no answer within {}", in_words(options_->timeout)));
  }
  response_.redirects.push_back({head.status, target->text()});
  next_ = std::move(*target);
  takes_validators_ = knows_validators_of_next();
  return {};
}

/// Without the fragment; with the userinfo of the hop before if that may go there, else without any.
Result<Url> Visit::target_of(const Head& head) const {
  auto target = resolve_url(head.location, next_.text());
  if (!target) return at_redirect(head, target.error());
  if (auto fit = check(*target, *options_); !fit) return at_redirect(head, fit.error());
  target->fragment.reset();
  target->userinfo = may_share_credentials(next_, *target) ? next_.userinfo : "";
  return target;
}

bool Visit::was_seen(const std::string& url) const {
  return url == first_ || std::ranges::find(response_.redirects, url, &Redirect::target) != response_.redirects.end();
}

std::unexpected<Error> Visit::placed(Error error) const {
  if (is_first()) return std::unexpected(std::move(error));
  if (error.code == ErrorCode::Unreachable) error.code = ErrorCode::Unavailable;  // one was met: the one that redirects
  return at("redirected to " + quote(public_text(next_)), error);
}

Response Visit::conclude(Answer answer) {
  Head& head = answer.head;
  response_.status = head.status;
  response_.url = public_text(next_);
  response_.was_conditional = takes_validators_ && makes_conditional(request_.etag, request_.last_modified);
  response_.knew_us = takes_access() || !next_.userinfo.empty();
  response_.body = std::move(answer.body);
  if (brings_body(head.status)) response_.content_encoding = std::move(head.content_encoding);
  response_.etag = std::move(head.etag);
  response_.last_modified = std::move(head.last_modified);
  response_.content_type = std::move(head.content_type);
  response_.cache_control = std::move(head.cache_control);
  response_.expires = std::move(head.expires);
  response_.retry_after = std::move(head.retry_after);
  response_.date = std::move(head.date);
  response_.authenticate = std::move(head.authenticate);
  response_.link = std::move(head.link);
  return std::move(response_);
}

}  // namespace aggregator::http
