#include "composers.h"

#include <algorithm>
#include <utility>

namespace aggregator::deliver {
namespace {

constexpr std::size_t kMostKept = 16;  // at up to 500 KB each
// Deliveries looked at; of a thousand editions in turns each comes up in these.
constexpr std::size_t kLong = 16'384;

}  // namespace

void Composers::begin_look() {
  std::erase_if(kept_, [](const Kept& kept) { return kept.is_idle(); });
  is_one_waiting_ = false;
}

bool Composers::is_done(const Kept& kept) const { return kept.is_idle() && asked_ - kept.last_asked >= kLong; }

bool Composers::has_room_for(store::EditionId id) {
  ++asked_;
  auto place = std::ranges::find(kept_, id, &Kept::id);
  if (place == kept_.end() && kept_.size() >= kMostKept) {
    place = std::ranges::find_if(kept_, [this](const Kept& kept) { return is_done(kept); });
    is_one_waiting_ = is_one_waiting_ || place == kept_.end();
    if (place == kept_.end()) return false;
    *place = {id, 0, nullptr};
  }
  if (place == kept_.end()) place = kept_.insert(place, {id, 0, nullptr});
  place->last_asked = asked_;
  return true;
}

Result<std::shared_ptr<const Composer>> Composers::get(store::EditionId id) {
  auto place = std::ranges::find(kept_, id, &Kept::id);
  if (place != kept_.end() && place->composer) return place->composer;
  const auto edition = store::read_edition(database_, id);
  if (!edition) return std::unexpected(edition.error());
  if (place == kept_.end()) place = kept_.insert(place, {id, asked_, nullptr});
  place->composer = std::make_shared<const Composer>(settings_, *edition, signing_key_);
  return place->composer;
}

}  // namespace aggregator::deliver
