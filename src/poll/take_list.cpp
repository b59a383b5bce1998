#include "aggregator/poll/take_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <string>
#include <utility>

#include "aggregator/base/hash.h"
#include "aggregator/base/log.h"
#include "aggregator/base/url.h"
#include "aggregator/store/feeds.h"
#include "aggregator/store/history.h"
#include "aggregator/store/notes.h"

namespace aggregator::poll {
namespace {

/// Another version of the program may read more out of the same bytes.
std::string fingerprint_of(const std::string& text) {
  return fmt::format(AGGREGATOR_VERSION " {} {:016x}", text.size(), hash64(text));
}

/// How many feeds the list had before it had none.
constexpr const char* kEmptiedOf = "list_emptied_of";

/// For `aggregator why`, and for the words about an empty list.
Result<void> note_changes(store::Database& database, const store::SyncReport& report, bool is_empty, Instant now) {
  for (const store::RelistedFeed& feed : report.relisted) {
    const std::string what = fmt::format("is listed at {} from now on, no longer at {}; its history goes on",
                                         shown_url(feed.now), shown_url(feed.before));
    if (auto noted = store::add_feed_event(database, feed.id, {now, what}); !noted) return noted;
  }
  if (!is_empty || report.removed == 0) return {};
  return store::keep_note(database, kEmptiedOf, std::to_string(report.removed));
}

Result<std::size_t> read_lost(store::Database& database) {
  const auto note = store::read_note(database, kEmptiedOf);
  if (!note) return std::unexpected(note.error());
  std::size_t lost = 0;
  std::from_chars(note->data(), note->data() + note->size(), lost);
  return lost;
}

}  // namespace

Result<TakenList> take_list(store::Database& database, const std::filesystem::path& file, Instant now) {
  const auto text = config::read_list_text(file);
  if (!text) return std::unexpected(text.error());
  const std::string fingerprint = fingerprint_of(*text);
  const auto known = store::list_fingerprint(database);
  if (!known) return std::unexpected(known.error());
  if (*known == fingerprint) return TakenList();

  auto list = config::parse_feed_list(*text, file.string());
  if (!list) return std::unexpected(list.error());
  TakenList taken;
  std::ranges::copy_if(list->feeds, std::back_inserter(taken.guarded),
                       [](const auto& feed) { return !feed.access.empty(); });
  taken.is_empty = list->feeds.empty();
  const bool is_read_each_time = !taken.guarded.empty() || taken.is_empty;
  const auto note = [&](const store::SyncReport& report) {
    return note_changes(database, report, taken.is_empty, now);
  };
  const auto synced = store::sync_feeds(database, list->feeds, is_read_each_time ? "" : fingerprint, note);
  if (!synced) return at("the changes of " + file.string() + " cannot be stored", synced.error());
  if (taken.is_empty) {
    const auto lost = read_lost(database);
    if (!lost) return std::unexpected(lost.error());
    taken.lost = *lost;
  }
  log(LogLevel::Debug, fmt::format("{}: {} added, {} changed, {} removed since it was last read", file.string(),
                                   synced->added, synced->changed, synced->removed));
  return taken;
}

}  // namespace aggregator::poll
