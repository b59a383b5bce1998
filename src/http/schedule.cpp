#include "schedule.h"

namespace aggregator::http {

template <typename Change>
void Schedule::update(Host& host, Change change) {
  if (is_ready(host)) ready_.erase(host.waiting.top());
  change();
  if (is_ready(host)) ready_.emplace(host.waiting.top(), &host);
}

void Schedule::add(std::size_t index, const std::string& host) {
  Host& queue = hosts_[host];
  update(queue, [&] { queue.waiting.push(index); });
}

Schedule::Turn Schedule::next() {
  const auto [index, host] = *ready_.begin();
  update(*host, [&host = *host] {
    host.waiting.pop();
    ++host.active;
  });
  return {index, host};
}

void Schedule::leave(Place place) {
  update(*place, [&] { --place->active; });
}

}  // namespace aggregator::http
