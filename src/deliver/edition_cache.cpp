#include "edition_cache.h"

#include <algorithm>

namespace aggregator::deliver {
namespace {

constexpr std::size_t kKept = 16;  // at about 200 KB each

}  // namespace

Result<std::shared_ptr<const store::EditionRow>> EditionCache::get(store::EditionId id) {
  const auto found = std::ranges::find_if(editions_, [&](const auto& edition) { return edition->id == id; });
  if (found != editions_.end()) return *found;
  auto edition = store::read_edition(database_, id);
  if (!edition) return std::unexpected(edition.error());
  if (editions_.size() == kKept) editions_.pop_front();
  editions_.push_back(std::make_shared<const store::EditionRow>(std::move(*edition)));
  return editions_.back();
}

}  // namespace aggregator::deliver
