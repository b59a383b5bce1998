// Posts that came back under another link and guid, recognised by their date (ARCHITECTURE.md, rule 2).
#pragma once

#include <cstddef>
#include <optional>
#include <unordered_set>
#include <vector>

#include "aggregator/feed/feed.h"
#include "aggregator/store/entries.h"

namespace aggregator::poll {

/// Whether `entry`, which no key is known of, may be a post that was there when the feed was understood last.
[[nodiscard]] bool may_be_readdressed(const feed::Entry& entry, std::optional<Instant> last_read);

/// The post of the feed, one of `known`, that `entry` is: a slug that was corrected changes the link, and the guid
/// where it is the link. It is published at the same second, has the same title or nearly so, and is not in `document`
/// any more (`listed`: what is). A full hour may stand for a day: where the document has posts of one such day only, as
/// one of the latest post alone, the next post of that day would be taken for the one before, so that only the same
/// title will do.
[[nodiscard]] std::optional<store::EntryId> readdressed(const feed::Entry& entry, const feed::Feed& document,
                                                        const std::vector<store::KnownTitle>& known,
                                                        const std::unordered_set<store::EntryId>& listed);

}  // namespace aggregator::poll
