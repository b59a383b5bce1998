#include "reach.h"

#include "aggregator/deliver/courier.h"
#include "aggregator/store/notes.h"
#include "aggregator/store/outbox.h"

namespace aggregator::deliver {
namespace {

constexpr const char* kUnreachableSince = "unreachable_since";

}  // namespace

Result<void> note_reached(store::Database& database) {
  const auto since = store::read_note(database, kUnreachableSince);
  if (!since) return std::unexpected(since.error());
  return since->empty() ? Result<void>() : store::keep_note(database, kUnreachableSince, "");
}

Result<std::int64_t> note_unreachable(store::Database& database, const std::string& reason, Instant now) {
  const auto note = store::read_note(database, kUnreachableSince);
  if (!note) return std::unexpected(note.error());
  const auto since = parse_rfc3339(*note);
  if (!since) {
    const auto kept = store::keep_note(database, kUnreachableSince, format_rfc3339(now));
    return kept ? Result<std::int64_t>(0) : std::unexpected(kept.error());
  }
  if (now - *since < kPatience) return 0;
  return store::fail_unsettled(database, now - kPatience, "the relay was not reachable for 48 hours: " + reason, now);
}

}  // namespace aggregator::deliver
