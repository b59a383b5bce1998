// What is news and what only looks like it (ARCHITECTURE.md, rule 3). Pure decisions; absorb.cpp carries them out.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include "aggregator/base/time.h"
#include "aggregator/feed/feed.h"
#include "aggregator/store/entries.h"

namespace aggregator::poll {

/// When it was published, or else updated.
[[nodiscard]] inline std::optional<Instant> date_of(const feed::Entry& entry) {
  return entry.published ? entry.published : entry.updated;
}

/// The entry's date if it can be true: not in the future and not before 1990, when there was no web. Without one an
/// entry counts as published when it was first seen.
[[nodiscard]] std::optional<Instant> credible_date(const feed::Entry& entry, Instant now);

/// What is dated before is no news. Of a feed just added only what is younger than `backfill` is news, the rest is its
/// back catalogue. Later, what is dated more than a week (or `backfill`) ago is an old post moved up, unless it was
/// written since the feed was read last, `last_success`: then this machine or the blog was away. A day before that
/// still counts as since, for many feeds date their posts without the time of day.
[[nodiscard]] Instant oldest_news(std::optional<Instant> last_success, std::chrono::seconds backfill, Instant now);

/// How an entry that was never seen before is stored.
[[nodiscard]] store::EntryState state_of_unseen(std::optional<Instant> published, Instant oldest_news);

/// Whether an entry that came as no news from one feed, `known`, is news from another that has it now. A date is asked
/// for where the first one gave an old one.
[[nodiscard]] bool is_news_elsewhere(store::EntryState known, std::optional<Instant> published, Instant oldest_news);

/// Whether there is nothing in it to read or to follow.
[[nodiscard]] bool says_nothing(const feed::Entry& entry);

/// Why an unseen entry is in `state` and dated as it is, in words; empty for news with a date that is believed.
[[nodiscard]] std::string reason_for(const feed::Entry& entry, store::EntryState state, bool feed_is_new, Instant now);

/// Whether `entry` is another post than the one `known` that the same feed had under the same link: guid, title and
/// text are all different. A link that stays the same with each release of a program is no link to a post.
[[nodiscard]] bool is_another_post(const store::EntryRow& entry, const store::EntryWords& known);

/// Whether the entries never seen before, of a feed that was understood before, are so much of the document that they
/// may be old posts under new guids and links. Costs a blog that was busy nothing: its titles are new as well.
[[nodiscard]] bool may_be_renamed(std::size_t unseen, std::size_t in_document);

/// Whether so many entries that neither key nor title is known of, of a feed that was understood before, are more than
/// a blog can write between two polls.
[[nodiscard]] bool is_flood(std::size_t unseen, std::size_t in_document);

}  // namespace aggregator::poll
