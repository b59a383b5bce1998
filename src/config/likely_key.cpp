#include <algorithm>

#include "aggregator/base/url.h"
#include "aggregator/config/feed_list.h"

namespace aggregator::config {

std::string likely_key(std::string_view url) {
  std::string key = canonical_url(url);
  const std::size_t host = std::min(key.find("://") + 3, key.size());
  const auto path = key.begin() + static_cast<std::ptrdiff_t>(host);
  const auto end = std::find_if(path, key.end(), [](char c) { return c == '?' || c == '#'; });
  const auto rest = std::unique(path, end, [](char a, char b) { return a == '/' && b == '/'; });
  key.erase(rest, end);
  return key;
}

}  // namespace aggregator::config
