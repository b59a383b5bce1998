#include "aggregator/poll/former_address.h"

#include <fmt/format.h>

#include "aggregator/base/log.h"
#include "aggregator/base/url.h"

namespace aggregator::poll {

void tell_where_it_is(const store::FeedRow& feed, std::string_view name) {
  if (!feed.has_left(name)) return;
  log(LogLevel::Info,
      fmt::format("the feed is no longer at {}; it is listed as {} now", shown_url(name), shown_url(feed.listed_url)));
}

}  // namespace aggregator::poll
