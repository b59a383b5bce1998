// Tasks that wait for a connection, in one lane for each domain of recipients, so that a slow domain holds up only
// itself.
//
// Of the lanes that may send now, the one with the fewest messages on their way goes first: where one domain answers
// slowly and others do not, it keeps no more than its share of the connections. A lane is full when what waits in it
// would take longer than a minute; what comes after it stays in the outbox. The rates of mail.rate and
// mail.per_domain_rate are kept here, and so is the Brake of each domain.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "aggregator/config/settings.h"
#include "aggregator/mail/transport.h"
#include "brake.h"
#include "pace.h"
#include "task.h"

namespace aggregator::deliver {

/// Not for several threads at once, and without a clock of its own.
class Lanes {
 public:
  using Moment = std::chrono::steady_clock::time_point;
  using Duration = Moment::duration;

  explicit Lanes(const config::MailSettings& settings);

  /// Whether a task to this address would have to wait for long in its lane.
  [[nodiscard]] bool is_full(std::string_view email) const;

  void add(Task task);

  struct Started {
    Task task;
    Moment begun;
  };
  /// The next task that may go at `now`, if one may. Each one taken must be given to finish().
  [[nodiscard]] std::optional<Started> take(Moment now);

  /// When take() may give one; nothing: not before something is added or finished.
  [[nodiscard]] std::optional<Moment> next_chance() const;

  void finish(std::string_view email, const mail::Outcome& outcome, Moment begun, Moment now);

  /// Takes all that wait, or those to a domain (in lower case).
  [[nodiscard]] std::vector<Task> clear();
  [[nodiscard]] std::vector<Task> clear(const std::string& domain);

  [[nodiscard]] std::size_t waiting() const { return waiting_; }
  /// Of them, those in lanes that are not full.
  [[nodiscard]] std::size_t waiting_shortly() const;

 private:
  struct Lane {
    explicit Lane(const std::optional<config::Rate>& rate) : pace(rate) {}
    std::deque<Task> tasks;
    std::size_t under_way = 0;
    Pace pace;
    Brake brake;
    Moment last{};       // when a message was begun, for the brake
    Duration service{};  // how long a message takes, as of late

    [[nodiscard]] Moment open_at() const;
    [[nodiscard]] bool is_idle(Moment now) const;
  };

  [[nodiscard]] bool is_full(const Lane& lane) const;
  [[nodiscard]] bool may_start(const Lane& lane) const;

  const std::optional<config::Rate> per_domain_rate_;
  const std::size_t connections_, connections_per_domain_;
  Pace pace_;  // of all together
  std::unordered_map<std::string, Lane> lanes_;
  std::size_t waiting_ = 0;
};

}  // namespace aggregator::deliver
