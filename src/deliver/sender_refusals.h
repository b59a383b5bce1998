// Refusals of our sender in one run (MAIL, or RCPT when it says so), and whom they are about.
//
// clang-format off
//   refused --a server takes a message of ours to that domain--> it was about the message
//           --five of a domain without one taken---------------> that domain does not want us: it pauses (mass_refusals.h)
//           --five in a row, of several domains----------------> the relay does not want us: the run ends. Domains that
//                                                                did not want us in earlier runs do not count: of the
//                                                                relay they say nothing
//           --the run has ended, nothing was taken, or nothing
//             but for domains that pause, and nothing was for
//             another one since an hour before the first of
//             these was refused first--------------------------> the same
//           --the run has ended otherwise----------------------> it was about the message or the domain
// clang-format on
//
// What is about the message or its domain is judged with all that is refused (refusals.h). An account that is suspended
// would else cost a whole list within a minute.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "aggregator/mail/transport.h"
#include "aggregator/store/outbox.h"

namespace aggregator::deliver {

class SenderRefusals {
 public:
  struct Refusal {
    store::Job job;
    mail::Outcome outcome;
  };

  /// `is_known`: its domain has refused before.
  void add(const store::Job& job, const mail::Outcome& outcome, bool is_known);

  /// A server has taken our sender for a message to `email`. The refusals that were about their messages.
  [[nodiscard]] std::vector<Refusal> on_taken(std::string_view email);

  /// Whether they are about us, with every domain, so that the run must end.
  [[nodiscard]] bool are_about_us() const;

  /// The same when the run has ended. `pauses` tells it of a domain; `other_was_taken` is asked last, whether mail has
  /// left for a domain that is none of these, of late or since the first of these was refused (nothing: in this run).
  [[nodiscard]] Result<bool> are_about_us(
      const std::function<bool(const std::string& domain)>& pauses,
      const std::function<Result<bool>(const std::set<std::string>& domains, std::optional<Instant> first)>&
          other_was_taken) const;

  /// Whether the delivery is one of them, and not settled yet.
  [[nodiscard]] bool contains(store::DeliveryId id) const { return ids_.contains(id); }

  /// Takes those that are left.
  [[nodiscard]] std::vector<Refusal> take_all();

 private:
  std::unordered_map<std::string, std::vector<Refusal>> waiting_;  // by domain
  std::unordered_set<store::DeliveryId> ids_;                      // of those
  std::set<std::string> taken_for_;                                // domains, some of them
  std::set<std::string> in_a_row_;                                 // the domains of those in a row
  std::size_t row_ = 0;
};

}  // namespace aggregator::deliver
