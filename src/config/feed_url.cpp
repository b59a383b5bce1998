#include "feed_url.h"

#include <algorithm>
#include <initializer_list>

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

bool is_host_character(char c) {
  return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || ('0' <= c && c <= '9') || c == '-' || c == '.' ||
         static_cast<unsigned char>(c) >= 0x80;
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

}  // namespace aggregator::config
