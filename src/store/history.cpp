#include "aggregator/store/history.h"

#include <algorithm>

#include "omissions.h"
#include "session.h"

namespace aggregator::store {
namespace {

std::vector<Sighting> sightings_of(Session& session, EntryId id) {
  std::vector<Sighting> sightings;
  Sighting sighting;
  Statement statement(
      session,
      "SELECT s.feed, f.listed_url, s.seen, s.matched, f.listed FROM entry_sources s JOIN feeds f ON f.id = s.feed"
      " WHERE s.entry = :entry ORDER BY s.seen, s.matched, f.id");
  statement.use(id).into(sighting.feed, sighting.feed_url, sighting.seen, sighting.by, sighting.is_listed);
  while (statement.next()) sightings.push_back(sighting);
  return sightings;
}

std::vector<EntryTurn> turns_of(Session& session, EntryId id) {
  std::vector<EntryTurn> turns;
  EntryTurn turn;
  Statement statement(session,
                      "SELECT t.kind, t.at, t.matched, f.listed_url FROM entry_turns t JOIN feeds f ON f.id = t.feed"
                      " WHERE t.entry = :entry ORDER BY t.at, t.kind, f.id");
  statement.use(id).into(turn.kind, turn.at, turn.by, turn.feed_url);
  while (statement.next()) turns.push_back(turn);
  return turns;
}

/// What became of an edition that reached nobody. Goes through all of its deliveries.
void count_unsent(Session& session, EditionOfEntry& edition) {
  read_row(session,
           "SELECT COALESCE(SUM(CASE WHEN d.settled_at IS NULL THEN 1 ELSE 0 END), 0),"
           " COALESCE(SUM(CASE WHEN d.state = 4 THEN 1 ELSE 0 END), 0), COALESCE(MAX(d.reason), '')"
           " FROM editions e JOIN deliveries d ON d.edition = e.id WHERE e.public_id = :edition",
           std::tie(edition.waiting, edition.failed, edition.reason), edition.public_id);
}

std::vector<EditionOfEntry> editions_of(Session& session, EntryId id, Sequence sequence) {
  std::vector<EditionOfEntry> editions;
  EditionOfEntry edition;
  std::string omitted;
  Statement statement(session,
                      "SELECT e.public_id, e.due, e.subject, CASE WHEN s.entry IS NULL THEN 0 ELSE 1 END,"
                      " CASE WHEN s.entry IS NULL THEN e.omitted ELSE '' END,"
                      " CASE WHEN EXISTS (SELECT 1 FROM deliveries d WHERE d.edition = e.id AND d.state = 2)"
                      " THEN 1 ELSE 0 END FROM editions e"
                      " LEFT JOIN edition_entries s ON s.edition = e.id AND s.entry = :entry"
                      " WHERE e.kind = 0 AND e.from_sequence < :after AND e.to_sequence >= :sequence"
                      " ORDER BY e.id DESC LIMIT 20");
  statement.use(id, sequence, sequence)
      .into(edition.public_id, edition.due, edition.subject, edition.shown, omitted, edition.reached);
  while (statement.next()) {
    edition.omitted = find_omission(omitted, id);
    editions.push_back(edition);
  }
  for (EditionOfEntry& made : editions) {
    if (made.shown && !made.reached) count_unsent(session, made);
  }
  std::ranges::reverse(editions);
  return editions;
}

}  // namespace

Result<void> add_feed_event(Database& database, FeedId feed, const FeedEvent& event) {
  return writing(database, [&](Session& session) -> Result<void> {
    run(session, "INSERT INTO feed_events (feed, at, what) VALUES (:feed, :at, :what)", feed, event.at, event.what);
    run(session,
        "DELETE FROM feed_events WHERE feed = :feed AND id <= (SELECT id FROM feed_events WHERE feed = :same"
        " ORDER BY id DESC LIMIT 1 OFFSET 100)",
        feed, feed);
    return {};
  });
}

Result<std::vector<FeedEvent>> feed_events(Database& database, FeedId feed) {
  return reading(database, [&](Session& session) -> Result<std::vector<FeedEvent>> {
    std::vector<FeedEvent> events;
    FeedEvent event;
    Statement statement(session, "SELECT at, what FROM feed_events WHERE feed = :feed ORDER BY at, id");
    statement.use(feed).into(event.at, event.what);
    while (statement.next()) events.push_back(event);
    return events;
  });
}

Result<void> note_entry_turn(Database& database, EntryId id, FeedId feed, EntryTurnKind kind, MatchedBy by,
                             Instant now) {
  return writing(database, [&](Session& session) -> Result<void> {
    run(session,
        "INSERT INTO entry_turns (entry, feed, kind, at, matched) VALUES (:entry, :feed, :kind, :at, :matched)"
        " ON CONFLICT (entry, feed, kind) DO UPDATE SET at = excluded.at, matched = excluded.matched",
        id, feed, kind, now, by);
    return {};
  });
}

Result<std::vector<EntryId>> entries_linked_at(Database& database, const std::string& link,
                                               std::optional<FeedId> feed) {
  return reading(database, [&](Session& session) -> Result<std::vector<EntryId>> {
    std::vector<EntryId> ids;
    EntryId id = 0;
    Statement statement(
        session, feed ? "SELECT e.id FROM entry_sources s JOIN entries e ON e.id = s.entry"
                        " WHERE e.link = :link AND s.feed = :feed ORDER BY e.id"
                      : "SELECT id FROM entries WHERE link = :link OR (guid = :guid AND guid <> '') ORDER BY id");
    if (feed) {
      statement.use(link, *feed);
    } else {
      statement.use(link, link);
    }
    statement.into(id);
    while (statement.next()) ids.push_back(id);
    return ids;
  });
}

Result<std::optional<EntryStory>> entry_story(Database& database, EntryId id) {
  return reading(database, [&](Session& session) -> Result<std::optional<EntryStory>> {
    EntryStory story;
    EntryRow& row = story.entry;
    const bool found = read_row(session,
                                "SELECT id, feed, guid, link, title, author, published, updated, first_seen, state,"
                                " reason, excerpt, image, minutes, content_hash, sequence FROM entries WHERE id = :id",
                                std::tie(row.id, row.feed, row.guid, row.link, row.title, row.author, row.published,
                                         row.updated, row.first_seen, row.state, row.reason, row.excerpt, row.image,
                                         row.minutes, row.content_hash, story.sequence),
                                id);
    if (!found) return std::nullopt;
    story.sightings = sightings_of(session, id);
    story.turns = turns_of(session, id);
    if (story.sequence) story.editions = editions_of(session, id, *story.sequence);
    return story;
  });
}

}  // namespace aggregator::store
