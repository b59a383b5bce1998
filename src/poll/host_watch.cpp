#include "host_watch.h"

#include <algorithm>
#include <functional>

#include "aggregator/base/url.h"

namespace aggregator::poll {
namespace {

constexpr std::size_t kSlowest = 3;
// While more hosts than these are left, naming two of them says nothing.
constexpr std::size_t kFewHosts = 16;

}  // namespace

HostWatch::HostWatch(const std::vector<store::FeedRow>& feeds) {
  hosts_.reserve(feeds.size());
  for (const store::FeedRow& feed : feeds) ++left_[hosts_.emplace_back(host_of(feed.url))];
}

void HostWatch::asked(std::size_t index, std::chrono::milliseconds spent) {
  if (spent.count() == 0) return;
  const double seconds = std::chrono::duration<double>(spent).count();
  const auto known = std::ranges::find(slowest_, hosts_[index], &HostTime::host);
  if (known == slowest_.end())
    slowest_.push_back({hosts_[index], seconds});
  else
    known->seconds = std::max(known->seconds, seconds);
  std::ranges::stable_sort(slowest_, std::greater(), &HostTime::seconds);
  if (slowest_.size() > kSlowest) slowest_.pop_back();
}

void HostWatch::done(std::size_t index) {
  const auto left = left_.find(hosts_[index]);
  if (--left->second == 0) left_.erase(left);
}

std::vector<HostWait> HostWatch::waited_for() const {
  std::vector<HostWait> waits;
  if (left_.size() > kFewHosts) return waits;
  for (const auto& [host, feeds] : left_) waits.push_back({host, feeds});
  std::ranges::sort(waits, [](const HostWait& a, const HostWait& b) {
    return a.feeds != b.feeds ? a.feeds > b.feeds : a.host < b.host;
  });
  return waits;
}

}  // namespace aggregator::poll
