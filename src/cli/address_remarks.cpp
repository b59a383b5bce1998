#include "address_remarks.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <unordered_set>

#include "aggregator/base/url.h"
#include "aggregator/feed/feed_places.h"
#include "aggregator/http/named_address.h"

namespace aggregator::cli {
namespace {
using config::Finding;

/// What may be told of a page whose feed its platform serves elsewhere.
std::optional<std::string> feed_of_page(const std::string& address) {
  if (feed::is_named_like_feed(address)) return std::nullopt;
  const auto places = feed::platform_feeds(address);
  if (places.empty() || canonical_url(places.front().url) == canonical_url(address)) return std::nullopt;
  return fmt::format(" looks like a page; its feed should be {} ({})", places.front().url, places.front().reason);
}

/// What an address looks like is of no interest any more for those of `subjects`, of which more is known.
void drop_vaguer_guesses(config::FeedList& list, const std::unordered_set<std::string>& subjects) {
  std::erase_if(list.findings, [&](const Finding& finding) {
    const std::size_t end = finding.message.find(" looks like ");
    return finding.level == Finding::Level::Guess && subjects.contains(finding.message.substr(0, end));
  });
}

}  // namespace

void remark_on_addresses(config::FeedList& list, const std::vector<AddressRange>& allowed, std::string_view key) {
  std::vector<Finding> found;
  std::unordered_set<std::string> pages;
  for (const config::ListedFeed& feed : list.feeds) {
    const std::string subject = std::string(key) + shown_url(feed.url);
    if (const auto refusal = http::refusal_of(feed.url, allowed))
      found.push_back({feed.line, fmt::format("{} will not be polled: {}", subject, *refusal), Finding::Level::Guess});
    if (const auto place = feed_of_page(feed.url)) {
      pages.insert(subject);
      found.push_back({feed.line, subject + *place, Finding::Level::Guess});
    }
  }
  drop_vaguer_guesses(list, pages);
  std::ranges::move(found, std::back_inserter(list.findings));
  std::ranges::stable_sort(list.findings, {}, &Finding::line);
}

}  // namespace aggregator::cli
