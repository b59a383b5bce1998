#include "stop_signals.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <ctime>

namespace aggregator::cli {
namespace {

constexpr std::int64_t kPatience = 10;  // seconds

// Of the monotonic clock; 0: not. A signal handler sees nothing but what is global.
std::atomic<std::int64_t> requested_at{0};  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

std::int64_t present() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);  // safe in a signal handler, which std::chrono does not promise to be
  return now.tv_sec + 1;
}

void on_signal(int signal) {
  std::int64_t never = 0;
  if (requested_at.compare_exchange_strong(never, present())) return;
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void set_handler(int signal, struct sigaction& old) {
  struct sigaction action{};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, &old);
}

}  // namespace

StopSignals::StopSignals() {
  requested_at = 0;
  set_handler(SIGTERM, old_term_);
  set_handler(SIGINT, old_int_);
}

StopSignals::~StopSignals() {
  sigaction(SIGTERM, &old_term_, nullptr);
  sigaction(SIGINT, &old_int_, nullptr);
}

bool StopSignals::is_requested() { return requested_at != 0; }

bool StopSignals::is_overdue() {
  const std::int64_t requested = requested_at;
  return requested != 0 && present() - requested >= kPatience;
}

}  // namespace aggregator::cli
