#include "head.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "aggregator/base/text.h"

namespace aggregator::http {
namespace {

constexpr std::pair<std::string_view, std::string Head::*> kKeptHeaders[] = {
    {"etag", &Head::etag},
    {"last-modified", &Head::last_modified},
    {"content-type", &Head::content_type},
    {"cache-control", &Head::cache_control},
    {"expires", &Head::expires},
    {"retry-after", &Head::retry_after},
    {"date", &Head::date},
    {"www-authenticate", &Head::authenticate},
    {"location", &Head::location},
    {"content-encoding", &Head::content_encoding},
    {"content-length", &Head::content_length_text},
    {"link", &Head::link},
    {"set-cookie", &Head::set_cookie},
};

/// Far above what any of these headers needs. Answers wait for their parser in great numbers, and validators are kept.
/// A Location is used at once, and has a limit of its own.
constexpr std::size_t kMaxKeptBytes = 4096;

bool is_too_long(const std::string& value, std::string Head::* header) {
  return header != &Head::location && value.size() > kMaxKeptBytes;
}

/// Headers whose lines count as one (RFC 9110 section 5.3).
bool is_list(std::string Head::* header) {
  return header == &Head::link || header == &Head::cache_control || header == &Head::authenticate;
}

/// One line more or less never cuts an item in two.
void add_to_list(std::string& list, std::string_view received) {
  if (received.empty() || list.size() + received.size() + 2 > kMaxKeptBytes) return;
  if (!list.empty()) list += ", ";
  list += received;
}

bool has_controls(std::string_view text) {
  return std::ranges::any_of(text, [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; });
}

std::string_view without_line_break(std::string_view line) {
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace

Result<void> Head::add(std::string_view line) {
  bytes_ += line.size();
  if (bytes_ > max_bytes_) {
    return fail(ErrorCode::Unavailable, fmt::format("head of the answer larger than {} KiB", max_bytes_ >> 10));
  }
  if (complete_) return {};
  line = without_line_break(line);
  if (line.starts_with("HTTP/")) return start(line);
  if (line.empty()) {
    complete_ = status >= 200;
    if (has_two_lengths_) {  // RFC 9112 section 6.3: nobody knows where such an answer ends
      return fail(ErrorCode::Malformed, "an answer with two different Content-Lengths");
    }
  } else {
    take_header(line);
  }
  return {};
}

Result<void> Head::start(std::string_view status_line) {
  const std::string_view code = status_line.substr(std::min(status_line.find(' '), status_line.size()));
  int parsed = 0;
  const char* begin = code.data() + std::min<std::size_t>(code.size(), 1);
  if (std::from_chars(begin, code.data() + code.size(), parsed).ec != std::errc() || parsed < 100 || parsed > 999) {
    return fail(ErrorCode::Malformed, "answer without a status: " + quote(status_line));
  }
  for (const auto& [name, member] : kKeptHeaders) (this->*member).clear();
  unfolded_ = nullptr;
  has_two_lengths_ = false;
  status = parsed;
  return {};
}

void Head::take_header(std::string_view line) {
  if (line.front() == ' ' || line.front() == '\t') {
    if (unfolded_ == nullptr || has_controls(line)) return;
    std::string& value = this->*unfolded_;
    value.append(" ").append(trim(line));
    if (is_too_long(value, unfolded_)) value.clear();
    return;
  }
  unfolded_ = nullptr;
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  const std::string_view name = line.substr(0, colon);
  const auto* const kept =
      std::ranges::find_if(kKeptHeaders, [&](const auto& entry) { return equals_ignoring_case(entry.first, name); });
  if (kept == std::end(kKeptHeaders)) return;
  std::string& value = this->*kept->second;
  const std::string_view received = trim(line.substr(colon + 1));
  if (has_controls(received)) return;
  if (is_list(kept->second)) {
    add_to_list(value, received);
    unfolded_ = kept->second;
    return;
  }
  if (kept->second == &Head::content_length_text && !value.empty() && value != received) has_two_lengths_ = true;
  if (!value.empty()) return;
  value = received;
  if (is_too_long(value, kept->second)) return value.clear();
  unfolded_ = kept->second;
}

bool Head::is_redirect() const {
  const bool moved = status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  return moved && !location.empty();
}

std::optional<std::uint64_t> Head::content_length() const {
  std::uint64_t length = 0;
  const char* end = content_length_text.data() + content_length_text.size();
  const auto parsed = std::from_chars(content_length_text.data(), end, length);
  if (parsed.ec == std::errc::result_out_of_range) return UINT64_MAX;
  if (parsed.ec != std::errc()) return std::nullopt;
  return length;
}

}  // namespace aggregator::http
