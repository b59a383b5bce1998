#include "outage.h"

#include <algorithm>
#include <set>
#include <string>
#include <unordered_set>
#include <utility>

#include "aggregator/base/url.h"

namespace aggregator::poll {
namespace {

constexpr std::size_t kMachinesThatWorked = 3;
constexpr std::chrono::days kLongestOutage{3};

/// An address that is not asked, or had no time, says nothing; nor does what is no HTTP: it may be no URL.
bool shows_a_server(const Result<http::Response>& response) {
  return response || response.error().code == ErrorCode::Unavailable;
}

/// Hundreds of blogs may be on one machine.
const std::string& machine_of(const store::FeedRow& feed, const std::string& host) {
  return feed.address.empty() ? host : feed.address;
}

}  // namespace

std::vector<Fetched> Outage::take(Fetched fetched) {
  met_a_server_ |= shows_a_server(fetched.response);
  if (!met_a_server_ && fetched.response.error().code == ErrorCode::Unreachable) {
    kept_.push_back({fetched.index, std::move(fetched.response.error()), fetched.spent});
    return {};
  }
  std::vector<Fetched> ready;
  if (met_a_server_) ready = rest();
  ready.push_back(std::move(fetched));
  return ready;
}

bool Outage::is_likely(const std::vector<store::FeedRow>& listed) const {
  if (met_a_server_) return false;
  std::optional<Instant> last_success;
  for (const store::FeedRow& feed : listed) last_success = std::max(last_success, feed.last_success);
  if (!last_success || now_ - *last_success > kLongestOutage) return false;
  std::unordered_set<store::FeedId> unmet;
  for (const Unmet& one : kept_) unmet.insert(feeds_[one.index].id);
  std::set<std::string> machines;
  for (const store::FeedRow& feed : listed) {
    if (!feed.last_success) continue;
    const bool failed_since = feed.failures > 0 && feed.failing_since > last_success;
    if (failed_since || (feed.failures == 0 && unmet.contains(feed.id))) {
      machines.insert(machine_of(feed, host_of(feed.url)));
    }
  }
  return machines.size() >= kMachinesThatWorked;
}

std::vector<Fetched> Outage::rest() {
  std::vector<Fetched> rest;
  for (Unmet& one : std::exchange(kept_, {})) {
    Result<http::Response> response = std::unexpected(std::move(one.error));
    Answer answer = judge(feeds_[one.index], response, now_);
    rest.push_back(
        {.index = one.index, .answer = std::move(answer), .response = std::move(response), .spent = one.spent});
  }
  return rest;
}

}  // namespace aggregator::poll
