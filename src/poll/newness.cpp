#include "newness.h"

#include <algorithm>

namespace aggregator::poll {
namespace {
using namespace std::chrono;

constexpr Instant kBeforeTheWeb = sys_days(1990y / 1 / 1);
constexpr seconds kNewsIsYoungerThan = days(7);
constexpr std::size_t kFlood = 20;

}  // namespace

std::optional<Instant> credible_date(const feed::Entry& entry, Instant now) {
  const std::optional<Instant> date = entry.published ? entry.published : entry.updated;
  if (!date || *date > now || *date < kBeforeTheWeb) return std::nullopt;
  return date;
}

store::EntryState state_of_unseen(std::optional<Instant> published, bool feed_is_new, seconds backfill, Instant now) {
  if (!published) return store::EntryState::New;
  const seconds limit = feed_is_new ? backfill : std::max(backfill, kNewsIsYoungerThan);
  return *published >= now - limit ? store::EntryState::New : store::EntryState::Backlog;
}

bool is_flood(std::size_t unseen, std::size_t in_document) { return unseen > kFlood && unseen * 2 > in_document; }

}  // namespace aggregator::poll
