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
  OldTitles(const std::vector<store::KnownTitle>& known, const feed::Feed& document);

  /// The post that `entry`, one of the document that no key matches, is known as. A title that is given more than once
  /// ("This week's links") tells nothing alone: then it is the post of that title and the same date.
  [[nodiscard]] std::optional<store::EntryId> match(const feed::Entry& entry) const;

 private:
  std::unordered_map<std::string, std::vector<store::KnownTitle>> known_;
  std::unordered_map<std::string, std::size_t> in_document_;
};

}  // namespace aggregator::poll
