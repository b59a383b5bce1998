#include "aggregator/config/feed_list.h"

#include <fmt/format.h>

#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "aggregator/base/file.h"
#include "aggregator/base/url.h"
#include "feed_access.h"
#include "values.h"
#include "yaml_section.h"

namespace aggregator::config {
namespace {

constexpr std::size_t kMaxListBytes = 64u << 20;

ListedFeed read_feed(Section& section, const YAML::Node& node) {
  ListedFeed feed;
  feed.line = line_of(node);
  section.read("url", feed.url, parse_http_url);
  section.read("title", feed.title, parse_text);
  section.read("site", feed.site, parse_http_url);
  section.read_list("tags", feed.tags, parse_text);
  section.read("language", feed.language, parse_language);
  section.read("enabled", feed.enabled, parse_flag);
  feed.access = read_access(section, feed.url);
  section.finish();
  return feed;
}

/// A feed that lacks what every feed has, or that is there already, is a problem.
class Register {
 public:
  explicit Register(Problems& problems) : problems_(problems) {}

  void check(const ListedFeed& feed, bool has_url) {
    if (!has_url) problems_.add(feed.line, "url", "missing; add the address of the feed");
    if (feed.url.empty()) return;
    const auto [first, is_new] = lines_.try_emplace(canonical_url(feed.url), feed.line);
    if (is_new) return;
    problems_.add(feed.line, "url", fmt::format("{} is listed twice, first in line {}", feed.url, first->second));
  }

 private:
  Problems& problems_;
  std::unordered_map<std::string, std::size_t> lines_;
};

}  // namespace

bool says_the_same(const ListedFeed& a, const ListedFeed& b) {
  return std::tie(a.url, a.title, a.site, a.tags, a.language, a.enabled, a.access) ==
         std::tie(b.url, b.title, b.site, b.tags, b.language, b.enabled, b.access);
}

Result<FeedList> parse_feed_list(std::string_view yaml, std::string_view name) {
  const auto document = load_yaml(yaml, name);
  if (!document) return std::unexpected(document.error());
  Problems problems(name);
  Register known(problems);
  FeedList list;
  Section top("", *document, problems);
  top.read_sections("feeds", [&](Section& section, const YAML::Node& node) {
    list.feeds.push_back(read_feed(section, node));
    known.check(list.feeds.back(), section.has("url"));
  });
  top.finish();
  if (!problems.empty()) return std::unexpected(problems.first(ErrorCode::Malformed));
  return list;
}

Result<FeedList> read_feed_list(const std::filesystem::path& file) {
  const auto bytes = read_file(file, kMaxListBytes);
  if (!bytes) return std::unexpected(bytes.error());
  return parse_feed_list(*bytes, file.string());
}

}  // namespace aggregator::config
