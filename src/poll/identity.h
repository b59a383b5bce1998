// The identity of a post: the keys by which it is recognised again (ARCHITECTURE.md, rule 2).
//
//   1. guid         feed + the entry's own guid, in canonical form where it is a URL
//   2. link         the canonical link, over all feeds
//   3. fingerprint  title and whole text without markup, over all feeds
// The first that matches wins. Dates are never part of an identity.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "aggregator/feed/feed.h"
#include "aggregator/store/entries.h"

namespace aggregator::poll {

struct Identity {
  std::optional<store::EntryKey> guid, link, fingerprint;
  std::optional<store::EntryKey> last_resort;  ///< guid, link, title and text together, where none of the three lasts
  bool is_repeat = false;                      ///< the document has the very same entry further up
  std::uint64_t content_hash = 0;              ///< of everything a reader would notice an edit of

  /// The keys there are, in the order in which they decide.
  [[nodiscard]] std::vector<store::EntryKey> keys() const;
  /// Which of them `key` is.
  [[nodiscard]] store::MatchedBy kind_of(store::EntryKey key) const;
};

struct Identities {
  std::vector<Identity> entries;  ///< in the order of the feed's
  bool guids_repeat = false;      ///< several entries of this document carry the same guid
};

/// The identities of all entries of one document.
///
/// What occurs more than once in it does not tell posts apart and is no key: a guid that a broken template gives to all
/// entries, a link that always leads to the home page. Nor is a link to the feed's own site. With `distrust_guids` (the
/// feed did so before) no guid is a key. A text of less than 40 letters is no fingerprint. Each entry has at least one
/// key.
[[nodiscard]] Identities identify(store::FeedId feed, const feed::Feed& parsed, bool distrust_guids);

}  // namespace aggregator::poll
