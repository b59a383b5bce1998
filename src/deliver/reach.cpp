#include "reach.h"

#include <optional>

#include "aggregator/deliver/courier.h"
#include "aggregator/store/notes.h"
#include "aggregator/store/outbox.h"

namespace aggregator::deliver {
namespace {

constexpr const char* kUnreachable = "unreachable_since";

/// Runs in a row in which nothing could leave: when the first one was, and the last.
struct Outage {
  Instant first, last;
};

/// As it is kept: "FIRST LAST". Older programs kept the first alone.
Result<std::optional<Outage>> read_outage(store::Database& database) {
  const auto note = store::read_note(database, kUnreachable);
  if (!note) return std::unexpected(note.error());
  const std::size_t blank = note->find(' ');
  const auto first = parse_rfc3339(note->substr(0, blank));
  if (!first) return std::nullopt;
  const auto last = parse_rfc3339(blank == note->npos ? "" : note->substr(blank + 1));
  return Outage{*first, last.value_or(*first)};
}

Result<void> keep_outage(store::Database& database, const Outage& outage) {
  return store::keep_note(database, kUnreachable, format_rfc3339(outage.first) + ' ' + format_rfc3339(outage.last));
}

}  // namespace

Result<void> note_reached(store::Database& database) {
  const auto outage = read_outage(database);
  if (!outage) return std::unexpected(outage.error());
  return *outage ? store::keep_note(database, kUnreachable, "") : Result<void>();
}

Result<std::int64_t> note_unreachable(store::Database& database, const std::string& reason, Instant now) {
  const auto known = read_outage(database);
  if (!known) return std::unexpected(known.error());
  const bool is_new = !*known || now - (*known)->last >= kPatience;
  const Outage outage{is_new ? now : (*known)->first, now};
  if (auto kept = keep_outage(database, outage); !kept) return std::unexpected(kept.error());
  if (now - outage.first < kPatience) return 0;
  return store::fail_unsettled(database, now - kPatience, "the relay was not reachable for 48 hours: " + reason, now);
}

}  // namespace aggregator::deliver
