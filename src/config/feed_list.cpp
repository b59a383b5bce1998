#include "aggregator/config/feed_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "aggregator/base/file.h"
#include "aggregator/base/text.h"
#include "aggregator/base/url.h"
#include "feed_access.h"
#include "feed_url.h"
#include "key_names.h"
#include "values.h"
#include "yaml_document.h"
#include "yaml_section.h"

namespace aggregator::config {
namespace {

constexpr std::size_t kMaxListBytes = 64u << 20, kMaxTagBytes = 60;

/// As it is understood all the same.
std::string with_slashes(const std::string& url) {
  const auto parsed = parse_url(url);
  return parsed ? parsed->text() : url;
}

void remark_on(Section& section, const ListedFeed& feed) {
  if (const auto login = login_in(feed.url)) section.remark("url", shown_url(feed.url) + ' ' + *login);
  if (is_short_of_slashes(feed.url)) {
    section.remark("url", fmt::format("{} lacks a slash behind its scheme; write {}", shown_url(feed.url),
                                      shown_url(with_slashes(feed.url))));
  }
  if (const auto oddity = oddity_of(feed.url)) {
    section.remark("url", shown_url(feed.url) + ' ' + *oddity, Finding::Level::Guess);
  }
  if (feed.title.contains("\uFFFD")) {
    section.remark("title", quote(feed.title) + " has characters that cannot be read; save the list as UTF-8");
  }
  std::unordered_set<std::string_view> tags;
  for (const std::string& tag : feed.tags) {
    if (!tags.insert(tag).second) section.remark("tags", quote(tag) + " is given twice");
  }
}

/// What is meant, as far as it can be told. "kr" and "kor" look like tags of languages, and lists have them: that is
/// worth a remark, but no reason to poll nothing any more.
std::string read_language(Section& section) {
  std::string written;
  const auto as_written = [](std::string_view text) {
    return is_language_tag(text) ? Result<std::string>(text) : parse_language(text);
  };
  if (!section.read("language", written, as_written)) return "";
  const auto parsed = parse_language(written);
  if (parsed) return *parsed;
  std::string meant = language_tag_meant_by(written);
  if (meant.empty())
    section.remark("language", parsed.error().detail);
  else
    section.propose("language", meant, parsed.error().detail);
  return meant;
}

ListedFeed read_feed(Section& section, const YamlNode& node) {
  ListedFeed feed;
  feed.line = node.line();
  section.read("url", feed.url, parse_feed_url);
  section.read("title", feed.title, parse_text);
  section.read("site", feed.site, parse_http_url);
  if (const auto login = take_out_login(feed.site)) section.remark("site", feed.site + ' ' + *login);
  section.read_list("tags", feed.tags, parse_tag);
  feed.language = read_language(section);
  section.read("enabled", feed.enabled, parse_flag);
  feed.access = read_access(section, feed.url);
  section.also_called(kFeedKeys);
  section.also_called(kSiteKeys);
  section.also_called(kTagKeys);
  section.also_called(kLanguageKeys);
  section.finish();
  remark_on(section, feed);
  return feed;
}

std::string advice_without_url(const ListedFeed& feed) {
  const bool has_site = !feed.site.empty();
  return std::string("missing; add the address of the feed") +
         (has_site ? ", for which `aggregator check --online` looks at the site" : "");
}

/// Whether all that `second` says stands in `first` too.
bool covers(const YamlNode& first, const YamlNode& second) {
  if (second.is_null()) return true;
  if (second.is_scalar()) return first.is_scalar() && first.text() == second.text();
  const std::vector<YamlNode> known = first.items();
  const auto is_known = [&](const YamlNode& item) {
    return item.is_scalar() && std::ranges::find(known, item.text(), &YamlNode::text) != known.end();
  };
  return second.is_sequence() && std::ranges::all_of(second.items(), is_known);
}

/// A login in `second`, an address of the same feed, that `first` does not have.
bool has_login_of_its_own(std::string_view first, std::string_view second) {
  const auto one = parse_url(first), other = parse_url(second);
  return other && !other->userinfo.empty() && (!one || one->userinfo != other->userinfo);
}

/// A feed as it stands in the list, and the word under which it has its address; empty: it has none.
struct Listing {
  YamlNode node;
  std::string_view url_key;
};

YamlNode value_of(const YamlNode& map, std::string_view key) {
  const std::vector<YamlEntry> entries = map.entries();
  const auto found = std::ranges::find(entries, key, [](const YamlEntry& entry) { return entry.key.text(); });
  return found == entries.end() ? YamlNode() : found->value;
}

/// The address of the feed, under a misspelt key too; empty when it has none.
std::string address_of(const ListedFeed& feed, const Listing& listing) {
  if (!feed.url.empty()) return feed.url;
  const YamlNode value = value_of(listing.node, listing.url_key);
  return value.is_scalar() ? parse_feed_url(value.text()).value_or("") : "";
}

/// The keys of `second` that say what `first`, which lists the same feed, does not.
std::vector<std::string> keys_only_in(const Listing& second, const Listing& first) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : second.node.entries()) {
    const bool is_url = key.text() == second.url_key;
    const YamlNode same = value_of(first.node, is_url ? first.url_key : key.text());
    const bool is_covered = is_url ? !has_login_of_its_own(same.text(), value.text()) : covers(same, value);
    if (!is_covered) keys.push_back(fold_white_space(key.text()));
  }
  return keys;
}

