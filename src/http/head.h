// The head of an answer: its status and the few headers that matter to a feed reader.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "aggregator/base/error.h"

namespace aggregator::http {

/// Fed line by line as the lines arrive. Interim answers (1xx, RFC 9110 section 15.2) are passed over, and so are the
/// trailers of a chunked body, but all lines count toward the size limit.
class Head {
 public:
  explicit Head(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  /// Takes one line with its line break. Errors: Unavailable, when the head is too large; Malformed, for a status line
  /// without a status.
  [[nodiscard]] Result<void> add(std::string_view line);

  [[nodiscard]] bool begun() const { return bytes_ > 0; }
  /// Whether the blank line that ends the final answer's head was seen.
  [[nodiscard]] bool complete() const { return complete_; }
  /// 301, 302, 303, 307 or 308 with a Location.
  [[nodiscard]] bool is_redirect() const;
  [[nodiscard]] std::optional<std::uint64_t> content_length() const;

  int status = 0;
  /// As received, without the white space around them; empty when absent, longer than 4,096 bytes (but Location) or
  /// when they hold a control character, for what is kept here may be sent back. Of a header that comes twice the first
  /// counts; but the lines of Link, Cache-Control and WWW-Authenticate are joined, as far as there is room.
  std::string etag, last_modified, content_type, cache_control, expires, retry_after, date;
  std::string authenticate;  ///< WWW-Authenticate
  std::string location, content_encoding, content_length_text, link, set_cookie;

 private:
  [[nodiscard]] Result<void> start(std::string_view status_line);
  void take_header(std::string_view line);

  std::size_t max_bytes_;
  std::size_t bytes_ = 0;
  bool complete_ = false;
  bool has_two_lengths_ = false;            // that differ
  std::string Head::* unfolded_ = nullptr;  ///< what a continuation line (RFC 9112 section 5.2) would belong to
};

}  // namespace aggregator::http
