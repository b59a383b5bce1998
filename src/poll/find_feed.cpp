#include "aggregator/poll/find_feed.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <utility>

#include "aggregator/base/hash.h"
#include "aggregator/base/url.h"
#include "aggregator/feed/html.h"
#include "aggregator/poll/client.h"
#include "page_feeds.h"

namespace aggregator::poll {
namespace {

constexpr std::size_t kMaxLinksAsked = 8;  // of what the page names and leads to, comments included

/// What a URL answered: a feed, or why there is none.
struct Reply {
  Result<FoundFeed> feed;
  std::string url{};   ///< that answered, after redirects; empty when nothing did
  std::string page{};  ///< what came with status 200 and is no feed
  std::string link{};  ///< its Link headers
  int status = 0;      ///< of HTTP; 0 when nothing answered
};

/// What polling says of the status, without what it advises those who have listed the feed.
std::string words_for(int status) {
  const std::string words = words_for_status(status);
  return words.substr(0, words.find("; "));
}

/// One search over one connection: asks no URL twice, nothing more of a server that does not answer or wants peace, and
/// nothing at all when its time is over.
class Search {
 public:
  Search(const config::Settings& settings, std::chrono::steady_clock::time_point deadline)
      : client_(client_options(settings)), until_(deadline) {}

  Reply ask(const std::string& url) {
    asked_.insert(url);
    const std::string shown = shown_url(url);
    const auto response = client_.get({.url = url}, until_);
    cut_short_ = !response && response.error().code == ErrorCode::Busy;
    if (!response) return left_alone(url, {.feed = at(shown, response.error())});
    if (!http::brings_body(response->status)) {
      Reply reply{.feed = fail(ErrorCode::Unavailable, shown + ": " + words_for(response->status)),
                  .url = response->url,
                  .status = response->status};
      return http::is_refusal(response->status) ? left_alone(response->url, std::move(reply)) : reply;
    }
    auto parsed = feed::parse_feed(response->body, {response->url, response->content_type});
    if (!parsed) {
      return {at(shown, parsed.error()), response->url, response->body, response->link, response->status};
    }
    const std::string moved = response->permanent_target();
    FoundFeed found{.url = moved.empty() ? url : moved,
                    .feed = *std::move(parsed),
                    .answered_at = response->url,
                    .body_hash = hash64(response->body)};
    if (found.feed.entries.empty()) found.body_hash = 0;
    if (!moved.empty()) found.reason = shown + " redirects to it for good, so its new address is taken";
    return {.feed = std::move(found)};
  }

  /// How the server of `url` refused, if it did.
  [[nodiscard]] const Reply* refusal_of(const std::string& url) const {
    const auto found = unwilling_.find(host_of(url));
    return found == unwilling_.end() ? nullptr : &found->second;
  }

  [[nodiscard]] bool may_ask(const std::string& url) {
    if (url.empty() || asked_.contains(url) || refusal_of(url) != nullptr) return false;
    cut_short_ = std::chrono::steady_clock::now() >= until_;
    return !cut_short_;
  }

  /// The first feed in `group`, of what a page names as far as its links are not too many.
  std::optional<FoundFeed> find_in(const FeedGroup& group) {
    std::span<const feed::FeedPlace> places = group.places;
    if (group.kind != PlaceKind::Platform && group.kind != PlaceKind::WellKnown) {
      places = places.first(std::min(links_left_, places.size()));
      links_left_ -= places.size();
    }
    return find_at(places, group.kind);
  }

  /// `found` with all that was not asked of the page's feeds beside it.
  FoundFeed with_others(FoundFeed found, const std::vector<FeedGroup>& groups) const {
    found.others = not_asked(groups, found.url);
    return found;
  }

  std::unexpected<NoFeed> nothing(const Reply& reply, const std::vector<FeedGroup>& groups) const {
    return std::unexpected(
        NoFeed{reply.feed.error(), reply.status, in_vain_, not_asked(groups, reply.url), cut_short_});
  }

 private:
  /// From now on the server of `url` is, for that is how it replied.
  Reply left_alone(const std::string& url, Reply reply) {
    unwilling_.try_emplace(host_of(url), reply);
    return reply;
  }

