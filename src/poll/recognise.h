// Which entries of a document the store knows (ARCHITECTURE.md, rule 2).
#pragma once

#include <cstddef>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/store/database.h"
#include "aggregator/store/entries.h"
#include "aggregator/store/feeds.h"
#include "document.h"

namespace aggregator::poll {

struct Recognised {
  std::size_t index = 0;  ///< in the document
  store::KnownEntry known;
  store::MatchedBy by = store::MatchedBy::Nothing;  ///< the first of its keys that is known
  bool has_new_key = false;
};

/// Entries that the document has further up as well, whose end is cut off, or that say nothing yet, are in neither.
struct Recognition {
  std::vector<Recognised> known;
  std::vector<std::size_t> unseen;  ///< indices in the document
};

/// Looks up the keys of all entries; writes nothing. Errors: those of the store.
[[nodiscard]] Result<Recognition> recognise(store::Database& database, const store::FeedRow& feed,
                                            const Document& document, Instant now);

}  // namespace aggregator::poll
