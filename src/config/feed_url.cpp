#include "feed_url.h"

#include <algorithm>
#include <initializer_list>

#include "aggregator/base/ascii.h"
#include "aggregator/base/text.h"
#include "aggregator/base/url.h"
#include "aggregator/config/feed_list.h"

namespace aggregator::config {
namespace {

/// feeds.example.org, /rss/index.html
bool names_a_feed(std::string_view text) {
  return std::ranges::any_of(std::initializer_list<std::string_view>{"feed", "rss", "atom"},
                             [text](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

/// Whether one of the path's segments is "comments", with an ending or without.
bool has_comments_segment(std::string_view path) {
  return std::ranges::any_of(
      split(path, '/'), [](const std::string& segment) { return segment.substr(0, segment.find('.')) == "comments"; });
}

constexpr std::string_view kBlanks = " \t\r\n", kSeparators = ",;|";
constexpr std::string_view kWrittenBlank = "%20";

bool begins_with_scheme(std::string_view text) {
  return equals_ignoring_case(text.substr(0, 7), "http://") || equals_ignoring_case(text.substr(0, 8), "https://");
}

bool ends_apart(std::string_view before, bool is_in_query) {
  if (kBlanks.find(before.back()) != kBlanks.npos) return true;
  return !is_in_query && (kSeparators.find(before.back()) != kSeparators.npos || before.ends_with(kWrittenBlank));
}

/// Without what stands between it and the next address.
std::string_view without_separators(std::string_view address) {
  for (;;) {
    if (address.ends_with(kWrittenBlank)) {
      address.remove_suffix(kWrittenBlank.size());
    } else if (!address.empty() &&
               (kBlanks.find(address.back()) != kBlanks.npos || kSeparators.find(address.back()) != kSeparators.npos)) {
      address.remove_suffix(1);
    } else {
      return address;
    }
  }
}

bool is_host_character(char c) {
  return is_ascii_alphanumeric(c) || c == '-' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

std::optional<std::string> login_in(std::string_view text) {
  const auto url = parse_url(text);
  if (!url || url->userinfo.empty()) return std::nullopt;
  return "has a login in its address, for everybody who sees the list to read; take it out and give the feed user: "
         "NAME "
         "and password_file: FILE (or password: $NAME)";
}

std::optional<std::string> take_out_login(std::string& site) {
  if (!login_in(site)) return std::nullopt;
  site = shown_url(site);
  return "has a login in its address, for everybody who sees the list to read; take it out, it is not used";
}

std::optional<std::string> oddity_of(std::string_view text) {
  const auto url = parse_url(text);
  if (!url || !url->is_http()) return std::nullopt;
  const std::string path = lower_ascii(url->path);
  const std::string query = lower_ascii(url->query.value_or(""));
  const bool says_feed = names_a_feed(url->host) || names_a_feed(path);
  if (path == "/" && query.empty() && !says_feed) {
    return "looks like a home page; `aggregator add-feed` finds the feed that it names";
  }
  if (path.find("/%20") != std::string::npos || path.ends_with("%20")) {
    return "has a blank (%20) where hardly one belongs; take it out";
  }
  if ((path.ends_with(".html") || path.ends_with(".htm")) && !says_feed) {
    return "looks like a page; `aggregator add-feed` finds the feed that it names";
  }
  if (path.substr(path.rfind('/') + 1).find("sitemap") != std::string::npos) {
    return "looks like a sitemap; list the feed instead";
  }
  if (has_comments_segment(path) || query.find("feed=comments") != std::string::npos) {
    return "looks like a feed of comments; list the feed of the posts instead";
  }
  return std::nullopt;
}

bool is_without_scheme(std::string_view text) {
  const std::size_t end = std::min(text.find_first_of(":/?#"), text.size());
  const std::string_view host = text.substr(0, end);
  const bool is_host = host.find('.') != std::string_view::npos && !host.starts_with('.') && !host.ends_with('.') &&
                       !host.starts_with('-') && std::ranges::all_of(host, is_host_character);
  if (!is_host || text.find_first_of(" \t") != std::string_view::npos) return false;
  const bool has_port = end + 1 < text.size() && text[end] == ':' && '0' <= text[end + 1] && text[end + 1] <= '9';
  return end == text.size() || text[end] != ':' || has_port;
}

std::vector<std::string> addresses_written_in(std::string_view text) {
  text = trim(text);
  std::vector<std::string> addresses;
  std::size_t begin = 0;
  for (std::size_t at = 1; at < text.size(); ++at) {
    const std::string_view before = text.substr(begin, at - begin);
    if (before.empty() || !begins_with_scheme(text.substr(at))) continue;
    if (!ends_apart(before, before.find('?') != before.npos)) continue;
    addresses.emplace_back(without_separators(before));
    begin = at;
  }
  const std::string_view last = text.substr(begin);
  addresses.emplace_back(addresses.empty() ? last : without_separators(last));
  return addresses;
}

bool is_short_of_slashes(std::string_view text) {
  const std::size_t colon = text.find(':');
  const std::string_view scheme = text.substr(0, colon);
  const bool is_web = equals_ignoring_case(scheme, "http") || equals_ignoring_case(scheme, "https");
  return is_web && colon != text.npos && !text.substr(colon + 1).starts_with("//");
}

}  // namespace aggregator::config
