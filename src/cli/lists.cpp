// Whole lists of feeds: import, export.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <ostream>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "address_remarks.h"
#include "aggregator/base/file.h"
#include "aggregator/base/log.h"
#include "aggregator/base/url.h"
#include "aggregator/config/feed_list.h"
#include "aggregator/feed/encoding.h"
#include "commands.h"
#include "list_file.h"
#include "output.h"

namespace aggregator::cli {
namespace {

/// The feeds of `read` that `known` does not have, each once.
std::vector<config::ListedFeed> new_feeds(const config::FeedList& read, const config::FeedList& known) {
  std::unordered_set<std::string> seen;
  for (const config::ListedFeed& feed : known.feeds) seen.insert(canonical_url(feed.url));
  std::vector<config::ListedFeed> fresh;
  for (const config::ListedFeed& feed : read.feeds) {
    if (seen.insert(canonical_url(feed.url)).second) fresh.push_back(feed);
  }
  return fresh;
}

/// "3 feeds read, 2 added to feeds.yaml, …"; what a list has that is no feed is counted where there is some.
std::string totals(const config::FeedList& read, std::size_t added, const std::string& file) {
  const auto count = [](std::size_t number) { return static_cast<std::int64_t>(number); };
  std::string line =
      fmt::format("{} read, {} added to {}, {} there already, {} twice in the list",
                  counted(count(read.feeds.size() + read.repeats), "feed", "feeds"), grouped(count(added)), file,
                  grouped(count(read.feeds.size() - added)), grouped(count(read.repeats)));
  if (read.without_feed > 0) {
    line += ", " + counted(count(read.without_feed), "blog without a feed", "blogs without a feed");
  }
  if (read.bad_addresses > 0) line += ", " + counted(count(read.bad_addresses), "bad address", "bad addresses");
  if (read.programs > 0) {
    line += ", " + counted(count(read.programs), "feed that a program makes", "feeds that a program makes");
  }
  return line;
}

/// Whether all that the list gives for a feed was taken. A blog without one, a feed that is there twice and a key that
/// is not known lose no feed.
Result<void> verdict(const config::FeedList& read, const std::string& source) {
  if (read.feeds.empty() && !read.findings.empty()) return fail(ErrorCode::Malformed, source + ": no feed in it");
  if (read.is_cut_short)
    return fail(ErrorCode::Malformed, source + ": its end could not be read; what stood before was taken");
  const auto lost = static_cast<std::int64_t>(read.bad_addresses + read.programs);
  if (lost == 0) return {};
  return fail(ErrorCode::Malformed, fmt::format("{}: {} could not be taken, as said above; all others were", source,
                                                counted(lost, "feed", "feeds")));
}

/// As it is handed on to others: without the logins in its addresses.
config::ListedFeed shared(config::ListedFeed feed) {
  feed.url = shown_url(feed.url);
  feed.site = shown_url(feed.site);
  return feed;
}

/// Says which feeds need a login that is not handed on.
void tell_kept_back(const std::vector<config::ListedFeed>& feeds) {
  for (const config::ListedFeed& feed : feeds) {
    if (config::login_in(feed.url))
      log(LogLevel::Warning, shown_url(feed.url) + ": the login in its address is left out");
  }
}

}  // namespace

Result<void> import_list(Context& context, const std::string& source) {
  const auto settings = context.settings();
  if (!settings) return std::unexpected(settings.error());
  const std::filesystem::path& file = (*settings)->feeds;
  const auto bytes = context.read(source);
  if (!bytes) return std::unexpected(bytes.error());
  const feed::Decoded decoded = feed::decode(*bytes, "");  // spreadsheets and old programs write what is no UTF-8
  auto read = config::parse_foreign_list(decoded.text(), source);
  if (!read) return std::unexpected(read.error());
  remark_on_addresses(*read, (*settings)->poll.allow_addresses, "");
  if (decoded.is_damaged()) {
    log(LogLevel::Warning,
        source + ": no UTF-8, and it does not say what else it is: look whether the titles are right");
  }
  const auto lock = lock_for_edit(file);
  if (!lock) return std::unexpected(lock.error());
  const auto known = read_list(file);
  if (!known) return std::unexpected(known.error());
  const auto fresh = new_feeds(*read, *known);
  if (!fresh.empty()) {
    const auto old = read_list_bytes(file);
    if (!old) return std::unexpected(old.error());
    const auto edited = config::append_feeds(*old, fresh);
    if (!edited) return at(file.string(), edited.error());
    if (auto written = replace_file(file, *edited); !written) return written;
  }
  print_findings(read->findings, source, context.out());
  context.out() << totals(*read, fresh.size(), file.string()) << '\n';
  return verdict(*read, source);
}

Result<void> export_list(Context& context, const std::string& format) {
  const auto settings = context.settings();
  if (!settings) return std::unexpected(settings.error());
  auto list = config::read_feed_list((*settings)->feeds);
  if (!list) return std::unexpected(list.error());
  tell_kept_back(list->feeds);
  for (config::ListedFeed& feed : list->feeds) feed = shared(std::move(feed));
  context.out() << (format == "opml" ? config::format_opml(list->feeds, (*settings)->site.name)
                                     : config::format_feed_list(list->feeds));
  return {};
}

}  // namespace aggregator::cli
