// Refusals of our sender in one run (MAIL, or RCPT when it says so), and whom they are about.
//
// clang-format off
//   refused --a server takes a message of ours to that domain--> it was about the message: failed
//           --five of a domain without one taken---------------> that domain does not want us: it pauses, and what is
//                                                                due for it is deferred and tried again later
//           --five in a row, of several domains----------------> the relay does not want us: the run ends
//           --the run has ended, nothing was taken, or nothing
//             but for domains that pause-----------------------> the same
//           --the run has ended otherwise----------------------> it was about the message: failed
// clang-format on
//
// An account that is suspended would else cost a whole list within a minute, and one domain that holds something
// against us all the others their digest.
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
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

  /// The domain that pauses from now on, if one does.
  std::optional<std::string> add(const store::Job& job, const mail::Outcome& outcome);

  /// A server has taken our sender for a message to `email`. The refusals that were about their messages.
  [[nodiscard]] std::vector<Refusal> on_taken(std::string_view email);

  /// Why the domain of `email` pauses; nothing when it does not.
  [[nodiscard]] std::optional<mail::Outcome> pause_of(std::string_view email) const;

  /// Whether they are about us, with every domain; `is_over`: when the run has ended.
  [[nodiscard]] bool are_about_us(bool is_over) const;

  /// Whether the delivery is one of them, and not settled yet.
  [[nodiscard]] bool contains(store::DeliveryId id) const { return waiting_.contains(id); }

  /// Takes those that are left.
  [[nodiscard]] std::vector<Refusal> take_all();

 private:
  std::unordered_map<store::DeliveryId, Refusal> waiting_;
  std::unordered_map<std::string, std::size_t> without_taken_;  // how many of a domain
  std::unordered_map<std::string, mail::Outcome> pauses_;       // by domain
  std::set<std::string> taken_for_;                             // domains, some of them
  std::set<std::string> in_a_row_;                              // the domains of those in a row
  std::size_t row_ = 0;
};

}  // namespace aggregator::deliver
