// Heads of HTTP answers, line by line as a connection brings them.
#include <algorithm>

#include "head.h"
#include "target.h"

namespace aggregator::fuzz {
namespace {

constexpr std::size_t kMaxBytes = 8192;

void check(const http::Head& head) {
  require(!head.complete() || (200 <= head.status && head.status <= 999), "a final answer has a final status");
  require(!head.is_redirect() || !head.location.empty(), "a redirect leads somewhere");
  for (const auto field :
       {&http::Head::etag, &http::Head::last_modified, &http::Head::content_type, &http::Head::cache_control,
        &http::Head::expires, &http::Head::retry_after, &http::Head::date, &http::Head::location,
        &http::Head::content_encoding, &http::Head::content_length_text}) {
    const std::string& value = head.*field;
    const auto is_control = [](char c) { return (0 <= c && c < ' ' && c != '\t') || c == '\x7f'; };
    require(std::ranges::none_of(value, is_control), "a header holds no control character", value);
    require(value.size() <= kMaxBytes, "a header is no longer than the head");
  }
}

}  // namespace

void try_input(std::string_view input) {
  http::Head head(kMaxBytes);
  while (!input.empty()) {
    const std::size_t end = std::min(input.find('\n'), input.size() - 1) + 1;
    if (const auto added = head.add(input.substr(0, end)); !added) return require_message(added.error().detail, "why");
    input.remove_prefix(end);
    check(head);
  }
}

}  // namespace aggregator::fuzz
