// Lists of feeds: feeds.yaml, OPML, db.yml and URL lists, told apart by their content.
#include <algorithm>

#include "aggregator/base/url.h"
#include "aggregator/config/feed_list.h"
#include "target.h"

namespace aggregator::fuzz {
namespace {
using config::FeedList;
using config::ListedFeed;

ListedFeed another_feed() {
  ListedFeed feed;
  feed.url = "https://another.example.org/feed";
  return feed;
}

/// A list keeps the spelling that somebody chose.
bool is_web_url(std::string_view text) {
  const auto url = parse_url(text);
  return url && url->is_http();
}

void check_reason(const Error& error) {
  require(error.code == ErrorCode::Malformed, "what is no list is malformed", error.detail);
  require_message(error.detail, "the reason");
}

void check_feeds(const FeedList& list) {
  for (const ListedFeed& feed : list.feeds) {
    require(is_web_url(feed.url), "a feed's address is an http URL", feed.url);
    require(feed.site.empty() || is_web_url(feed.site), "a feed's site is an http URL", feed.site);
    require_line(feed.title, "a title");
    for (const std::string& tag : feed.tags) require_line(tag, "a tag");
  }
  for (const config::Finding& finding : list.findings) require_message(finding.message, "a finding");
}

void check_written_list(const FeedList& list) {
  const std::string yaml = config::format_feed_list(list.feeds);
  const auto again = config::parse_feed_list(yaml, "written");
  require(again && std::ranges::equal(again->feeds, list.feeds, config::says_the_same),
          "a list reads back as it was written", again ? yaml : again.error().detail);
}

void check_opml(const FeedList& list) {
  if (list.feeds.empty()) return;
  const auto again = config::parse_foreign_list(config::format_opml(list.feeds, "feeds"), "written");
  require(again && std::ranges::equal(again->feeds, list.feeds, {}, &ListedFeed::url, &ListedFeed::url),
          "OPML names the same feeds", again ? "" : again.error().detail);
}

/// Adding a feed and taking it away again changes no other.
void check_edits(std::string_view yaml, const FeedList& list) {
  const auto longer = config::append_feed(yaml, another_feed());
  if (!longer) return require_message(longer.error().detail, "the reason");
  auto expected = list.feeds;
  expected.push_back(another_feed());
  const auto appended = config::parse_feed_list(*longer, "appended");
  require(appended && std::ranges::equal(appended->feeds, expected, config::says_the_same), "appending appends",
          appended ? *longer : appended.error().detail);

  const auto shorter = config::remove_feed(*longer, another_feed().url);
  if (!shorter) return require_message(shorter.error().detail, "the reason");
  const auto removed = config::parse_feed_list(*shorter, "removed");
  require(removed && std::ranges::equal(removed->feeds, list.feeds, config::says_the_same), "removing removes one",
          removed ? *shorter : removed.error().detail);
}

/// Whatever is wrong with it, a list can be looked over, and mending it once leaves the other feeds alone.
void check_mends(std::string_view yaml) {
  const auto list = config::check_feed_list(yaml, "feeds.yaml");
  if (!list) return check_reason(list.error());
  std::vector<config::Mend> mends;
  for (const config::Finding& finding : list->findings) {
    require_message(finding.message, "a finding");
    if (finding.mend) mends.push_back(*finding.mend);
  }
  for (const ListedFeed& feed : list->feeds) {
    mends.push_back({config::Mend::Kind::SetUrl, feed.line, "", another_feed().url});
  }
  const auto patch = config::patch_feed_list(yaml, mends, "feeds.yaml");
  if (!patch) check_reason(patch.error());
}

}  // namespace

void try_input(std::string_view input) {
  if (const auto list = config::parse_feed_list(input, "feeds.yaml")) {
    check_feeds(*list);
    check_written_list(*list);
    check_edits(input, *list);
  } else {
    check_reason(list.error());
  }
  check_mends(input);
  if (const auto list = config::parse_foreign_list(input, "list")) {
    check_feeds(*list);
    check_written_list(*list);
    check_opml(*list);
  } else {
    check_reason(list.error());
  }
}

}  // namespace aggregator::fuzz
