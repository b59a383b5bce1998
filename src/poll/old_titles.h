// Old posts under new guids and links, recognised by their titles (ARCHITECTURE.md, rule 3).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "aggregator/feed/feed.h"
#include "aggregator/store/entries.h"

namespace aggregator::poll {

/// What a feed's posts were called so far, held against one of its documents.
class OldTitles {
 public:
  /// `unseen`: the entries of the document that no key matches; `last_read`: when the feed was understood last.
  OldTitles(const std::vector<store::KnownTitle>& known, const feed::Feed& document,
            const std::vector<std::size_t>& unseen, std::optional<Instant> last_read);

  /// The post that `entry` of the document is known as. A title that is given more than once ("This week's links")
  /// tells nothing alone, nor does that of an entry published since `last_read`, which may be the next of a column:
  /// then it is the post of that title and the same date. But no blog has so many columns at once that most of what is
  /// unseen bears titles of old: then its posts were given new dates when they moved.
  [[nodiscard]] std::optional<store::EntryId> match(const feed::Entry& entry) const;

 private:
  /// The post of this title when there is one only, then and now.
  [[nodiscard]] std::optional<store::EntryId> single(const std::string& title) const;
  [[nodiscard]] bool is_younger(const feed::Entry& entry) const;

  std::unordered_map<std::string, std::vector<store::KnownTitle>> known_;
  std::unordered_map<std::string, std::size_t> in_document_;
  std::optional<Instant> last_read_;
  bool has_new_dates_ = false;
};

}  // namespace aggregator::poll
