#include "no_feed_words.h"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "output.h"

namespace aggregator::cli {
namespace {

/// What to do about a URL that is no feed and answered `status`.
std::string_view advice_for(int status) {
  if (status == 0) return "check the address, or add it unseen with --no-verify";
  if (status == 401) {
    return "add it unseen with --no-verify, and give it a user and password_file, or a token_file, in the list";
  }
  if (status == 410) return "look whether the blog has another feed now";
  if (status == 429 || status >= 500) return "try again later, or add it unseen with --no-verify";
  return "look for the address of the feed, or add this one unseen with --no-verify";
}

std::string words_for(const poll::NoFeed::InVain& asked) {
  switch (asked.kind) {
    case poll::PlaceKind::Platform:
      return counted(asked.places, "place of its platform", "places of its platform");
    case poll::PlaceKind::Shown:
      return counted(asked.places, "link that the page shows", "links that the page shows");
    case poll::PlaceKind::WellKnown:
      return counted(asked.places, "well-known path", "well-known paths");
    case poll::PlaceKind::Comments:
      return counted(asked.places, "link of the page to comments", "links of the page to comments");
    case poll::PlaceKind::Posts:
      break;
  }
  return counted(asked.places, "link of the page", "links of the page");
}

}  // namespace

Error words_for(const poll::NoFeed& missing, std::chrono::seconds time) {
  std::vector<std::string> asked, rest;
  for (const poll::NoFeed::InVain& each : missing.asked) asked.push_back(words_for(each));
  for (const feed::FeedPlace& place : missing.not_asked) rest.push_back(place.url);
  const std::string besides = asked.empty() ? "" : "; nor is there one at " + joined(asked, " or ");
  const std::string untried = rest.empty() ? "" : "; not tried: " + joined(rest, ", ");
  const std::string end =
      missing.is_cut_short ? fmt::format("; the search was over after {} s (twice poll.timeout)", time.count()) : "";
  return {missing.error.code, fmt::format("no feed found: {}{}{}{}; {}", missing.error.detail, besides, untried, end,
                                          advice_for(missing.status))};
}

}  // namespace aggregator::cli
