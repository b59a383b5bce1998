#include "online_findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <unordered_map>

#include "aggregator/base/url.h"
#include "aggregator/poll/feed_marks.h"

namespace aggregator::cli {
namespace {
using config::Finding;
using config::ListedFeed;
using config::Mend;
using poll::AskedFeed;

/// The feeds by canonical URL, of the list and of what is proposed for it.
using Feeds = std::unordered_map<std::string, const ListedFeed*>;

Feeds feeds_of(const config::FeedList& list) {
  Feeds feeds;
  for (const ListedFeed& feed : list.feeds) {
    if (!feed.url.empty()) feeds.emplace(canonical_url(feed.url), &feed);
  }
  return feeds;
}

bool is_said_by(const std::string& said, const std::string& other) { return said.empty() || said == other; }

/// Whether the list without `second` says of the feed all that it says with it.
bool adds_nothing(const ListedFeed& second, const ListedFeed& first) {
  const bool has_no_more_tags = std::ranges::all_of(
      second.tags, [&](const std::string& tag) { return std::ranges::find(first.tags, tag) != first.tags.end(); });
  return has_no_more_tags && is_said_by(second.title, first.title) && is_said_by(second.site, first.site) &&
         is_said_by(second.language, first.language) && second.enabled == first.enabled &&
         (second.access.empty() || second.access == first.access) && !config::login_in(second.url);
}

/// What is to be listed instead, unless it is there already.
void propose(const feed::FeedPlace& place, const ListedFeed& feed, Feeds& listed, Finding& finding) {
  const ListedFeed& there = *listed.emplace(canonical_url(place.url), &feed).first->second;
  if (&there == &feed) {
    const std::string why = place.reason.empty() ? "" : " (" + place.reason + ")";
    finding.message += "; use " + shown_url(place.url) + why;
    finding.mend = Mend{Mend::Kind::SetUrl, feed.line, "", place.url};
    return;
  }
  finding.message += fmt::format("; {} is listed in line {}, ", shown_url(place.url), there.line);
  const bool has_moved = place.reason.empty() && !feed.url.empty();
  if (has_moved && adds_nothing(feed, there)) {
    finding.message += "take this one out";
    finding.mend = Mend{Mend::Kind::RemoveFeed, feed.line};
    listed[canonical_url(feed.url)] = &there;  // so that nobody else goes for the sake of this one
  } else {
    finding.message += "keep one of the two";
  }
}

Finding finding_of(const AskedFeed& asked, Feeds& listed) {
  const ListedFeed& feed = *asked.feed;
  const std::string subject = shown_url(feed.url.empty() ? feed.site : feed.url);
  if (asked.is_withheld) {
    return {feed.line, subject + ": has a login, so it is only asked with --with-secrets", Finding::Level::Remark};
  }
  if (!asked.is_answered) {
    const std::string why =
        asked.busy_host.empty() ? "before poll.round_deadline" : "as " + asked.busy_host + " is busy (429, 503)";
    return {feed.line, subject + ": not asked " + why, Finding::Level::Remark};
  }
  Finding finding{feed.line, subject + ": " + asked.problem,
                  asked.is_busy || asked.is_off_limits ? Finding::Level::Remark : Finding::Level::Mistake};
  if (asked.instead) propose(*asked.instead, feed, listed, finding);
  return finding;
}

/// Which of the two the list keeps, and with whose keys, is for people to say.
Finding repeat_of(const ListedFeed& first, const ListedFeed& second) {
  return {second.line,
          fmt::format("{}: the same feed as {} in line {}; keep one of the two", shown_url(second.url),
                      shown_url(first.url), first.line),
          Finding::Level::Remark};
}

}  // namespace

std::vector<Finding> online_findings(const config::FeedList& list, const std::vector<AskedFeed>& asked) {
  std::vector<Finding> found;
  Feeds listed = feeds_of(list);
  poll::FeedMarks marks;
  for (std::size_t index = 0; index < asked.size(); ++index) {
    const AskedFeed& each = asked[index];
    const bool was_asked = !each.feed->url.empty() || !each.feed->site.empty();
    if (was_asked && (!each.is_answered || !each.problem.empty())) {
      found.push_back(finding_of(each, listed));
    } else if (!each.answered_at.empty()) {
      const std::size_t first = marks.add(index, each.answered_at, each.body_hash);
      if (first != index) found.push_back(repeat_of(*asked[first].feed, *each.feed));
    }
  }
  return found;
}

}  // namespace aggregator::cli
