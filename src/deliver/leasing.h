// What the crew does next: deliveries that are due, as many as mail.quota leaves, leased so that they are ours.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/config/settings.h"
#include "aggregator/deliver/courier.h"
#include "aggregator/store/database.h"
#include "aggregator/store/outbox.h"
#include "composers.h"

namespace aggregator::deliver {

class Leasing {
 public:
  using IsWanted = std::function<bool(const store::Job&)>;

  Leasing(store::Database& database, const config::MailSettings& settings, const CourierTools& tools,
          Composers& composers, IsWanted is_wanted)
      : database_(database),
        settings_(settings),
        tools_(tools),
        composers_(composers),
        is_wanted_([this, is_wanted = std::move(is_wanted)](const store::Job& job) {
          return is_wanted(job) && composers_.has_room_for(job.edition);
        }) {}
  Leasing(const Leasing&) = delete;
  Leasing& operator=(const Leasing&) = delete;

  /// `wanted` deliveries at most, where `out` are with the crew and the run has come to `summary`, which is told of the
  /// quota. With nothing out, nothing that is due is missed: then all of the outbox is looked at. Errors: those of the
  /// store.
  [[nodiscard]] Result<std::vector<store::Job>> next(std::size_t wanted, std::size_t out, SendSummary& summary);

 private:
  [[nodiscard]] Result<std::int64_t> room_for(std::size_t wanted, std::size_t out, SendSummary& summary);
  [[nodiscard]] Result<store::Leased> look(std::int64_t room);

  store::Database& database_;
  const config::MailSettings& settings_;
  const CourierTools& tools_;
  Composers& composers_;
  const IsWanted is_wanted_;
  std::int64_t allowed_until_ = 0;  // by mail.quota: so many sent in this run
  store::OutboxPlace place_;        // looked at up to here; the beginning, when all of it has been
  std::chrono::steady_clock::time_point next_look_;
};

}  // namespace aggregator::deliver
