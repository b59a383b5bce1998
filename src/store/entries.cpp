#include "aggregator/store/entries.h"

#include "session.h"

namespace aggregator::store {
namespace {

void add_keys(Session& session, EntryId id, std::span<const EntryKey> keys) {
  for (const EntryKey key : keys) {
    run(session, "INSERT INTO entry_keys (key, entry) VALUES (:key, :entry) ON CONFLICT (key) DO NOTHING", key, id);
  }
}

void insert_source(Session& session, EntryId id, FeedId feed, Instant now, MatchedBy by,
                   std::optional<std::uint64_t> content_hash) {
  run(session,
      "INSERT INTO entry_sources (entry, feed, seen, matched, content_hash)"
      " VALUES (:entry, :feed, :seen, :matched, :content_hash)",
      id, feed, now, by, content_hash);
}

SourceChange change_source(Session& session, EntryId id, FeedId feed, Instant now, MatchedBy by,
                           std::uint64_t content_hash) {
  std::optional<std::uint64_t> known;
  const bool is_source =
      read_row(session, "SELECT content_hash FROM entry_sources WHERE entry = :entry AND feed = :feed", std::tie(known),
               id, feed);
  if (!is_source) {
    insert_source(session, id, feed, now, by, content_hash);
    return SourceChange::Added;
  }
  if (known == content_hash) return SourceChange::None;
  run(session, "UPDATE entry_sources SET content_hash = :content_hash WHERE entry = :entry AND feed = :feed",
      content_hash, id, feed);
  return known ? SourceChange::Edited : SourceChange::None;
}

EntryId insert(Session& session, const EntryRow& entry) {
  EntryId id = 0;
  read_row(session,
           "INSERT INTO entries (feed, guid, link, title, author, published, updated, first_seen, dated, state, reason,"
           " excerpt, image, minutes, content_hash) VALUES (:feed, :guid, :link, :title, :author, :published, :updated,"
           " :first_seen, :dated, :state, :reason, :excerpt, :image, :minutes, :content_hash) RETURNING id",
           std::tie(id), entry.feed, entry.guid, entry.link, entry.title, entry.author, entry.published, entry.updated,
           entry.first_seen, entry.published.value_or(entry.first_seen), entry.state, entry.reason, entry.excerpt,
           entry.image, entry.minutes, entry.content_hash);
  return id;
}

std::optional<KnownEntry> find_by_key(Session& session, EntryKey key) {
  std::optional<EntryId> id;
  std::optional<FeedId> feed;
  std::optional<EntryState> state;
  std::optional<std::uint64_t> content_hash;
  const bool found = read_row(session,
                              "SELECT e.id, e.feed, e.state, e.content_hash FROM entry_keys k"
                              " LEFT JOIN entries e ON e.id = k.entry WHERE k.key = :key",
                              std::tie(id, feed, state, content_hash), key);
  if (!found) return std::nullopt;
  return KnownEntry{id.value_or(0), feed.value_or(0), state.value_or(EntryState::New), content_hash.value_or(0)};
}

/// What an entry takes from the feed that says how it reads.
constexpr std::string_view kReadsAs =
    "feed = :feed, guid = :guid, title = :title, link = :link, author = :author, updated = :updated, excerpt = "
    ":excerpt,"
    " image = :image, minutes = :minutes, content_hash = :content_hash";

}  // namespace

std::string_view name_of(EntryState state) {
  switch (state) {
    case EntryState::New:
      return "new";
    case EntryState::Backlog:
      return "backlog";
    case EntryState::Held:
      return "held";
  }
  return "new";
}

std::string_view name_of(MatchedBy key) {
  switch (key) {
    case MatchedBy::Nothing:
      return "nothing";
    case MatchedBy::Guid:
      return "guid";
    case MatchedBy::Link:
      return "link";
    case MatchedBy::Text:
      return "text";
  }
  return "nothing";
}

Result<std::vector<std::optional<KnownEntry>>> find_by_keys(Database& database, std::span<const EntryKey> keys) {
  return reading(database, [&](Session& session) -> Result<std::vector<std::optional<KnownEntry>>> {
    std::vector<std::optional<KnownEntry>> found;
    found.reserve(keys.size());
    for (const EntryKey key : keys) found.push_back(find_by_key(session, key));
    return found;
  });
}

Result<EntryWords> words_of_entry(Database& database, EntryId id) {
  return reading(database, [&](Session& session) -> Result<EntryWords> {
    EntryWords words;
    const bool found = read_row(session, "SELECT guid, link, title, excerpt FROM entries WHERE id = :id",
                                std::tie(words.guid, words.link, words.title, words.excerpt), id);
    if (!found) return fail(ErrorCode::NotFound, "no entry is stored under the id " + std::to_string(id));
    return words;
  });
}

Result<EntryId> insert_entry(Database& database, const EntryRow& entry, std::span<const EntryKey> keys) {
  return writing(database, [&](Session& session) -> Result<EntryId> {
    const EntryId id = insert(session, entry);
    add_keys(session, id, keys);
    insert_source(session, id, entry.feed, entry.first_seen, MatchedBy::Nothing, std::nullopt);
    return id;
  });
}

Result<void> update_entry(Database& database, EntryId id, const EntryRow& entry) {
  return writing(database, [&](Session& session) -> Result<void> {
    const std::int64_t changed =
        run(session,
            "UPDATE entries SET title = :title, link = :link, author = :author, updated = :updated, excerpt = :excerpt,"
            " image = :image, minutes = :minutes, content_hash = :content_hash WHERE id = :id",
            entry.title, entry.link, entry.author, entry.updated, entry.excerpt, entry.image, entry.minutes,
            entry.content_hash, id);
    if (changed == 0) return fail(ErrorCode::NotFound, "no entry is stored under the id " + std::to_string(id));
    return {};
  });
}

Result<void> hand_over(Database& database, EntryId id, const EntryRow& entry) {
  return writing(database, [&](Session& session) -> Result<void> {
    run(session, std::string("UPDATE entries SET ").append(kReadsAs).append(" WHERE id = :id"), entry.feed, entry.guid,
        entry.title, entry.link, entry.author, entry.updated, entry.excerpt, entry.image, entry.minutes,
        entry.content_hash, id);
    return {};
  });
}

Result<bool> make_news(Database& database, EntryId id, const EntryRow& entry) {
  return writing(database, [&](Session& session) -> Result<bool> {
    return run(session,
               std::string("UPDATE entries SET state = 0, reason = :reason, ")
                   .append(kReadsAs)
                   .append(" WHERE id = :id AND state <> 0 AND reason <> :dropped"),
               entry.reason, entry.feed, entry.guid, entry.title, entry.link, entry.author, entry.updated,
               entry.excerpt, entry.image, entry.minutes, entry.content_hash, id, std::string(kDroppedByRunner)) != 0;
  });
}

Result<std::int64_t> count_held(Database& database, FeedId feed) {
  return reading(database, [&](Session& session) -> Result<std::int64_t> {
    std::int64_t held = 0;
    read_row(session, "SELECT COUNT(*) FROM entries WHERE state = 2 AND feed = :feed", std::tie(held), feed);
    return held;
  });
}

Result<std::int64_t> settle_held(Database& database, FeedId feed, EntryState state, const std::string& reason) {
  return writing(database, [&](Session& session) -> Result<std::int64_t> {
    return run(session, "UPDATE entries SET state = :state, reason = :reason WHERE feed = :feed AND state = 2", state,
               reason, feed);
  });
}

Result<void> add_keys(Database& database, EntryId id, std::span<const EntryKey> keys) {
  return writing(database, [&](Session& session) -> Result<void> {
    add_keys(session, id, keys);
    return {};
  });
}

Result<SourceChange> add_source(Database& database, EntryId id, FeedId feed, Instant now, MatchedBy by,
                                std::uint64_t content_hash) {
  return writing(database, [&](Session& session) -> Result<SourceChange> {
    return change_source(session, id, feed, now, by, content_hash);
  });
}

Result<std::optional<Instant>> last_post_before(Database& database, FeedId feed, Instant moment) {
  return reading(database, [&](Session& session) -> Result<std::optional<Instant>> {
    std::optional<Instant> last;
    read_row(session,
             "SELECT MAX(e.dated) FROM entry_sources s JOIN entries e ON e.id = s.entry"
             " WHERE s.feed = :feed AND e.dated < :moment",
             std::tie(last), feed, moment);
    return last;
  });
}

Result<std::int64_t> count_entries(Database& database, FeedId feed, std::int64_t enough) {
  return reading(database, [&](Session& session) -> Result<std::int64_t> {
    std::int64_t known = 0;
    read_row(session, "SELECT COUNT(*) FROM (SELECT entry FROM entry_sources WHERE feed = :feed LIMIT :enough) AS some",
             std::tie(known), feed, enough);
    return known;
  });
}

Result<std::vector<KnownTitle>> titles_of_feed(Database& database, FeedId feed) {
  return reading(database, [&](Session& session) -> Result<std::vector<KnownTitle>> {
    std::vector<KnownTitle> titles;
    KnownTitle row;
    Statement statement(
        session,
        "SELECT e.title, e.id, e.dated, e.feed, e.state FROM entry_sources s JOIN entries e ON e.id = s.entry"
        " WHERE s.feed = :feed ORDER BY e.id");
    statement.use(feed).into(row.title, row.entry, row.dated, row.feed, row.state);
    while (statement.next()) titles.push_back(row);
    return titles;
  });
}

}  // namespace aggregator::store
