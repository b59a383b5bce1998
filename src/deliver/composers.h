// The editions that deliveries under way belong to, read and prepared once and shared.
//
// Few at a time, so that neither memory nor work grows with their number: where deliveries of many editions are due in
// turns, as a wave of greylisting leaves them, those of some go first and the others with the next looks through the
// outbox.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/deliver/message.h"
#include "aggregator/store/outbox.h"

namespace aggregator::deliver {

class Composers {
 public:
  Composers(store::Database& database, const config::Settings& settings, std::string signing_key)
      : database_(database), settings_(settings), signing_key_(std::move(signing_key)) {}

  /// A look through the outbox begins: editions without messages under way make room.
  void begin_look();

  /// Whether a delivery of this edition can go now. To be asked in the order of the outbox: an edition that has not
  /// come up for long has nothing more there, and makes room too.
  [[nodiscard]] bool has_room_for(store::EditionId id);

  /// Whether one had to wait since the look began.
  [[nodiscard]] bool is_one_waiting() const { return is_one_waiting_; }

  /// Errors: those of the store.
  [[nodiscard]] Result<std::shared_ptr<const Composer>> get(store::EditionId id);

 private:
  struct Kept {
    store::EditionId id = 0;
    std::size_t last_asked = 0;
    std::shared_ptr<const Composer> composer;  // none before the first get()

    [[nodiscard]] bool is_idle() const { return composer.use_count() <= 1; }
  };

  [[nodiscard]] bool is_done(const Kept& kept) const;

  store::Database& database_;
  const config::Settings& settings_;
  const std::string signing_key_;
  std::vector<Kept> kept_;
  std::size_t asked_ = 0;
  bool is_one_waiting_ = false;
};

}  // namespace aggregator::deliver
