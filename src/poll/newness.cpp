#include "newness.h"

#include <algorithm>

namespace aggregator::poll {
namespace {
using namespace std::chrono;

constexpr Instant kBeforeTheWeb = sys_days(1990y / 1 / 1);
constexpr seconds kNewsIsYoungerThan = days(7);
constexpr seconds kDateWithoutTime = days(1);
constexpr std::size_t kFlood = 20;
constexpr std::size_t kFewestRenamed = 2;

}  // namespace

std::optional<Instant> credible_date(const feed::Entry& entry, Instant now) {
  const std::optional<Instant> date = date_of(entry);
  if (!date || *date > now || *date < kBeforeTheWeb) return std::nullopt;
  return date;
}

Instant oldest_news(std::optional<Instant> last_success, seconds backfill, Instant now) {
  if (!last_success) return now - backfill;
  return std::min(now - std::max(backfill, kNewsIsYoungerThan), *last_success - kDateWithoutTime);
}

store::EntryState state_of_unseen(std::optional<Instant> published, Instant oldest_news) {
  return !published || *published >= oldest_news ? store::EntryState::New : store::EntryState::Backlog;
}

bool is_news_elsewhere(store::EntryState known, std::optional<Instant> published, Instant oldest_news) {
  if (known == store::EntryState::New || (known == store::EntryState::Backlog && !published)) return false;
  return state_of_unseen(published, oldest_news) == store::EntryState::New;
}

bool says_nothing(const feed::Entry& entry) {
  return entry.title.empty() && entry.link.empty() && entry.summary.empty() && entry.content.empty() &&
         entry.enclosures.empty() && entry.image.empty();
}

std::string reason_for(const feed::Entry& entry, store::EntryState state, bool feed_is_new, Instant now) {
  std::string reason;
  if (const auto date = date_of(entry); !date) {
    reason = "the feed gives no date: dated by its first sight";
  } else if (!credible_date(entry, now)) {
    reason = "dated " + format_rfc3339(*date) + ", which cannot be: dated by its first sight";
  }
  std::string_view more;
  if (state == store::EntryState::Held) more = "one of more new posts than a blog writes between two polls";
  if (state == store::EntryState::Backlog) {
    more = feed_is_new ? "older than digest.backfill when its feed was new" : "an old post that came up only now";
  }
  if (!reason.empty() && !more.empty()) reason += "; ";
  return reason.append(more);
}

bool is_another_post(const store::EntryRow& entry, const store::EntryWords& known) {
  const bool had_guid = known.guid != known.link;  // else it may have had none
  const bool same_text = !known.excerpt.empty() && known.excerpt == entry.excerpt;
  return had_guid && known.guid != entry.guid && known.title != entry.title && !same_text;
}

bool may_be_renamed(std::size_t unseen, std::size_t in_document) {
  return unseen >= kFewestRenamed && unseen * 2 > in_document;
}

bool is_flood(std::size_t unseen, std::size_t in_document) { return unseen > kFlood && unseen * 2 > in_document; }

}  // namespace aggregator::poll
