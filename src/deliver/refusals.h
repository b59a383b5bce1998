// What is refused for good in one run, and judging it.
//
// clang-format off
//   the recipient or the message --recorded at once--> failed --the run has ended, few were--> weighed for a suspension
//                                                             --in mass (mass_refusals.h)----> weighed as a full mailbox
//   our sender --recorded when it is known whom it is about (sender_refusals.h)-->
//                                    deferred, refused --the run has ended, few were--> failed, and weighed
//                                           ^          --in mass----------------------> stays so: tried again as what is
//                                           |                                           put off, for 48 hours; then failed.
//                                           |                                           When one of a domain is taken after
//                                           |                                           all, the others go at once
//                                           `----------- the run was killed since: stays so, too, and is judged
//                                                        when it is refused again
// clang-format on
//
// So nobody is suspended for what one answer cannot tell and their number can. What is refused for its recipient is not
// sent again, whatever the number (RFC 5321 section 4.2.1); what is refused for our sender goes out by itself when the
// cause is mended, and costs nobody their digest.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/mail/transport.h"
#include "aggregator/store/bounces.h"
#include "aggregator/store/database.h"
#include "aggregator/store/outbox.h"
#include "mass_refusals.h"

namespace aggregator::deliver {

class Refusals {
 public:
  Refusals(store::Database& database, Instant begin) : database_(database), begin_(begin) {}

  /// Reads what waits since earlier runs.
  [[nodiscard]] Result<void> begin();

  /// A server said this of a delivery.
  void note_answer(const store::Job& job, const mail::Outcome& outcome);
  /// That is withdrawn: it was about none of these.
  void withdraw(const store::Job& job);
  /// A delivery of a domain that pauses waits from now on.
  void note_untried(const store::Job& job) { mass_.add_untried(job.email, job.refused.has_value()); }
  /// What is recorded of a delivery after `outcome`.
  void note_record(const store::Settled& settled, const mail::Outcome& outcome);

  /// Makes due what waits since earlier runs for domains that have now taken some of it.
  [[nodiscard]] Result<void> hurry(Instant now);

  /// Whether the delivery was refused in this run already, and is to be judged before it is tried again.
  [[nodiscard]] bool is_to_be_judged(const store::Job& job) const { return job.refused && *job.refused >= begin_; }
  /// Why the delivery is not to be tried in this run; null: it is.
  [[nodiscard]] const mail::Outcome* pause_of(const store::Job& job) const {
    return mass_.pause_of(job.email, job.refused.has_value());
  }
  [[nodiscard]] const MassRefusals& in_mass() const { return mass_; }

  struct Judged {
    std::int64_t failed = 0;     ///< that were deferred until now
    std::int64_t suspended = 0;  ///< subscribers
  };
  /// When all of it is recorded. `is_cut_short`: the run was stopped, so that nobody knows what it would have come to;
  /// then all is taken for refused in mass. Errors: those of the store.
  [[nodiscard]] Result<Judged> judge(Instant now, bool is_cut_short);

  /// Who refuses in mass since this run, with what waits for that now.
  [[nodiscard]] Result<std::vector<MassRefusal>> told() const;

 private:
  struct Refusal {
    store::DeliveryId delivery = 0;
    store::BounceKind kind{};
  };

  [[nodiscard]] Result<void> judge(const Refusal& refusal, Instant now, bool is_everywhere, Judged& judged);

  store::Database& database_;
  const Instant begin_;
  MassRefusals mass_;
  std::vector<Refusal> to_judge_;
  std::set<std::string> mended_, hurried_;  // domains that have taken what they had refused
};

}  // namespace aggregator::deliver
