// What a feed is asked with, its secrets fetched from where the list says they are kept.
#pragma once

#include <filesystem>

#include "aggregator/base/error.h"
#include "aggregator/config/environment.h"
#include "aggregator/config/feed_list.h"
#include "aggregator/http/client.h"

namespace aggregator::poll {

/// For the server of the feed's listed URL, wherever the feed has moved. Files are relative to the folder of `list`,
/// the file that `feed` stands in. Errors, naming the key: Misconfigured for a variable that is not set, an empty file
/// and a secret that cannot be sent; NotFound and Io for files.
[[nodiscard]] Result<http::Access> access_to(const config::ListedFeed& feed, const std::filesystem::path& list,
                                             const config::Environment& environment);

}  // namespace aggregator::poll
