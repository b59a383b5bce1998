// The editions that deliveries under way belong to, read once and shared.
#pragma once

#include <deque>
#include <memory>

#include "aggregator/base/error.h"
#include "aggregator/store/outbox.h"

namespace aggregator::deliver {

/// Keeps the last few editions, oldest dropped first: deliveries are leased in their order.
class EditionCache {
 public:
  explicit EditionCache(store::Database& database) : database_(database) {}

  /// Errors: those of the store.
  [[nodiscard]] Result<std::shared_ptr<const store::EditionRow>> get(store::EditionId id);

 private:
  store::Database& database_;
  std::deque<std::shared_ptr<const store::EditionRow>> editions_;
};

}  // namespace aggregator::deliver
