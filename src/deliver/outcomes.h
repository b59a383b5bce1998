// What each outcome leads to: most are recorded at once, some are set aside until it is known whom they are about.
//
//   no connection could be made   to be sent in this run all the same, as soon as another connection gets through (the
//                                 server takes fewer than we have); else deferred, and the run ends with the rest
//                                 untouched
//   our sender was refused        sender_refusals.h: it is about us, and then the same is done as where no connection
//                                 can be made; or about the domain or the message
//
// All other refusals are recorded at once and judged when the run has ended (refusals.h).
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/deliver/courier.h"
#include "aggregator/mail/transport.h"
#include "aggregator/store/database.h"
#include "aggregator/store/outbox.h"
#include "records.h"
#include "refusals.h"
#include "sender_refusals.h"

namespace aggregator::deliver {

/// Errors of all of it: those of the store.
class Outcomes {
 public:
  Outcomes(store::Database& database, const CourierTools& tools, Records& records)
      : database_(database), tools_(tools), records_(records), refusals_(database, tools.clock()) {}

  [[nodiscard]] Result<void> begin() { return refusals_.begin(); }

  /// One has come. Whether the domain of its recipient pauses from now on.
  bool add(const store::Job& job, const mail::Outcome& outcome);

  /// When it is known that connections can be made: what has none is as if it had not been tried.
  void give_back_unreachable();

  /// Makes due what waits since earlier runs for domains that have now taken some of it.
  [[nodiscard]] Result<void> hurry() { return refusals_.hurry(tools_.clock()); }

  /// Whether the delivery may be tried in this run: it is not set aside, and its domain does not pause.
  [[nodiscard]] bool may_be_tried(const store::Job& job) const;

  /// Whether nobody wants mail of ours, so that the run must end.
  [[nodiscard]] bool are_about_us() const { return sender_refusals_.are_about_us(); }

  /// When the run has ended: records what is still set aside, and what pauses.
  [[nodiscard]] Result<void> conclude_all();
  /// Then: notes whether mail could leave, and judges the refusals, as only now is it known who refuses in mass.
  [[nodiscard]] Result<void> judge();

 private:
  struct SetAside {
    store::Job job;
    mail::Outcome outcome;
  };

  void conclude(const store::Job& job, const mail::Outcome& outcome);
  void conclude(const std::vector<SenderRefusals::Refusal>& refusals);
  [[nodiscard]] Result<bool> were_about_us() const;
  [[nodiscard]] Result<void> conclude_set_aside(bool is_about_us);
  [[nodiscard]] Result<void> defer_paused();
  [[nodiscard]] Result<void> note_reach();
  [[nodiscard]] Result<void> judge_refusals();
  [[nodiscard]] bool is_stopped() const { return tools_.is_stopped && tools_.is_stopped(); }

  store::Database& database_;
  const CourierTools& tools_;
  Records& records_;
  Refusals refusals_;
  SenderRefusals sender_refusals_;
  std::unordered_map<store::DeliveryId, SetAside> unreachable_;
  bool is_reached_ = false, is_sender_taken_ = false;
};

}  // namespace aggregator::deliver
