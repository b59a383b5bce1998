#include "aggregator/base/feed_scheme.h"

#include "aggregator/base/text.h"

namespace aggregator {

namespace {

bool begins_with(std::string_view text, std::string_view start) {
  return equals_ignoring_case(text.substr(0, start.size()), start);
}

}  // namespace

std::string without_feed_scheme(std::string_view url) {
  constexpr std::string_view kScheme = "feed:";
  url = trim(url);
  const std::string_view rest = begins_with(url, kScheme) ? url.substr(kScheme.size()) : "";
  if (rest.starts_with("//")) return "http:" + std::string(rest);
  return std::string(begins_with(rest, "http:") || begins_with(rest, "https:") ? rest : url);
}

}  // namespace aggregator
