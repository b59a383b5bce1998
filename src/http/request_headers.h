// What a request says besides its URL.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "aggregator/base/url.h"

namespace aggregator::http {

/// The lines of the head that are ours, without line breaks. A validator goes out byte for byte; one that could break
/// the head (control characters) or that no server would take (very long) is left out, and the answer is then whole.
[[nodiscard]] std::vector<std::string> request_headers(std::string_view etag, std::string_view last_modified);

/// Whether request_headers() makes a condition of them.
[[nodiscard]] bool makes_conditional(std::string_view etag, std::string_view last_modified);

struct Credentials {
  std::string name, password;
};

/// The userinfo of `url`, percent-decoded.
[[nodiscard]] Credentials credentials_of(const Url& url);

/// `text` without control characters, fit to stand in a header.
[[nodiscard]] std::string without_controls(std::string_view text);

}  // namespace aggregator::http
