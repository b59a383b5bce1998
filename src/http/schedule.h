// Whose turn it is: requests in their order, but never too many at one host, at one platform or at one machine.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <queue>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "aggregator/http/client.h"
#include "destination.h"

namespace aggregator::http {

/// Requests are known by their index; the lower goes first. But a host that nothing is in flight at is preferred, most
/// of all one that was asked before: its connection is there to be used again. A request that has to wait holds up
/// nobody who need not.
///
/// A host that answers several requests in a row that it wants to be left alone is: who waits for it is dropped.
///
/// Each host, registrable domain and machine has a budget: how many requests may be in flight there at once, and how
/// fast they may follow each other once a burst is used up. Requests to one host stand in one lane; a lane is ready, or
/// parked at the budget that it waits for. A budget that gets room calls one lane, and whoever was called passes the
/// call on to the next as long as there is room: each step takes logarithmic time.
///
/// Which machine a host is on is often known only when it is connected to. enter() is asked then: a request that has a
/// turn may still have to go back and wait for its machine, and from then on the others of its host wait there, too.
class Schedule {
 public:
  using Moment = std::chrono::steady_clock::time_point;

 private:
  struct Budget;
  struct Lane;
  using Rank = std::tuple<std::size_t, bool, std::size_t, Lane*>;
  using Lanes = std::set<Rank>;

  struct Budget {
    std::size_t limit;
    Pace pace;
    std::size_t active = 0;
    Moment paid_until{};  ///< each request costs an interval; a burst may run ahead of the clock
    bool has_timer = false;
    Lanes parked{};

    [[nodiscard]] bool has_place() const { return active < limit; }
    /// When the pace allows the next request.
    [[nodiscard]] Moment opens() const { return paid_until - pace.interval * (pace.burst - 1); }
    [[nodiscard]] bool has_room(Moment now) const { return has_place() && opens() <= now; }
    void take_place(Moment now);
  };

  /// Who waits for one host.
  struct Lane {
    Budget host;
    Budget* domain = nullptr;   ///< null: it has none, and counts at no machine
    Budget* machine = nullptr;  ///< that it was on last; null: not known
    int refusals = 0;           ///< in a row
    std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> waiting{};
    std::size_t in_flight = 0;
    bool is_fresh = true;    ///< no request has come back
    Lanes* queue = nullptr;  ///< ready_ or where it is parked; null: nothing waits in it

    [[nodiscard]] std::array<Budget*, 3> budgets() { return {&host, domain, machine}; }
  };

 public:
  /// A place in flight, taken until leave().
  struct Place {
    Lane* lane;
    std::vector<Budget*> machines;  ///< that it counts at: where its host was last, and wherever it was let in since
    bool was_turned_away = false;   ///< from the machine that its host is waiting for
  };
  struct Turn {
    std::size_t index;
    Place place;
  };

  explicit Schedule(const ClientOptions& options);

  void add(std::size_t index, const Destination& destination);
  /// The first request that may begin at `now`; nothing while all have to wait. `now` never goes back.
  [[nodiscard]] std::optional<Turn> next(Moment now);
  /// Asked before a connection to `address` is opened: false when its machine has no room. The request must not connect
  /// there then; when it leave()s and is added again, it waits for that machine.
  [[nodiscard]] bool enter(Place& place, const std::string& address, Moment now);
  void leave(const Place& place, Moment now);
  /// Whether another request waits for the host at `place`.
  [[nodiscard]] static bool is_waited_for(const Place& place) { return !place.lane->waiting.empty(); }
  /// Takes note of whether the host at `place` wants to be left alone. The requests that are not to be asked for that
  /// reason; they are in the schedule no more.
  [[nodiscard]] std::vector<std::size_t> note_answer(const Place& place, bool is_refusal, Moment now);
  /// Whether the host of `destination` is left alone: nothing for it is to be added any more.
  [[nodiscard]] bool is_left_alone(const Destination& destination) const;
  /// When time alone may let another request begin.
  [[nodiscard]] std::optional<Moment> opens() const;

 private:
  Lane& lane_to(const Destination& destination);
  Budget& machine_at(const std::string& address);
  void settle_at(Lane& lane, Budget& machine, Moment now);
  static Turn take(Lane& lane, Moment now);
  static Rank rank_of(Lane& lane);
  static void stand(Lane& lane, Lanes& queue);
  static void step_out(Lane& lane);
  static std::vector<std::size_t> drop(Lane& lane);
  void call_next(Budget& budget, Moment now);
  void wake(Moment now);

  const ClientOptions& options_;
  std::unordered_map<std::string, Lane> lanes_;  ///< by host
  std::unordered_map<std::string, Budget> domains_, machines_;
  Lanes ready_;
  std::multimap<Moment, Budget*> timers_;
};

}  // namespace aggregator::http
