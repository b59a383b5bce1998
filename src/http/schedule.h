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
#include <utility>
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
/// Each host, registrable domain and address has a budget: how many requests may be in flight there at once, and how
/// fast they may follow each other once a burst is used up. Requests that draw on the same budgets stand in one lane; a
/// lane is ready, or parked at the budget that it waits for. A budget that gets room calls one lane, and whoever was
/// called passes the call on to the next as long as there is room: each step takes logarithmic time.
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
    int refusals = 0;     ///< of a host: in a row
    Moment paid_until{};  ///< each request costs an interval; a burst may run ahead of the clock
    bool has_timer = false;
    Lanes parked{};

    [[nodiscard]] bool has_place() const { return active < limit; }
    /// When the pace allows the next request.
    [[nodiscard]] Moment opens() const { return paid_until - pace.interval * (pace.burst - 1); }
    [[nodiscard]] bool has_room(Moment now) const { return has_place() && opens() <= now; }
  };

  struct Lane {
    std::array<Budget*, 3> budgets;  ///< null: none of that kind
    std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> waiting{};
    std::size_t in_flight = 0;
    bool is_fresh = true;    ///< no request has come back
    Lanes* queue = nullptr;  ///< ready_ or where it is parked; null: nothing waits in it
  };

 public:
  /// A place in flight, taken until leave().
  using Place = Lane*;
  struct Turn {
    std::size_t index;
    Place place;
  };

  explicit Schedule(const ClientOptions& options);

  void add(std::size_t index, const Destination& destination);
  /// The first request that may begin at `now`; nothing while all have to wait. `now` never goes back.
  [[nodiscard]] std::optional<Turn> next(Moment now);
  void leave(Place place, Moment now);
  /// Takes note of whether the host at `place` wants to be left alone. The requests that are not to be asked for that
  /// reason; they are in the schedule no more.
  [[nodiscard]] std::vector<std::size_t> note_answer(Place place, bool is_refusal, Moment now);
  /// Whether the host of `destination` is left alone: nothing for it is to be added any more.
  [[nodiscard]] bool is_left_alone(const Destination& destination) const;
  /// When time alone may let another request begin.
  [[nodiscard]] std::optional<Moment> opens() const;

 private:
  Lane& lane_to(const Destination& destination);
  static Turn take(Lane& lane, Moment now);
  static Rank rank_of(Lane& lane);
  static void stand(Lane& lane, Lanes& queue);
  static void step_out(Lane& lane);
  std::vector<std::size_t> drop(Lane& lane);
  void call_next(Budget& budget, Moment now);
  void wake(Moment now);

  const ClientOptions& options_;
  std::unordered_map<std::string, Budget> hosts_, domains_, addresses_;
  std::map<std::array<Budget*, 3>, Lane> lanes_;
  Lanes ready_;
  std::multimap<Moment, Budget*> timers_;
};

}  // namespace aggregator::http
