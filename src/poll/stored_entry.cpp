#include "stored_entry.h"

#include <string>
#include <utility>

#include "aggregator/base/text.h"
#include "newness.h"

namespace aggregator::poll {
namespace {

constexpr std::size_t kTitleFromText = 100;  // characters

/// A title for an entry without one: the beginning of its text, else its address, else a word.
std::string stand_in_title(const feed::Entry& entry, const std::string& excerpt) {
  if (!excerpt.empty()) return cut_text(excerpt, kTitleFromText);
  if (const std::size_t slashes = entry.link.find("//"); slashes != entry.link.npos)
    return entry.link.substr(slashes + 2);
  return "untitled";
}

/// `read`: the body, when it has been read already.
void take_text(const feed::Entry& entry, const std::optional<feed::Body>& read, store::EntryRow& row) {
  row.title = fold_white_space(entry.title);
  row.image = entry.image;
  if (!reads_body(entry, row.state)) return;
  feed::Body body = read ? *read : feed::read_body(entry);
  if (row.title.empty()) row.title = stand_in_title(entry, body.excerpt);
  row.excerpt = std::move(body.excerpt);
  row.image = std::move(body.image);
  row.minutes = body.minutes;
}

}  // namespace

bool reads_body(const feed::Entry& entry, store::EntryState state) {
  return state != store::EntryState::Backlog || trim(entry.title).empty();
}

store::EntryRow stored_entry(const feed::Entry& entry, const std::optional<feed::Body>& body, store::EntryState state,
                             Instant now) {
  store::EntryRow row;
  row.guid = entry.id;
  row.link = entry.link;
  row.author = fold_white_space(entry.author);
  row.published = credible_date(entry, now);
  row.updated = entry.updated;
  row.first_seen = now;
  row.state = state;
  take_text(entry, body, row);
  return row;
}

}  // namespace aggregator::poll
