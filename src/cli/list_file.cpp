#include "list_file.h"

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

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

Result<Descriptor> lock_list(const std::filesystem::path& file) {
  const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : ".";
  Descriptor held(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  while (held && ::flock(held.get(), LOCK_EX) != 0) {
    if (errno != EINTR) held.close();
  }
  if (held) return held;
  return fail(ErrorCode::Io, file.string() + ": its folder cannot be locked: " +
                                 std::generic_category().message(errno) + "; check that it is there");
}

const config::ListedFeed* find_listed(const std::vector<config::ListedFeed>& feeds, const std::string& url) {
  const std::string wanted = canonical_url(url);
  const auto found =
      std::ranges::find_if(feeds, [&](const config::ListedFeed& feed) { return canonical_url(feed.url) == wanted; });
  return found == feeds.end() ? nullptr : &*found;
}

}  // namespace aggregator::cli
