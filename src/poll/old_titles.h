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
  /// `last_read`: when the feed was understood last.
  OldTitles(const std::vector<store::KnownTitle>& known, const feed::Feed& document, std::optional<Instant> last_read);

  /// The post that `entry`, one of the document that no key matches, is known as. A title that is given more than once
  /// ("This week's links") tells nothing alone, nor does that of an entry published since `last_read`, which may be the
  /// next of a column: then it is the post of that title and the same date.
  [[nodiscard]] std::optional<store::EntryId> match(const feed::Entry& entry) const;

 private:
  std::unordered_map<std::string, std::vector<store::KnownTitle>> known_;
  std::unordered_map<std::string, std::size_t> in_document_;
  std::optional<Instant> last_read_;
};

}  // namespace aggregator::poll
