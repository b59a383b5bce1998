#include "aggregator/config/feed_list.h"

#include <fmt/format.h>

#include <string>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "aggregator/base/file.h"
#include "aggregator/base/text.h"
#include "aggregator/base/url.h"
#include "feed_access.h"
#include "feed_url.h"
#include "values.h"
#include "yaml_document.h"
#include "yaml_section.h"

namespace aggregator::config {
namespace {

constexpr std::size_t kMaxListBytes = 64u << 20;

void remark_on(Section& section, const ListedFeed& feed) {
  if (const auto oddity = oddity_of(feed.url)) {
    section.remark("url", shown_url(feed.url) + ' ' + *oddity, Finding::Level::Guess);
  }
  std::unordered_set<std::string_view> tags;
  for (const std::string& tag : feed.tags) {
    if (!tags.insert(tag).second) section.remark("tags", quote(tag) + " is given twice");
  }
}

ListedFeed read_feed(Section& section, const YamlNode& node) {
  ListedFeed feed;
  feed.line = node.line();
  section.read("url", feed.url, parse_http_url);
  section.read("title", feed.title, parse_text);
  section.read("site", feed.site, parse_http_url);
  section.read_list("tags", feed.tags, parse_text);
  section.read("language", feed.language, parse_language);
  section.read("enabled", feed.enabled, parse_flag);
  feed.access = read_access(section, feed.url);
  section.finish();
  remark_on(section, feed);
  return feed;
}

std::string advice_without_url(const ListedFeed& feed) {
  const bool has_site = !feed.site.empty();
  return std::string("missing; add the address of the feed") +
         (has_site ? ", for which `aggregator check --online` looks at the site" : "");
}

/// A feed that lacks what every feed has, or that is there already, is a problem.
class Register {
 public:
  explicit Register(Problems& problems) : problems_(problems) {}

  void check(const ListedFeed& feed, bool has_url) {
    if (!has_url) problems_.add(feed.line, "url", advice_without_url(feed));
    if (feed.url.empty()) return;
    const auto [first, is_new] = lines_.try_emplace(canonical_url(feed.url), feed.line);
    if (is_new) return;
    ++repeats_;
    problems_.add(feed.line, "url",
                  fmt::format("{} is listed twice, first in line {}", shown_url(feed.url), first->second),
                  Mend{Mend::Kind::RemoveFeed, feed.line});
  }
  [[nodiscard]] std::size_t repeats() const { return repeats_; }

 private:
  Problems& problems_;
  std::size_t repeats_ = 0;
  std::unordered_map<std::string, std::size_t> lines_;
};

Result<FeedList> read_all(std::string_view yaml, std::string_view name, Problems& problems) {
  const auto document = load_yaml(yaml, name);
  if (!document) return std::unexpected(document.error());
  Register known(problems);
  FeedList list;
  Section top("", document->root(), problems);
  top.read_sections("feeds", [&](Section& section, const YamlNode& node) {
    list.feeds.push_back(read_feed(section, node));
    known.check(list.feeds.back(), section.has("url"));
  });
  top.finish();
  list.repeats = known.repeats();
  return list;
}

}  // namespace

bool says_the_same(const ListedFeed& a, const ListedFeed& b) {
  return std::tie(a.url, a.title, a.site, a.tags, a.language, a.enabled, a.access) ==
         std::tie(b.url, b.title, b.site, b.tags, b.language, b.enabled, b.access);
}

Result<FeedList> check_feed_list(std::string_view yaml, std::string_view name) {
  Problems problems(name);
  auto list = read_all(yaml, name, problems);
  if (list) list->findings = problems.findings();
  return list;
}

Result<FeedList> parse_feed_list(std::string_view yaml, std::string_view name) {
  Problems problems(name);
  auto list = read_all(yaml, name, problems);
  if (!list || problems.mistakes() == 0) return list;
  Error error = problems.first(ErrorCode::Malformed);
  if (problems.mistakes() > 1) {
    error.detail += fmt::format(" (`aggregator check` names {} more)", problems.mistakes() - 1);
  }
  return std::unexpected(std::move(error));
}

Result<FeedList> read_feed_list(const std::filesystem::path& file) {
  const auto text = read_list_text(file);
  if (!text) return std::unexpected(text.error());
  return parse_feed_list(*text, file.string());
}

Result<std::string> read_list_text(const std::filesystem::path& file) { return read_file(file, kMaxListBytes); }

}  // namespace aggregator::config
