// What the addresses of a list give away to those who know how polling and platforms are, without asking anybody.
#pragma once

#include <string_view>
#include <vector>

#include "aggregator/base/address.h"
#include "aggregator/config/feed_list.h"

namespace aggregator::cli {

/// Adds to the list's findings which of its feeds polling will refuse to go to, `allowed` being poll.allow_addresses,
/// and which are pages of a platform whose feeds are known to be elsewhere. `key`: what stands before an address in the
/// findings of such a list.
void remark_on_addresses(config::FeedList& list, const std::vector<AddressRange>& allowed, std::string_view key);

}  // namespace aggregator::cli
