#include "pictures.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "aggregator/base/text.h"
#include "aggregator/base/url.h"

namespace aggregator::feed {
namespace {

constexpr int kLeastPixels = 100;

// Parts of URLs, lower case.
constexpr auto kCounters = std::to_array<std::string_view>({
    "feeds.feedburner.com/~r/",
    "feedproxy.google.com/~r/",
    "feeds.wordpress.com/1.0/",
    "pixel.wp.com/",
    "stats.wordpress.com/",
    "medium.com/_/stat",
    "blogger.googleusercontent.com/tracker/",
    "google-analytics.com/",
    "doubleclick.net/",
    "pixel.quantserve.com/",
    "feedsportal.com/",
    "tracking.feedpress.",
    "hits.seeyoufarm.com/",
    "hits.sh/",
    "hits.dwyl.com/",
    "komarev.com/ghpvc",
    "visitor-badge.",
    "scorecardresearch.com/",
    "/pixel.gif",
    "/1x1.gif",
    "/tracking-pixel",
});
constexpr auto kDecorations = std::to_array<std::string_view>({
    "gravatar.com/",
    "/avatar",
    "shields.io/",
    "badge.fury.io/",
    "badgen.net/",
    "/badge.svg",
    "/badges/",
    "travis-ci.",
    "codecov.io/",
    "s.w.org/images/core/emoji/",
    "/emoji/",
    "twemoji",
    "/smilies/",
    "/spacer.",
    "/blank.gif",
    "/loading.gif",
    "/transparent.gif",
    "feeds.feedburner.com/~ff/",
    "buttons.githubusercontent",
    "/share-button",
});
constexpr auto kDecorativeClasses = std::to_array<std::string_view>({"emoji", "smiley", "avatar", "badge", "emoticon"});

template <std::size_t size>
bool holds_one_of(std::string_view text, const std::array<std::string_view, size>& parts) {
  return std::ranges::any_of(parts, [text](std::string_view part) { return text.contains(part); });
}

/// `300`, `300px`; nothing for `100%` and `auto`.
std::optional<int> pixels(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const std::string_view unit(end, text.data() + text.size());
  if (error != std::errc{} || !(unit.empty() || unit.starts_with("px") || unit.starts_with(';'))) return std::nullopt;
  return value;
}

/// What `width` or `height` says, as attribute or else at the beginning or behind a `;` of the style.
std::optional<int> extent(const HtmlElement& image, std::string_view name) {
  if (const auto value = image.attribute(name)) return pixels(*value);
  const std::string_view style = image.attribute("style").value_or("");
  const std::size_t found = style.find(name);
  if (found == style.npos || (found > 0 && !std::string_view("; \t\n").contains(style[found - 1]))) return std::nullopt;
  std::string_view value = style.substr(found + name.size());
  value.remove_prefix(std::min(value.find_first_not_of(" \t\n:"), value.size()));
  return pixels(value);
}

bool is_at_most(std::optional<int> extent, int limit) { return extent && *extent <= limit; }

}  // namespace

std::string picture_url(const HtmlElement& image, std::string_view base) {
  for (const std::string_view name : {"src", "data-src", "data-lazy-src", "data-original"}) {
    const auto reference = image.attribute(name);
    if (!reference || reference->empty()) continue;
    if (std::string url = web_url(*reference, base); !url.empty()) return url;
  }
  return "";
}

bool is_tracking_pixel(const HtmlElement& image, std::string_view url) {
  if (is_at_most(extent(image, "width"), 1) && is_at_most(extent(image, "height"), 1)) return true;
  return holds_one_of(lower_ascii(url), kCounters);
}

bool is_decoration(std::string_view url) {
  const std::string lower = lower_ascii(url);
  return holds_one_of(lower, kCounters) || holds_one_of(lower, kDecorations);
}

bool is_illustration(const HtmlElement& image, std::string_view url) {
  if (is_at_most(extent(image, "width"), kLeastPixels - 1) || is_at_most(extent(image, "height"), kLeastPixels - 1)) {
    return false;
  }
  const std::string_view classes = image.attribute("class").value_or("");
  if (holds_one_of(lower_ascii(classes), kDecorativeClasses)) return false;
  return !is_decoration(url);
}

}  // namespace aggregator::feed
