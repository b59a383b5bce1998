#include "list_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "aggregator/base/file.h"
#include "aggregator/base/url.h"

namespace aggregator::cli {

Result<std::string> read_list_bytes(const std::filesystem::path& file) {
  auto bytes = read_file(file);
  if (!bytes && bytes.error().code == ErrorCode::NotFound) return std::string();
  return bytes;
}

Result<config::FeedList> read_list(const std::filesystem::path& file) {
  const auto bytes = read_list_bytes(file);
  if (!bytes) return std::unexpected(bytes.error());
  if (bytes->empty()) return config::FeedList();
  return config::parse_feed_list(*bytes, file.string());
}

const config::ListedFeed* find_listed(const std::vector<config::ListedFeed>& feeds, const std::string& url) {
  const std::string wanted = canonical_url(url);
  const auto found =
      std::ranges::find_if(feeds, [&](const config::ListedFeed& feed) { return canonical_url(feed.url) == wanted; });
  return found == feeds.end() ? nullptr : &*found;
}

void print_findings(const std::vector<config::Finding>& findings, const std::string& file, std::ostream& out) {
  for (const config::Finding& finding : findings) {
    const bool is_mistake = finding.level == config::Finding::Level::Mistake;
    out << fmt::format("{}:{}: {}{}\n", file, finding.line, is_mistake ? "" : "remark: ", finding.message);
  }
}

}  // namespace aggregator::cli
