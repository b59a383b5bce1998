// The whole story of a feed or a post, from what is stored.
#include <fmt/format.h>

#include <array>
#include <ostream>

#include "aggregator/base/text.h"
#include "aggregator/base/url.h"
#include "aggregator/poll/link_key.h"
#include "aggregator/store/feeds.h"
#include "aggregator/store/history.h"
#include "commands.h"
#include "output.h"

namespace aggregator::cli {
namespace {

std::string place_of(const store::FeedRow& feed) {
  const std::string listed = shown_url(feed.listed_url);
  return feed.url == feed.listed_url ? listed : listed + ", polled at " + shown_url(feed.url);
}

std::string health_of(const store::FeedRow& feed) {
  if (!feed.enabled) return "paused: `enabled: false` in the list";
  switch (feed.status) {
    case store::FeedStatus::New:
      return "never polled";
    case store::FeedStatus::Ok:
    case store::FeedStatus::Paused:
      return "well";
    case store::FeedStatus::Gone:
      return "gone: " + feed.error;
    case store::FeedStatus::Error:
    case store::FeedStatus::Refused:
      return fmt::format("{} failed {} since {}: {}", feed.failures, feed.failures == 1 ? "poll" : "polls",
                         short_time(feed.failing_since), feed.error);
  }
  return {};
}

Json json_of(const std::vector<store::FeedEvent>& events) {
  Json list = Json::array();
  for (const store::FeedEvent& event : events) list.push_back({{"at", format_rfc3339(event.at)}, {"what", event.what}});
  return list;
}

void tell_feed(const store::FeedRow& feed, const std::vector<store::FeedEvent>& events, std::ostream& out) {
  out << fmt::format("Feed {}: {}\n", feed.id,
                     feed.shown_title().empty() ? shown_url(feed.listed_url) : feed.shown_title());
  out << "  listed as     " << place_of(feed) << '\n';
  out << "  health        " << health_of(feed) << '\n';
  out << fmt::format("  last polled   {}, last understood {}, next poll {} (UTC)\n", short_time(feed.last_poll),
                     short_time(feed.last_success), short_time(feed.next_poll));
  if (!feed.etag.empty()) out << "  ETag          " << quote(feed.etag) << '\n';
  if (!feed.last_modified.empty()) out << "  Last-Modified " << quote(feed.last_modified) << '\n';
  if (!feed.repairs.empty()) out << "  repaired      " << feed.repairs << '\n';
  if (!feed.hub.empty()) out << "  WebSub hub    " << feed.hub << '\n';
  for (const store::FeedEvent& event : events) out << "  " << short_time(event.at) << "  " << event.what << '\n';
}

Json json_of(const store::FeedRow& feed, const std::vector<store::FeedEvent>& events) {
  return {{"id", feed.id},
          {"listed", feed.listed_url},
          {"url", feed.url},
          {"title", json_or_null(feed.shown_title())},
          {"health", health_of(feed)},
          {"last_poll", cli::json_of(feed.last_poll)},
          {"last_success", cli::json_of(feed.last_success)},
          {"next_poll", cli::json_of(feed.next_poll)},
          {"etag", json_or_null(feed.etag)},
          {"last_modified", json_or_null(feed.last_modified)},
          {"repairs", json_or_null(feed.repairs)},
          {"hub", json_or_null(feed.hub)},
          {"events", json_of(events)}};
}

/// What became of it on its way into digests.
std::string fate_of(const store::EntryStory& story) {
  if (story.entry.state != store::EntryState::New) return "never mailed";
  if (!story.sequence) return "waits for the next digest";
  if (story.editions.empty()) return "in no digest yet";
  return {};
}

std::string line_of(const store::Sighting& sighting) {
  const std::string how = sighting.by == store::MatchedBy::Nothing
                              ? "first seen in"
                              : fmt::format("recognised by its {} in", store::name_of(sighting.by));
  return fmt::format("{}  {} {}", short_time(sighting.seen), how, sighting.feed_url);
}

std::string line_of(const store::EditionOfEntry& edition) {
  return fmt::format("{}  {} {}", short_time(edition.due),
                     edition.shown ? "shown in the digest" : "other topics, or beyond the limits, in the digest",
                     quote(edition.subject));
}

void tell_entry(const store::EntryStory& story, std::ostream& out) {
  const store::EntryRow& entry = story.entry;
  out << fmt::format("Post {}: {}\n", entry.id, entry.title);
  out << "  link          " << (entry.link.empty() ? "-" : entry.link) << '\n';
  out << "  guid          " << (entry.guid.empty() ? "-" : quote(entry.guid)) << '\n';
  out << fmt::format("  dated         {} (UTC)\n", short_time(entry.published.value_or(entry.first_seen)));
  out << "  state         " << store::name_of(entry.state);
  out << (entry.reason.empty() ? "" : ": " + entry.reason) << '\n';
  for (const store::Sighting& sighting : story.sightings) out << "  " << line_of(sighting) << '\n';
  for (const store::EditionOfEntry& edition : story.editions) out << "  " << line_of(edition) << '\n';
  if (const std::string fate = fate_of(story); !fate.empty()) out << "  " << fate << '\n';
}

Json json_of(const store::EntryStory& story) {
  const store::EntryRow& entry = story.entry;
  Json sightings = Json::array(), editions = Json::array();
  for (const store::Sighting& sighting : story.sightings) {
    sightings.push_back({{"feed", sighting.feed_url},
                         {"seen", format_rfc3339(sighting.seen)},
                         {"matched", store::name_of(sighting.by)}});
  }
  for (const store::EditionOfEntry& edition : story.editions) {
    editions.push_back({{"edition", edition.public_id},
                        {"due", format_rfc3339(edition.due)},
                        {"subject", edition.subject},
                        {"shown", edition.shown}});
  }
  return {{"id", entry.id},
          {"title", entry.title},
          {"link", json_or_null(entry.link)},
          {"guid", json_or_null(entry.guid)},
          {"published", cli::json_of(entry.published)},
          {"first_seen", format_rfc3339(entry.first_seen)},
          {"state", store::name_of(entry.state)},
          {"reason", json_or_null(entry.reason)},
          {"sources", std::move(sightings)},
          {"editions", std::move(editions)}};
}

struct Found {
  std::optional<store::FeedRow> feed;
  std::vector<store::FeedEvent> events;
  std::optional<store::EntryStory> entry;
};

Result<Found> find(store::Database& database, const std::string& url) {
  Found found;
  auto feed = store::find_feed(database, url);
  if (!feed) return std::unexpected(feed.error());
  found.feed = *std::move(feed);
  if (found.feed) {
    auto events = store::feed_events(database, found.feed->id);
    if (!events) return std::unexpected(events.error());
    found.events = *std::move(events);
  }
  const std::array<store::EntryKey, 1> keys = {poll::link_key(url)};
  const auto known = store::find_by_keys(database, keys);
  if (!known) return std::unexpected(known.error());
  if (!known->front()) return found;
  auto story = store::entry_story(database, known->front()->id);
  if (!story) return std::unexpected(story.error());
  found.entry = *std::move(story);
  return found;
}

}  // namespace

Result<void> tell_why(Context& context, const WhyOptions& options) {
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  const auto found = find(**database, options.url);
  if (!found) return std::unexpected(found.error());
  if (!found->feed && !found->entry) {
    return fail(ErrorCode::NotFound, "no feed and no post is known under " + quote(options.url) +
                                         "; `aggregator feeds` and `aggregator entries` list what is");
  }
  if (options.json) {
    const Json feed = found->feed ? json_of(*found->feed, found->events) : Json(nullptr);
    context.out() << dump({{"feed", feed}, {"post", found->entry ? json_of(*found->entry) : Json(nullptr)}}) << '\n';
    return {};
  }
  if (found->feed) tell_feed(*found->feed, found->events, context.out());
  if (found->entry) tell_entry(*found->entry, context.out());
  return {};
}

}  // namespace aggregator::cli
