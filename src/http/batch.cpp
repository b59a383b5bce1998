#include "batch.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

#include "aggregator/base/url.h"

namespace aggregator::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kLongestWait{1000};
constexpr milliseconds kLongestWaitWhenAsking{40};

std::unexpected<Error> left_alone(const std::string& host) {
  return fail(ErrorCode::Unavailable,
              "not asked: " + host + " wants to be left alone, it said so several times in a row");
}

void require(CURLMcode code) {
  if (code != CURLM_OK) throw std::runtime_error(std::string("libcurl: ") + curl_multi_strerror(code));
}

}  // namespace

Client::Loop::Batch::Batch(Loop& loop, const Requests& requests, const FetchEvents& events,
                           steady_clock::time_point deadline)
    : loop_(loop),
      requests_(requests),
      events_(events),
      deadline_(deadline),
      schedule_(loop.options_),
      answered_(requests.count),
      unanswered_(requests.count) {
  for (std::size_t index = 0; index < requests.count; ++index) {
    const Request request = requests.make(index);
    schedule_.add(index, destination_of(request.url, request.address));
  }
}

Client::Loop::Batch::~Batch() {
  while (!in_flight_.empty()) land(in_flight_.begin()->first);
}

void Client::Loop::Batch::run() {
  while (unanswered_ > 0 && steady_clock::now() < deadline_) {
    if (events_.stopped && events_.stopped()) return;
    ask_again();
    begin_transfers();
    int running = 0;
    require(curl_multi_perform(loop_.multi_.get(), &running));
    if (!settle_ended() && unanswered_ > 0) wait();
  }
  answer_what_is_left();
}

void Client::Loop::Batch::answer_what_is_left() {
  const std::unexpected late = fail(ErrorCode::Busy, "the deadline came first");
  for (const auto& [handle, flight] : in_flight_) answer(flight.index, late, flight.spent());
  for (std::size_t index = 0; index < requests_.count; ++index) {
    if (!answered_[index]) answer(index, late, {});
  }
}

void Client::Loop::Batch::begin_transfers() {
  held_back_ = false;
  while (in_flight_.size() < loop_.options_.concurrency) {
    held_back_ = events_.has_room && !events_.has_room();
    if (held_back_) return;
    auto turn = schedule_.next(steady_clock::now());
    if (!turn) return;
    begin(*std::move(turn));
  }
}

void Client::Loop::Batch::begin(Schedule::Turn turn) {
  auto visit = take_visit(turn.index);
  if (!visit) {
    schedule_.leave(turn.place, steady_clock::now());
    return answer(turn.index, std::unexpected(visit.error()), {});
  }
  auto exchange = loop_.take_exchange();
  CURL* const handle = exchange->handle();
  Flight& flight =
      in_flight_.emplace(handle, Flight{turn.index, std::move(*visit), std::move(turn.place), std::move(exchange)})
          .first->second;
  const auto doorkeeper = [this, &flight](const std::string& address) {
    return schedule_.enter(flight.place, address, steady_clock::now());
  };
  // Hundreds of blogs may be on one machine, and some limit the connections from one address, also those that lie idle.
  // After a single request there may be another batch, and a proxy's connections serve all hosts.
  Interest interest;
  if (requests_.count > 1 && loop_.options_.proxy.empty())
    interest = [&flight] { return Schedule::is_waited_for(flight.place); };
  flight.exchange->prepare(flight.visit.hop(), doorkeeper, std::move(interest), asked_afresh_.contains(turn.index));
  require(curl_multi_add_handle(loop_.multi_.get(), handle));
}

Result<Visit> Client::Loop::Batch::take_visit(std::size_t index) {
  auto known = under_way_.extract(index);
  if (!known.empty()) return std::move(known.mapped());
  return Visit::start(requests_.make(index), loop_.options_);
}

bool Client::Loop::Batch::settle_ended() {
  bool any = false;
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(loop_.multi_.get(), &left)) {
    const CURLcode code = message->data.result;  // `message` does not outlive the landing
    settle(land(message->easy_handle), code);
    any = true;
  }
  return any;
}

