#include "document.h"

#include <utility>

#include "newness.h"
#include "stored_entry.h"

namespace aggregator::poll {

Document read_document(feed::Feed feed, const store::FeedRow& row, std::chrono::seconds backfill, Instant now) {
  Document document{std::move(feed), {}, {}};
  document.identities = identify(row.id, document.feed, row.guids_repeat);
  document.bodies.reserve(document.feed.entries.size());
  const Instant oldest = oldest_news(row.last_success, backfill, now);
  for (const feed::Entry& entry : document.feed.entries) {
    const auto state = state_of_unseen(credible_date(entry, now), oldest);
    document.bodies.push_back(reads_body(entry, state) ? std::optional(feed::read_body(entry)) : std::nullopt);
  }
  return document;
}

bool leaves_out_last(const feed::Feed& document) { return document.last_cut_off && document.entries.size() > 1; }

store::EntryRow row_of(const Document& document, std::size_t index, store::FeedId feed, store::EntryState state,
                       Instant now) {
  store::EntryRow row = stored_entry(document.feed.entries[index], document.bodies[index], state, now);
  row.feed = feed;
  row.content_hash = document.identities.entries[index].content_hash;
  return row;
}

}  // namespace aggregator::poll
