#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "aggregator/base/url.h"
#include "aggregator/config/feed_list.h"

namespace aggregator::config {
namespace {

/// Feeds that a platform serves under several addresses: what follows `written` follows `same` as well.
struct Twin {
  std::string_view written, same;
};

// In public lists of developers' feeds velog's stand in all three forms.
constexpr auto kTwins = std::to_array<Twin>({
    {"://api.velog.io/rss/@", "://v2.velog.io/rss/"},
    {"://api.velog.io/rss/", "://v2.velog.io/rss/"},
    {"://v2.velog.io/rss/@", "://v2.velog.io/rss/"},
});

void fold_slashes(std::string& key) {
  const std::size_t host = std::min(key.find("://") + 3, key.size());
  const auto path = key.begin() + static_cast<std::ptrdiff_t>(host);
  const auto end = std::find_if(path, key.end(), [](char c) { return c == '?' || c == '#'; });
  const auto rest = std::unique(path, end, [](char a, char b) { return a == '/' && b == '/'; });
  key.erase(rest, end);
}

void fold_twins(std::string& key) {
  const std::size_t scheme = std::min(key.find("://"), key.size());
  for (const Twin& twin : kTwins) {
    if (!std::string_view(key).substr(scheme).starts_with(twin.written)) continue;
    key.replace(scheme, twin.written.size(), twin.same);
    return;
  }
}

}  // namespace

std::string likely_key(std::string_view url) {
  std::string key = canonical_url(url);
  fold_slashes(key);
  fold_twins(key);
  return key;
}

}  // namespace aggregator::config
