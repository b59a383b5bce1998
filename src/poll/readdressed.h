// Posts that came back under another link and guid, recognised by their date (ARCHITECTURE.md, rule 2).
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "aggregator/feed/feed.h"
#include "aggregator/store/entries.h"

namespace aggregator::poll {

/// Whether `entry`, which no key is known of, may be a post that was there when the feed was understood last.
[[nodiscard]] bool may_be_readdressed(const feed::Entry& entry, std::optional<Instant> last_read);

/// The posts of a feed that its document has no more, held against what the document has and no key is known of.
class Readdressed {
 public:
  /// `listed`: the posts that `document` still has. `known` must outlive this.
  Readdressed(const std::vector<store::KnownTitle>& known, const feed::Feed& document,
              const std::unordered_set<store::EntryId>& listed);

  /// The post that `entry` of the document is, each once: a slug that was corrected changes the link, and the guid
  /// where it is the link. It is published at the same second, as few are, and has the same title or nearly so. A full
  /// hour (or quarter, by the zone) may stand for a day: where the document has posts of one such day only, as one of
  /// the latest post alone, the next post of that day would be taken for the one before, so that only the same title
  /// will do.
  [[nodiscard]] std::optional<store::EntryId> take(const feed::Entry& entry);

 private:
  std::unordered_map<std::int64_t, std::vector<const store::KnownTitle*>> by_second_;  ///< those not listed
  bool has_two_dates_ = false;
};

}  // namespace aggregator::poll
