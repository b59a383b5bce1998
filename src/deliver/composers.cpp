#include "composers.h"

#include <algorithm>
#include <utility>

namespace aggregator::deliver {
namespace {

constexpr std::size_t kKept = 16;  // at up to 500 KB each

}  // namespace

Result<std::shared_ptr<const Composer>> Composers::get(store::EditionId id) {
  const auto found = std::ranges::find(composers_, id, [](const auto& kept) { return kept.first; });
  if (found != composers_.end()) return found->second;
  const auto edition = store::read_edition(database_, id);
  if (!edition) return std::unexpected(edition.error());
  if (composers_.size() == kKept) composers_.pop_front();
  composers_.emplace_back(id, std::make_shared<const Composer>(settings_, *edition, signing_key_));
  return composers_.back().second;
}

}  // namespace aggregator::deliver