Client::Loop::Batch::Flight Client::Loop::Batch::land(CURL* handle) {
  curl_multi_remove_handle(loop_.multi_.get(), handle);
  return std::move(in_flight_.extract(handle).mapped());
}

void Client::Loop::Batch::settle(Flight flight, CURLcode code) {
  schedule_.leave(flight.place, steady_clock::now());
  const bool was_turned_away = flight.exchange->was_turned_away(code);
  const bool met_leftovers = flight.exchange->met_leftovers(code);
  const milliseconds spent = flight.exchange->spent();
  Result<Answer> outcome = flight.exchange->finish(code);
  loop_.idle_.push_back(std::move(flight.exchange));
  if (was_turned_away) return line_up(flight.index, std::move(flight.visit));
  if (met_leftovers && asked_afresh_.insert(flight.index).second) {
    flight.visit.lose(spent);
    return line_up(flight.index, std::move(flight.visit));
  }
  const bool found_no_room = !outcome && outcome.error().code == ErrorCode::Busy;
  if (found_no_room && !asked_again_.contains(flight.index)) return put_off(flight.index, std::move(flight.visit));
  std::optional<Result<Response>> result = flight.visit.take(std::move(outcome), spent);
  if (!result) return line_up(flight.index, std::move(flight.visit));
  heed(flight.place, *result);
  answer(flight.index, std::move(*result), flight.visit.spent());
}

void Client::Loop::Batch::put_off(std::size_t index, Visit visit) { put_off_.emplace_back(index, std::move(visit)); }

void Client::Loop::Batch::ask_again() {
  const bool has_room = loop_.arriving_ <= loop_.options_.max_arriving / 2;
  const bool is_under_way = !asked_again_.empty() && !answered_[asked_again_last_];
  if (put_off_.empty() || !has_room || is_under_way) return;
  auto [index, visit] = std::move(put_off_.back());
  put_off_.pop_back();
  asked_again_.insert(index);
  asked_again_last_ = index;
  line_up(index, std::move(visit));
}

void Client::Loop::Batch::line_up(std::size_t index, Visit visit) {
  const Destination destination = visit.destination();
  if (schedule_.is_left_alone(destination)) return leave_alone(index, destination.host);
  schedule_.add(index, destination);
  const bool is_under_way = !visit.is_first() || visit.spent() > milliseconds(0);
  if (is_under_way) under_way_.emplace(index, std::move(visit));  // the others are made anew
}

void Client::Loop::Batch::heed(const Schedule::Place& place, const Result<Response>& result) {
  if (!result) return;
  const std::string host = host_of(result->url);
  const bool refuses = is_refusal(result->status);
  if (!refuses) retry_after_.erase(host);
  if (refuses && !result->retry_after.empty()) retry_after_[host].push_back(result->retry_after);
  for (const std::size_t index : schedule_.note_answer(place, refuses, steady_clock::now())) {
    under_way_.erase(index);
    leave_alone(index, host);
  }
}

void Client::Loop::Batch::leave_alone(std::size_t index, const std::string& host) {
  if (!events_.left_alone) return answer(index, left_alone(host), {});
  answered_[index] = true;
  --unanswered_;
  events_.left_alone(index, {host, retry_after_[host]});
}

void Client::Loop::Batch::answer(std::size_t index, Result<Response> result, milliseconds spent) {
  answered_[index] = true;
  --unanswered_;
  events_.done(index, std::move(result), spent);
}

void Client::Loop::Batch::wait() const {
  const milliseconds longest = held_back_ || events_.stopped ? kLongestWaitWhenAsking : kLongestWait;
  const auto until = std::min(deadline_, schedule_.opens().value_or(deadline_));
  const auto left = std::chrono::ceil<milliseconds>(until - steady_clock::now());
  const auto timeout = std::clamp(left, milliseconds(0), longest);
  require(curl_multi_poll(loop_.multi_.get(), nullptr, 0, static_cast<int>(timeout.count()), nullptr));
}

}  // namespace aggregator::http
