#include "address_remarks.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

#include "aggregator/base/url.h"
#include "aggregator/http/named_address.h"

namespace aggregator::cli {
namespace {
using config::Finding;

std::optional<std::string> refusal_of(const std::string& address, const std::vector<AddressRange>& allowed) {
  const auto url = parse_url(address);
  if (!url) return std::nullopt;
  const auto named = http::check_named_address(*url, allowed);
  if (named) return std::nullopt;
  return fmt::format("{} will not be polled: {}", shown_url(address), named.error().detail);
}

}  // namespace

void remark_on_addresses(config::FeedList& list, const std::vector<AddressRange>& allowed) {
  for (const config::ListedFeed& feed : list.feeds) {
    if (const auto refusal = refusal_of(feed.url, allowed))
      list.findings.push_back({feed.line, "feeds.url: " + *refusal, Finding::Level::Guess});
  }
  std::ranges::stable_sort(list.findings, {}, &Finding::line);
}

}  // namespace aggregator::cli
