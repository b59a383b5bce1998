#include "online_findings.h"

#include <fmt/format.h>

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

/// The lines of feeds by canonical URL, with what is proposed.
using Lines = std::unordered_map<std::string, std::size_t>;

Lines lines_of(const config::FeedList& list) {
  Lines lines;
  for (const ListedFeed& feed : list.feeds) {
    if (!feed.url.empty()) lines.emplace(canonical_url(feed.url), feed.line);
  }
  return lines;
}

/// What is to be listed instead, unless it is there already.
void propose(const feed::FeedPlace& place, std::size_t line, Lines& listed, Finding& finding) {
  const std::size_t listed_in = listed.emplace(canonical_url(place.url), line).first->second;
  if (listed_in == line) {
    const std::string why = place.reason.empty() ? "" : " (" + place.reason + ")";
    finding.message += "; use " + shown_url(place.url) + why;
    finding.mend = Mend{Mend::Kind::SetUrl, line, "", place.url};
  } else {
    finding.message += fmt::format("; {} is listed in line {}, keep one of the two", shown_url(place.url), listed_in);
  }
}

Finding finding_of(const AskedFeed& asked, Lines& listed) {
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
  if (asked.instead) propose(*asked.instead, feed.line, listed, finding);
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
  Lines listed = lines_of(list);
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
