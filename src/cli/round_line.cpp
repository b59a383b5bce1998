#include "round_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "output.h"

namespace aggregator::cli {
namespace {
using Seconds = std::chrono::duration<double>;

constexpr std::chrono::milliseconds kBetweenRedrawings{500};
constexpr Seconds kWorthTelling{1};
constexpr std::size_t kHosts = 2;

std::string rate_of(std::int64_t done, Seconds running) {
  const double rate = static_cast<double>(done) / running.count();
  return fmt::format("{:.{}f}/s", rate, rate < 10 ? 1 : 0);
}

std::string hosts_waited_for(const poll::RoundProgress& progress) {
  std::vector<std::string> names;
  for (const auto& [host, feeds] : progress.waited_for) {
    if (names.size() == kHosts) break;
    names.push_back(feeds > 1 ? fmt::format("{} ({})", host, grouped(feeds)) : host);
  }
  if (const std::size_t more = progress.waited_for.size() - names.size(); more > 0)
    names.push_back(fmt::format("{} more", more));
  return joined(names, ", ");
}

std::string slow_hosts(const poll::RoundProgress& progress) {
  std::vector<std::string> names;
  for (const auto& [host, seconds] : progress.slowest) {
    if (names.size() < kHosts && Seconds(seconds) >= kWorthTelling)
      names.push_back(fmt::format("{} {:.1f} s", host, seconds));
  }
  return joined(names, ", ");
}

std::string wait_of(const poll::RoundProgress& progress, Seconds idle) {
  if (progress.done == progress.total) return "";
  const std::string hosts = hosts_waited_for(progress);
  std::string words = "waiting";
  if (idle >= kWorthTelling) words += fmt::format(" {} s", std::chrono::floor<std::chrono::seconds>(idle).count());
  if (!hosts.empty()) words += " for " + hosts;
  return words == "waiting" ? "" : words;
}

}  // namespace

std::string words_for(const poll::RoundProgress& progress, Seconds running, Seconds idle) {
  std::vector<std::string> words;
  if (running >= kWorthTelling) words.push_back(rate_of(progress.done, running));
  words.push_back(grouped(progress.new_entries) + " new");
  if (const std::string wait = wait_of(progress, idle); !wait.empty()) words.push_back(wait);
  const std::string slow = slow_hosts(progress);
  return joined(words, ", ") + (slow.empty() ? "" : "; slowest " + slow);
}

RoundLine::RoundLine(Screen screen)
    : screen_(std::move(screen)), begin_(screen_.clock()), line_(screen_), last_done_(begin_) {
  if (screen_.columns() > 0)
    redrawing_ = std::jthread([this](const std::stop_token& stop) { redraw_now_and_then(stop); });
}

void RoundLine::show(const poll::RoundProgress& progress) {
  if (!redrawing_.joinable()) return;
  const std::scoped_lock lock(mutex_);
  progress_ = progress;
  last_done_ = screen_.clock();
  draw();
}

void RoundLine::redraw_now_and_then(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!never_.wait_for(lock, stop, kBetweenRedrawings, [&stop] { return stop.stop_requested(); })) {
    if (progress_.total > 0) draw();
  }
}

void RoundLine::draw() {
  const Moment now = screen_.clock();
  line_.draw(progress_.done, progress_.total, words_for(progress_, now - begin_, now - last_done_));
}

}  // namespace aggregator::cli
