// The whole story of a feed or a post, from what is stored.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ostream>
#include <utility>
#include <vector>

#include "aggregator/base/text.h"
#include "aggregator/base/url.h"
#include "aggregator/poll/link_key.h"
#include "aggregator/poll/take_list.h"
#include "aggregator/store/entries.h"
#include "aggregator/store/feeds.h"
#include "aggregator/store/history.h"
#include "commands.h"
#include "feed_words.h"
#include "output.h"

namespace aggregator::cli {
namespace {

struct KnownFeed {
  store::FeedRow row;
  bool is_listed = true;
  std::string left;  ///< the address that was asked about, where it is no more; empty: it is there
  std::vector<store::FeedEvent> events;
  std::int64_t held = 0;  ///< posts
};

std::string listing_of(const store::FeedRow& feed) {
  const std::string listed = shown_url(feed.listed_url);
  return feed.url == feed.listed_url ? listed : listed + ", polled at " + shown_url(feed.url);
}

std::string health_of(const KnownFeed& known) {
  const store::FeedRow& feed = known.row;
  if (!known.is_listed) return "no longer listed, so not polled";
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

void tell_feed(const KnownFeed& known, std::ostream& out) {
  const store::FeedRow& feed = known.row;
  out << fmt::format("Feed {}: {}\n", feed.id,
                     feed.shown_title().empty() ? shown_url(feed.listed_url) : feed.shown_title());
  out << (known.is_listed ? "  listed as     " : "  was listed as ") << listing_of(feed) << '\n';
  if (!known.left.empty()) out << "  no longer at  " << known.left << '\n';
  out << "  health        " << health_of(known) << '\n';
  out << fmt::format("  last polled   {}, last understood {}, next poll {} (UTC)\n", short_time(feed.last_poll),
                     short_time(feed.last_success), known.is_listed ? next_poll_in_words(feed) : "-");
  if (feed.not_before) out << "  left alone    until " << short_time(feed.not_before) << ", as its server wants\n";
  if (known.held > 0) {
    out << fmt::format("  held          {}; `aggregator release {}{}\n", counted(known.held, "post", "posts"), feed.id,
                       known.is_listed ? "` mails them, with --drop never" : " --drop` settles that");
  }
  if (!feed.etag.empty()) out << "  ETag          " << quote(feed.etag) << '\n';
  if (!feed.last_modified.empty()) out << "  Last-Modified " << quote(feed.last_modified) << '\n';
  if (canonical_url(place_of(feed)) != canonical_url(feed.url)) {
    out << "  redirected to " << shown_url(place_of(feed)) << '\n';
  }
  if (!feed.repairs.empty()) out << "  repaired      " << feed.repairs << '\n';
  if (!feed.hub.empty()) out << "  WebSub hub    " << shown_url(feed.hub) << '\n';
  for (const store::FeedEvent& event : known.events) out << "  " << short_time(event.at) << "  " << event.what << '\n';
}

Json json_of(const KnownFeed& known) {
  const store::FeedRow& feed = known.row;
  return {{"id", feed.id},
          {"listed", known.is_listed ? Json(shown_url(feed.listed_url)) : Json(nullptr)},
          {"url", shown_url(feed.proven_url())},
          {"no_longer_at", json_or_null(known.left)},
          {"title", json_or_null(feed.shown_title())},
          {"health", health_of(known)},
          {"last_poll", cli::json_of(feed.last_poll)},
          {"last_success", cli::json_of(feed.last_success)},
          {"next_poll", cli::json_of(known.is_listed ? next_poll_of(feed) : std::nullopt)},
          {"etag", json_or_null(feed.etag)},
          {"last_modified", json_or_null(feed.last_modified)},
          {"held", known.held},
          {"repairs", json_or_null(feed.repairs)},
          {"hub", json_or_null(shown_url(feed.hub))},
          {"events", json_of(known.events)}};
}

/// What became of it on its way into digests, which have posts of listed feeds alone.
std::string fate_of(const store::EntryStory& story) {
  const bool is_listed = std::ranges::any_of(story.sightings, &store::Sighting::is_listed);
  if (story.entry.state == store::EntryState::Held) {
    if (!is_listed) {
      return fmt::format("not mailed, and its feed is no longer listed: `aggregator release {} --drop` settles that",
                         story.entry.feed);
    }
    return fmt::format("not mailed: `aggregator release {}` mails it, with --drop never", story.entry.feed);
  }
  if (story.entry.state == store::EntryState::Backlog) return "never mailed";
  if (!is_listed && story.editions.empty()) return "in no digest, as its feed is no longer listed";
  if (!story.sequence) return "waits for the next digest";
  if (story.editions.empty()) return "in no digest yet";
  return {};
}

/// `says_how`: whether the feed says how the post reads though another one had it first.
std::string line_of(const store::Sighting& sighting, bool says_how) {
  const std::string how = sighting.by == store::MatchedBy::Nothing
                              ? "first seen in"
                              : fmt::format("recognised by its {} in", store::name_of(sighting.by));
  return fmt::format("{}  {} {}{}{}", short_time(sighting.seen), how, shown_url(sighting.feed_url),
                     sighting.is_listed ? "" : ", which is no longer listed",
                     says_how ? ", which says how it reads" : "");
}

std::string words_of(const store::EntryTurn& turn) {
  const std::string feed = shown_url(turn.feed_url);
  switch (turn.kind) {
    case store::EntryTurnKind::Edited:
      return fmt::format("edited in {}, recognised by its {}", feed, store::name_of(turn.by));
    case store::EntryTurnKind::EditNotTaken:
      return fmt::format("edited in {}, not taken: the feed that had the post first says how it reads", feed);
    case store::EntryTurnKind::AnotherKey:
      return fmt::format("there again in {}, recognised by its {}: the same post", feed, store::name_of(turn.by));
    case store::EntryTurnKind::Repeated:
      return fmt::format("more than once in one document of {}: counts once", feed);
    case store::EntryTurnKind::Renamed:
      return fmt::format("there again in {} under another guid and link, recognised by its title or date", feed);
  }
  return {};
}

std::string words_of(const store::OmittedEntry& omitted) {
  switch (omitted.why) {
    case store::Omission::RunnersLanguages:
      return "not in a language of digest.only_languages";
    case store::Omission::RunnersKeywords:
      return "by digest.keywords or digest.mute";
    case store::Omission::Tags:
      return "of other topics than its readers chose";
    case store::Omission::Feeds:
      return "of another feed than its readers chose";
    case store::Omission::MutedFeed:
      return "its readers muted the feed";
    case store::Omission::Languages:
      return "not in a language that its readers chose";
    case store::Omission::Keywords:
      return "by its readers' keywords or mutes";
    case store::Omission::ToldAlready:
      return fmt::format("it tells the same as post {}", omitted.told_as);
    case store::Omission::MaxPerFeed:
      return "beyond digest.max_per_feed";
    case store::Omission::MaxEntries:
      return "beyond digest.max_entries";
  }
  return {};
}

/// Of one that shows the post: its readers have seen it only when it reached them.
std::string fate_of(const store::EditionOfEntry& edition) {
  if (edition.reached) return {};
  const std::string reason = edition.reason.empty() ? "" : fmt::format(" ({})", edition.reason);
  if (edition.waiting > 0) {
    return fmt::format(", which {}{}", counted(edition.waiting, "message waits to bring", "messages wait to bring"),
                       reason);
  }
  if (edition.failed == 0) return ", which was made for nobody";
  return fmt::format(", which reached nobody: {}{}", counted(edition.failed, "message", "messages") + " failed",
                     reason);
}

std::string line_of(const store::EditionOfEntry& edition) {
  const std::string digest = fmt::format("the digest {}", quote(edition.subject));
  if (edition.shown) {
    return fmt::format("{}  {} {}{}", short_time(edition.due), edition.reached ? "shown in" : "in", digest,
                       fate_of(edition));
  }
  return fmt::format("{}  left out of {}: {}", short_time(edition.due), digest,
                     edition.omitted ? words_of(*edition.omitted) : "muted, of other topics or beyond the limits");
}

void tell_entry(const store::EntryStory& story, std::ostream& out) {
  const store::EntryRow& entry = story.entry;
  out << fmt::format("Post {}: {}\n", entry.id, entry.title);
  out << "  link          " << (entry.link.empty() ? "-" : entry.link) << '\n';
  out << "  guid          " << (entry.guid.empty() ? "-" : quote(entry.guid)) << '\n';
  out << fmt::format("  dated         {} (UTC)\n", short_time(entry.published.value_or(entry.first_seen)));
  out << "  state         " << store::name_of(entry.state);
  out << (entry.reason.empty() ? "" : ": " + entry.reason) << '\n';
  for (const store::Sighting& sighting : story.sightings) {
    const bool is_first = &sighting == &story.sightings.front();
    out << "  " << line_of(sighting, !is_first && sighting.feed == entry.feed) << '\n';
  }
  for (const store::EntryTurn& turn : story.turns) out << "  " << short_time(turn.at) << "  " << words_of(turn) << '\n';
  for (const store::EditionOfEntry& edition : story.editions) out << "  " << line_of(edition) << '\n';
  if (const std::string fate = fate_of(story); !fate.empty()) out << "  " << fate << '\n';
}

Json json_of(const store::EntryStory& story) {
  const store::EntryRow& entry = story.entry;
  Json sightings = Json::array(), events = Json::array(), editions = Json::array();
  for (const store::Sighting& sighting : story.sightings) {
    sightings.push_back({{"feed", shown_url(sighting.feed_url)},
                         {"seen", format_rfc3339(sighting.seen)},
                         {"matched", store::name_of(sighting.by)}});
  }
  for (const store::EntryTurn& turn : story.turns) {
    events.push_back({{"at", format_rfc3339(turn.at)}, {"what", words_of(turn)}});
  }
  for (const store::EditionOfEntry& edition : story.editions) {
    editions.push_back({{"edition", edition.public_id},
                        {"due", format_rfc3339(edition.due)},
                        {"subject", edition.subject},
                        {"shown", edition.shown},
                        {"reached", edition.reached},
                        {"omitted", edition.omitted ? Json(store::name_of(edition.omitted->why)) : Json(nullptr)}});
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
          {"events", std::move(events)},
          {"editions", std::move(editions)}};
}

/// What is known under one URL, or by one id.
struct Found {
  std::optional<KnownFeed> feed;
  std::vector<store::EntryStory> posts;
  bool is_deleted = false;  ///< a post is known by its key only
};

Result<std::optional<KnownFeed>> known_feed(store::Database& database, const std::string& url) {
  KnownFeed known;
  auto feed = store::find_feed(database, url);
  if (feed && !*feed) {
    known.is_listed = false;
    feed = store::find_former_feed(database, url);
  }
  if (!feed) return std::unexpected(feed.error());
  if (!*feed) return std::nullopt;
  known.row = **std::move(feed);
  if (known.row.has_left(url)) known.left = shown_url(url);
  auto events = store::feed_events(database, known.row.id);
  if (!events) return std::unexpected(events.error());
  known.events = *std::move(events);
  const auto held = store::count_held(database, known.row.id);
  if (!held) return std::unexpected(held.error());
  known.held = *held;
  return known;
}

/// Posts by their link. Links that several posts share are no key, and what is folded away for keys tells some posts
/// apart ("#v2", "#comment-1"): so of the feed whose post the key finds, those with this very link come first. Only
/// where nothing has the key, and `url` is no feed, all links and guids are gone through.
Result<std::vector<store::EntryId>> find_posts(store::Database& database, const std::string& url, bool is_feed) {
  const std::array<store::EntryKey, 1> keys = {poll::link_key(url)};
  const auto known = store::find_by_keys(database, keys);
  if (!known) return std::unexpected(known.error());
  const auto& post = known->front();
  if (is_feed && !post) return std::vector<store::EntryId>();
  auto exact = store::entries_linked_at(database, url, post ? std::optional(post->feed) : std::nullopt);
  if (!exact || !exact->empty() || !post) return exact;
  return std::vector{post->id};
}

Result<void> add_posts(store::Database& database, const std::vector<store::EntryId>& ids, Found& found) {
  for (const store::EntryId id : ids) {
    auto story = store::entry_story(database, id);
    if (!story) return std::unexpected(story.error());
    if (*story) {
      found.posts.push_back(**std::move(story));
    } else {
      found.is_deleted = true;
    }
  }
  return {};
}

Result<Found> find_by_url(store::Database& database, const std::string& url) {
  Found found;
  auto feed = known_feed(database, url);
  if (!feed) return std::unexpected(feed.error());
  found.feed = *std::move(feed);
  const auto posts = find_posts(database, url, found.feed.has_value());
  if (!posts) return std::unexpected(posts.error());
  if (const auto added = add_posts(database, *posts, found); !added) return std::unexpected(added.error());
  if (!found.feed && found.posts.empty() && !found.is_deleted) {
    return fail(ErrorCode::NotFound, "no feed and no post is known under " + quote(shown_url(url)) +
                                         "; `aggregator feeds` and `aggregator entries` list what is");
  }
  return found;
}

Result<Found> find_by_id(store::Database& database, store::EntryId post) {
  Found found;
  if (const auto added = add_posts(database, {post}, found); !added) return std::unexpected(added.error());
  if (found.posts.empty()) {
    return fail(ErrorCode::NotFound,
                fmt::format("no post has the id {}; `aggregator entries --json` shows their ids", post));
  }
  return found;
}

Json json_of(const Found& found) {
  Json posts = Json::array();
  for (const store::EntryStory& story : found.posts) posts.push_back(json_of(story));
  return {{"feed", found.feed ? json_of(*found.feed) : Json(nullptr)},
          {"posts", std::move(posts)},
          {"deleted", found.is_deleted}};
}

}  // namespace

Result<void> tell_why(Context& context, const WhyOptions& options) {
  const auto settings = context.settings();
  if (!settings) return std::unexpected(settings.error());
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  if (const auto taken = poll::take_list(**database, (*settings)->feeds, context.now()); !taken)
    return std::unexpected(taken.error());
  const auto found = options.post ? find_by_id(**database, *options.post) : find_by_url(**database, options.url);
  if (!found) return std::unexpected(found.error());
  if (options.json) {
    context.out() << dump(json_of(*found)) << '\n';
    return {};
  }
  if (found->feed) tell_feed(*found->feed, context.out());
  for (const store::EntryStory& story : found->posts) tell_entry(story, context.out());
  if (found->is_deleted) context.out() << "A post with this link was stored once and deleted: it never is new again\n";
  return {};
}

}  // namespace aggregator::cli
