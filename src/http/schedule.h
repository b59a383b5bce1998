// Whose turn it is: requests in their order, but never more than a few at one host.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <queue>
#include <string>
#include <unordered_map>
#include <vector>

namespace aggregator::http {

/// Requests are known by their index; the lower goes first. A request that waits for its host holds up no other host.
/// Each step takes logarithmic time.
class Schedule {
  struct Host {
    std::size_t active = 0;
    std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> waiting;
  };

 public:
  /// A place at a host, taken until leave().
  using Place = Host*;
  struct Turn {
    std::size_t index;
    Place place;
  };

  explicit Schedule(std::size_t per_host) : per_host_(per_host) {}

  void add(std::size_t index, const std::string& host);
  /// Whether some request waits at a host that has a free place.
  [[nodiscard]] bool has_next() const { return !ready_.empty(); }
  /// Takes the first of those. Only when has_next().
  [[nodiscard]] Turn next();
  void leave(Place place);

 private:
  [[nodiscard]] bool is_ready(const Host& host) const { return host.active < per_host_ && !host.waiting.empty(); }
  /// Changes `host` by `change` and keeps `ready_` in step with it.
  template <typename Change>
  void update(Host& host, Change change);

  std::size_t per_host_;
  std::unordered_map<std::string, Host> hosts_;
  std::map<std::size_t, Host*> ready_;  ///< the first request of each host that has a free place
};

}  // namespace aggregator::http
