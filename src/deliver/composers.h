// The editions that deliveries under way belong to, read and prepared once and shared.
#pragma once

#include <deque>
#include <memory>
#include <string>

#include "aggregator/base/error.h"
#include "aggregator/deliver/message.h"
#include "aggregator/store/outbox.h"

namespace aggregator::deliver {

/// Keeps the last few editions, oldest dropped first: deliveries are leased in their order.
class Composers {
 public:
  Composers(store::Database& database, const config::Settings& settings, std::string signing_key)
      : database_(database), settings_(settings), signing_key_(std::move(signing_key)) {}

  /// Errors: those of the store.
  [[nodiscard]] Result<std::shared_ptr<const Composer>> get(store::EditionId id);

 private:
  store::Database& database_;
  const config::Settings& settings_;
  const std::string signing_key_;
  std::deque<std::pair<store::EditionId, std::shared_ptr<const Composer>>> composers_;
};

}  // namespace aggregator::deliver
