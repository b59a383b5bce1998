// The runner's feeds.yaml as commands edit it: read, changed in memory, replaced at once or not at all; and what is
// said of lists.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/config/feed_list.h"

namespace aggregator::cli {

/// Its bytes; empty when there is none yet. Errors: Io.
[[nodiscard]] Result<std::string> read_list_bytes(const std::filesystem::path& file);

/// Its feeds; none when there is no file yet. Errors: Io, Malformed.
[[nodiscard]] Result<config::FeedList> read_list(const std::filesystem::path& file);

/// The feed in `feeds` that is the same as `url` however it is spelled (canonical_url), or null.
[[nodiscard]] const config::ListedFeed* find_listed(const std::vector<config::ListedFeed>& feeds,
                                                    const std::string& url);

/// One line each: "file:line: [remark: ]what".
void print_findings(const std::vector<config::Finding>& findings, const std::string& file, std::ostream& out);

}  // namespace aggregator::cli