  std::optional<FoundFeed> find_at(std::span<const feed::FeedPlace> places, PlaceKind kind) {
    std::int64_t in_vain = 0;
    for (const feed::FeedPlace& place : places) {
      if (!may_ask(place.url)) continue;
      Reply reply = ask(place.url);
      if (reply.feed) {
        const std::string moved = std::exchange(reply.feed->reason, place.reason);
        if (!moved.empty()) reply.feed->reason += "; " + moved;
        return *std::move(reply.feed);
      }
      if (cut_short_) break;
      ++in_vain;
    }
    if (in_vain > 0) in_vain_.push_back({kind, in_vain});
    return std::nullopt;
  }

  /// What was not asked of the page's feeds, but for that at `url` and what is a guess by its name alone.
  Places not_asked(const std::vector<FeedGroup>& groups, const std::string& url) const {
    std::set<std::string> known = asked_;
    known.insert(url);
    Places rest;
    for (const FeedGroup& group : groups) {
      if (group.kind == PlaceKind::WellKnown) continue;
      std::ranges::copy_if(group.places, std::back_inserter(rest),
                           [&](const feed::FeedPlace& place) { return known.insert(place.url).second; });
    }
    return rest;
  }

  http::Client client_;
  const std::chrono::steady_clock::time_point until_;
  bool cut_short_ = false;  ///< what would have been asked last was not, or not to the end, as the time was over
  std::set<std::string> asked_;
  std::map<std::string, Reply> unwilling_;  ///< how each host refused
  std::size_t links_left_ = kMaxLinksAsked;
  std::vector<NoFeed::InVain> in_vain_;
};

Places well_known_for(const Reply& reply) {
  Places places = feed::well_known_feeds(reply.url);
  for (feed::FeedPlace& place : places) place.reason += "; " + reply.feed.error().detail;
  return places;
}

std::vector<FeedGroup> groups_of(const Reply& reply) {
  return feeds_of_page({reply.url, reply.page, reply.link}, well_known_for(reply));
}

/// Where the page is that was meant when what answered is none to read, and why there.
feed::FeedPlace detour_of(const Reply& reply) {
  if (reply.page.empty()) return {};
  const std::string shown = shown_url(reply.url);
  if (!feed::is_sitemap(reply.page)) {
    std::string target = feed::refresh_target(reply.page, reply.url);
    if (target == reply.url) return {};
    return {std::move(target), "", shown + " sends its readers there"};
  }
  const auto folder = resolve_url(".", reply.url);  // whose pages it lists (sitemaps.org, "Sitemap file location")
  return {folder ? folder->text() : "", "", shown + " is a sitemap of that page"};
}

/// Of what a page names a detour led to.
void add_reason(FoundFeed& found, const std::string& why) {
  if (why.empty()) return;
  found.reason += (found.reason.empty() ? "" : "; ") + why;
}

}  // namespace

std::expected<FoundFeed, NoFeed> find_feed(const config::Settings& settings, const std::string& url,
                                           std::chrono::steady_clock::time_point deadline) {
  Search search(settings, deadline);
  const FeedGroup platform{PlaceKind::Platform, feed::platform_feeds(url)};
  std::optional<FoundFeed> found;
  if (!feed::is_named_like_feed(url)) found = search.find_in(platform);
  if (found) return search.with_others(*std::move(found), {platform});

  if (const Reply* const refusal = search.refusal_of(url)) {
    auto missed = search.nothing(*refusal, {platform});
    missed.error().asked.clear();  // it is the platform that refused, and there was nothing besides
    return missed;
  }
  Reply reply = search.ask(url);
  if (reply.feed) return *std::move(reply.feed);
  auto groups = groups_of(reply);
  std::string led_by;
  feed::FeedPlace detour = names_feed(groups) ? feed::FeedPlace() : detour_of(reply);
  if (search.may_ask(detour.url)) {
    Reply next = search.ask(detour.url);
    if (next.feed || !next.page.empty()) led_by = std::move(detour.reason);
    if (next.feed) {
      add_reason(*next.feed, led_by);
      return *std::move(next.feed);
    }
    if (!next.page.empty()) {
      reply.url = std::move(next.url);
      reply.page = std::move(next.page);
      reply.link = std::move(next.link);
      groups = groups_of(reply);
    }
  }
  for (const FeedGroup& group : groups) {
    if (group.kind == PlaceKind::Platform && reply.page.empty())
      continue;  // no page, no word that it is the platform's
    found = search.find_in(group);
    if (!found) continue;
    if (group.kind != PlaceKind::WellKnown) add_reason(*found, led_by);  // whose reason is what was asked for
    return search.with_others(*std::move(found), groups);
  }
  return search.nothing(reply, groups);
}

}  // namespace aggregator::poll
