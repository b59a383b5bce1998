// The requests of one call of Client::fetch().
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "loop.h"
#include "schedule.h"
#include "visit.h"

namespace aggregator::http {

/// A request is  waiting (in the schedule) → in flight → answered,  and with each redirect that is followed it waits
/// again, at its new host, ahead of the requests behind it. So it does when the machine that it is about to connect to
/// has no room. Neither a place nor time is used up while it waits.
class Client::Loop::Batch {
 public:
  Batch(Loop& loop, const Requests& requests, const FetchEvents& events,
        std::chrono::steady_clock::time_point deadline);
  /// Breaks off what is in flight.
  ~Batch();
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;

  void run();

 private:
  struct Flight {
    std::size_t index;
    Visit visit;
    Schedule::Place place;
    std::unique_ptr<Exchange> exchange;

    [[nodiscard]] std::chrono::milliseconds spent() const { return visit.spent() + exchange->spent(); }
  };

  void begin_transfers();
  void begin(Schedule::Turn turn);
  [[nodiscard]] Result<Visit> take_visit(std::size_t index);
  /// Whether any ended.
  bool settle_ended();
  void settle(Flight flight, CURLcode code);
  void line_up(std::size_t index, Visit visit);
  /// What there was no room for is asked once more, one after the other, when there is.
  void put_off(std::size_t index, Visit visit);
  void ask_again();
  /// Leaves a host alone that wants it.
  void heed(const Schedule::Place& place, const Result<Response>& result);
  void leave_alone(std::size_t index, const std::string& host);
  void answer(std::size_t index, Result<Response> result, std::chrono::milliseconds spent);
  void answer_what_is_left();
  void wait() const;
  /// Takes the exchange off the multi handle.
  Flight land(CURL* handle);

  Loop& loop_;
  const Requests& requests_;
  const FetchEvents& events_;
  const std::chrono::steady_clock::time_point deadline_;
  Schedule schedule_;
  std::unordered_map<std::size_t, Visit> under_way_;  ///< by index; those that wait for their next hop
  std::unordered_map<CURL*, Flight> in_flight_;
  std::unordered_map<std::string, std::vector<std::string>> retry_after_;  ///< of refusals in a row, by host
  std::vector<std::pair<std::size_t, Visit>> put_off_;
  std::unordered_set<std::size_t> asked_afresh_;  ///< on a connection of their own: leftovers came on an old one
  std::unordered_set<std::size_t> asked_again_;
  std::size_t asked_again_last_ = 0;
  std::vector<bool> answered_;
  std::size_t unanswered_;
  bool held_back_ = false;  ///< has_room() said no
};

}  // namespace aggregator::http