/// A feed that lacks what every feed has, or that is there already, is a problem.
class Register {
 public:
  explicit Register(Problems& problems) : problems_(problems) {}

  /// `listing` is where `feed` was read.
  void check(const ListedFeed& feed, const Listing& listing, bool has_url) {
    if (!has_url) problems_.add(feed.line, "url", advice_without_url(feed)).is_until_asked = !feed.site.empty();
    const std::string url = address_of(feed, listing);
    if (url.empty()) return;
    const auto [first, is_new] = listings_.try_emplace(canonical_url(url), listing);
    if (is_new) return look_for_likeness(url, feed.line);
    ++repeats_;
    complain_of_second(url, feed.line, first->second.node, keys_only_in(listing, first->second));
  }
  [[nodiscard]] std::size_t repeats() const { return repeats_; }

 private:
  /// Few addresses have a key of their own for it, so the others are not kept once more.
  void look_for_likeness(const std::string& url, std::size_t url_line) {
    const std::string key = likely_key(url);
    std::size_t line = 0;
    if (const auto likely = likely_.find(key); likely != likely_.end()) line = likely->second;
    if (key != canonical_url(url)) {
      if (const auto plain = listings_.find(key); plain != listings_.end()) line = plain->second.node.line();
      likely_.try_emplace(key, url_line);
    }
    if (line == 0) return;
    problems_.remark(url_line, "url",
                     fmt::format("{} most likely is the same feed as line {} in another spelling; keep one of the two",
                                 shown_url(url), line),
                     Finding::Level::Guess);
  }

  /// Taking it out is proposed only where nothing is lost with it.
  void complain_of_second(const std::string& url, std::size_t line, const YamlNode& first,
                          const std::vector<std::string>& only_here) {
    std::string what = fmt::format("{} is listed twice, first in line {}", shown_url(url), first.line());
    if (only_here.empty()) {
      problems_.add(line, "url", what, Mend{Mend::Kind::RemoveFeed, line});
      return;
    }
    what += fmt::format("; the first does not have what this one says of {}: keep it there, then take this one out",
                        fmt::join(only_here, ", "));
    problems_.add(line, "url", what);
  }

  Problems& problems_;
  std::size_t repeats_ = 0;
  std::unordered_map<std::string, Listing> listings_;
  std::unordered_map<std::string, std::size_t> likely_;  ///< lines, of those with a key of their own
};

Result<FeedList> read_all(std::string_view yaml, std::string_view name, Problems& problems) {
  const auto document = load_yaml(yaml, name);
  if (!document) return std::unexpected(document.error());
  Register known(problems);
  FeedList list;
  Section top("", document->root(), problems);
  top.read_sections("feeds", [&](Section& section, const YamlNode& node) {
    list.feeds.push_back(read_feed(section, node));
    known.check(list.feeds.back(), {node, section.word_for("url")}, section.has("url"));
  });
  top.finish();
  list.repeats = known.repeats();
  return list;
}

}  // namespace

Result<std::string> parse_tag(std::string_view text) {
  constexpr std::string_view kApart = ",;";
  auto tag = parse_text(text);
  if (!tag) return tag;
  if (tag->size() > kMaxTagBytes || tag->find('"') != tag->npos) {
    return fail(ErrorCode::Malformed,
                fmt::format("{} is no tag; use at most {} bytes without quotation marks", quote(text), kMaxTagBytes));
  }
  if (tag->find_first_of(kApart) == tag->npos) return tag;
  return fail(ErrorCode::Malformed, quote(text) +
                                        " is no tag; give each tag by itself: [backend, database] in a list, "
                                        "--tag backend --tag database in a command");
}

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
