// Whether so many messages are refused for good in one run that it is rather about the server or about us.
//
// A server whose list of recipients is empty says "no such user" of everybody, a provider that blocks us refuses all
// that we send, and a relay whose configuration is broken says it of everybody everywhere. One answer cannot be told
// from the other, but their number can: lists lose a few in a hundred over months, never one in twenty between two
// editions. So what is refused for good is counted in each run, together with what waits since earlier runs because it
// was:
//
//   of one domain      more than 10 and more than 5 % of those it answered for;   that domain refuses in mass
//                      or it pauses; or all of them, 3 or more, our sender
//   of all the others  more than 10 and more than 5 %; or all of them, where a     the relay does, in all domains
//                      domain does or they are three and more of several
//
// A domain pauses after five refusals without a message taken: who is blocked and goes on is blocked for longer. When
// they are all of our sender nothing more is sent to it in this run; when it refuses in mass, our sender too, and has
// taken nothing in this run, nothing of what has waited. What is new is tried once all the same: where some are gone,
// the others are to get their digest on the minute.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "aggregator/deliver/send_summary.h"
#include "aggregator/mail/transport.h"

namespace aggregator::deliver {

/// More than 10, and more than one in twenty.
[[nodiscard]] bool is_mass(std::int64_t refused, std::int64_t answered);

/// What one run knows.
class MassRefusals {
 public:
  /// A delivery waits since an earlier run, for it was refused. Tell of all of them first.
  void add_waiting(std::string_view email);

  /// What a server said of a delivery in this run. `has_waited`: it is one of those of add_waiting().
  void add_answer(std::string_view email, bool has_waited);
  /// The same of a refusal for good.
  void add_refusal(std::string_view email, const mail::Outcome& outcome, bool is_about_us, bool has_waited);
  /// A refusal of our sender is about none of these: the last one is forgotten.
  void withdraw(std::string_view email, bool has_waited);
  /// A delivery waits from now on without having been tried, for its domain pauses.
  void add_untried(std::string_view email, bool has_waited);

  /// What the domain of this address said last of our sender, when it pauses for what is new, or for what `has_waited`.
  [[nodiscard]] const mail::Outcome* pause_of(std::string_view email, bool has_waited) const;
  /// Whether something waited for it when the run began.
  [[nodiscard]] bool has_refused_before(std::string_view email) const;
  /// Whether the domain of this address refuses in mass.
  [[nodiscard]] bool is_of_domain(std::string_view email) const;
  /// Whether the other domains do, together.
  [[nodiscard]] bool is_everywhere() const;

  /// Those of which something was refused for the first time, the largest first, 20 at most.
  [[nodiscard]] std::vector<MassRefusal> all() const;

 private:
  struct Tally {
    std::int64_t answered = 0, refused = 0;   // in this run
    std::int64_t about_us = 0;                // of those refused
    std::int64_t of_sender = 0;               // of those about us
    std::int64_t waiting = 0;                 // not tried in this run
    std::int64_t news = 0;                    // refused or waiting, since this run
    std::int64_t row = 0, row_of_sender = 0;  // refused without a message taken in between
    bool has_refused_before = false;
    bool pauses = false, pauses_for_waiting = false;
    mail::Outcome last;            // of those refused
    mail::Outcome last_of_sender;  // of those of our sender

    void add(const Tally& other);
    [[nodiscard]] std::int64_t unwanted() const { return refused + waiting; }
    [[nodiscard]] bool is_mass() const;
    [[nodiscard]] bool is_all() const { return unwanted() > 0 && refused == answered; }
    void pause_if_due();
    [[nodiscard]] MassRefusal named(const std::string& domain) const;
  };

  Tally& tally_of(std::string_view email);
  [[nodiscard]] const Tally* find(std::string_view email) const;
  [[nodiscard]] Tally of_the_others() const;
  void forget_small_ones();

  std::unordered_map<std::string, Tally> domains_;
  std::size_t limit_ = 4096;  // of domains, before small ones are looked for
};

}  // namespace aggregator::deliver
