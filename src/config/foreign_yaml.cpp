// Lists of mappings in YAML, one a blog, whose keys other people chose.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "aggregator/base/text.h"
#include "feed_access.h"
#include "foreign_list.h"
#include "spelling.h"
#include "values.h"
#include "yaml_document.h"
#include "yaml_section.h"

namespace aggregator::config {
namespace {

/// All keys that are spelled right, among them the places people list besides their blog.
constexpr std::array<std::string_view, 74> kKnownKeys = {
    "url",        "rss",         "feed",          "atom",     "xmlUrl",      "title",    "name",        "site",
    "blog",       "home",        "htmlUrl",       "tags",     "language",    "enabled",  "description", "nickname",
    "aboutme",    "aladin",      "android",       "appstore", "askfm",       "baekjoon", "behance",     "bitbucket",
    "blogspot",   "bluesky",     "brunch",        "careerly", "codeforces",  "codepen",  "discord",     "dribbble",
    "facebook",   "festa",       "flickr",        "gitbook",  "github",      "gitlab",   "gitter",      "googlegroups",
    "googleplay", "googleplus",  "groups",        "inflearn", "instagram",   "kaggle",   "kakaotalk",   "keybase",
    "lastfm",     "linkedin",    "mastodon",      "medium",   "meetup",      "naver",    "npm",         "pinterest",
    "portfolio",  "profile",     "rankedin",      "resume",   "rocketpunch", "slack",    "slides",      "slideshare",
    "soundcloud", "speakerdeck", "stackoverflow", "tistory",  "tumblr",      "twitter",  "velog",       "wordpress",
    "x",          "youtube"};

/// What a feed is asked with, spelled as in feeds.yaml. `user` alone is a nickname in lists of people.
constexpr std::array<std::string_view, 6> kAccessKeys = {"user",  "password",   "password_file",
                                                         "token", "token_file", "headers"};
constexpr auto kFeedKeys = std::to_array<std::string_view>({"rss", "feed", "atom", "xmlUrl"});

struct Field {
  std::string_view key;
  std::size_t line;
  YamlNode value;
};
using Fields = std::vector<Field>;

/// The mapping as a list, which is much faster to look into; what is given twice is there once.
Fields fields_of(const YamlNode& map, ListBuilder& builder) {
  Fields fields;
  for (const auto& [key, value] : map.entries()) {
    const std::size_t line = key.line();
    if (!key.is_scalar()) {
      builder.note(line, "a key that is no word");
    } else if (std::ranges::find(fields, key.text(), &Field::key) != fields.end()) {
      builder.note(line, quote(key.text()) + ": given twice; the first one counts");
    } else {
      fields.push_back({key.text(), line, value});
    }
  }
  return fields;
}

/// The first of the keys that has one value.
std::string first_of(const Fields& fields, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    const auto field = std::ranges::find(fields, key, &Field::key);
    const bool has_value = field != fields.end() && field->value.is_scalar();
    if (has_value && !trim(field->value.text()).empty()) return std::string(field->value.text());
  }
  return "";
}

/// As feeds.yaml has it; what says neither yes nor no is told.
bool is_enabled(const Fields& fields, std::size_t line, ListBuilder& builder) {
  const std::string text = first_of(fields, {"enabled"});
  if (text.empty()) return true;
  const auto flag = parse_flag(trim(text));
  if (!flag) builder.note(line, "enabled: " + flag.error().detail + "; the feed is taken as enabled");
  return flag.value_or(true);
}

/// A list, or words between commas.
std::vector<std::string> tags_of(const Fields& fields, ListBuilder& builder) {
  const auto field = std::ranges::find(fields, "tags", &Field::key);
  if (field == fields.end() || field->value.is_null()) return {};
  if (field->value.is_scalar()) return split(field->value.text(), ',');
  if (field->value.is_map()) {
    builder.note(field->line, "tags: not read; expected a list, found keys below it");
    return {};
  }
  std::vector<std::string> tags;
  for (const YamlNode& item : field->value.items()) {
    if (item.is_scalar()) tags.emplace_back(item.text());
  }
  return tags;
}

/// Names the misspelt keys. A feed under one of them is a feed all the same, a further one perhaps (rss2): it is added
/// with what else is known of its blog. True when there was one.
bool read_misspelt_keys(const Fields& fields, const ListedFeed& blog, ListBuilder& builder) {
  bool found = false;
  for (const Field& field : fields) {
    if (std::ranges::find(kKnownKeys, field.key) != kKnownKeys.end()) continue;
    if (std::ranges::find(kAccessKeys, field.key) != kAccessKeys.end()) continue;
    const auto nearest = nearest_word(lower_ascii(field.key), kKnownKeys);
    if (!nearest) continue;
    const bool is_feed = std::ranges::find(kFeedKeys, *nearest) != kFeedKeys.end() && field.value.is_scalar() &&
                         parse_http_url(field.value.text());
    builder.note(field.line, fmt::format("{}: {}; did you mean {}?", quote(field.key),
                                         is_feed ? "read as a feed" : "not read", *nearest));
    if (!is_feed) continue;
    ListedFeed feed = blog;
    feed.access = {};  // it was given for the other address
    feed.url = field.value.text();
    feed.line = field.line;
    builder.add(std::move(feed));
    found = true;
  }
  return found;
}

/// What somebody else's list says of logins is taken over only where it names secrets as feeds.yaml does, and told:
/// from then on secrets of this machine go to the feed's server.
FeedAccess access_of(const YamlNode& map, const Fields& fields, const ListedFeed& feed, ListBuilder& builder) {
  const bool any = std::ranges::any_of(fields, [](const Field& field) {
    return field.key != "user" && std::ranges::find(kAccessKeys, field.key) != kAccessKeys.end();
  });
  if (!any) return {};
  Problems problems("login not taken over");
  Section section("", map, problems);
  FeedAccess access = read_access(section, feed.url);
  if (!parse_http_url(feed.url)) section.complain("url", "no web address");
  if (problems.mistakes() > 0) {
    builder.note(feed.line, problems.first(ErrorCode::Malformed).detail);
    return {};
  }
  if (!access.empty())
    builder.note(feed.line, "its login is taken over too: see that " + quote(feed.url) + " may have it");
  return access;
}

void add_mapping(const YamlNode& map, ListBuilder& builder) {
  const Fields fields = fields_of(map, builder);
  ListedFeed feed;
  feed.line = map.line();
  feed.url = first_of(fields, {"url", "rss", "feed", "atom", "xmlUrl"});
  feed.title = first_of(fields, {"title", "name"});
  feed.site = first_of(fields, {"site", "blog", "home", "htmlUrl"});
  feed.tags = tags_of(fields, builder);
  feed.language = first_of(fields, {"language"});
  feed.enabled = is_enabled(fields, feed.line, builder);
  feed.access = access_of(map, fields, feed, builder);
  if (!feed.url.empty()) builder.add(feed);
  const bool has_further = read_misspelt_keys(fields, feed, builder);
  if (has_further || !feed.url.empty() || feed.site.empty()) return;
  builder.note(feed.line,
               fmt::format("{}: a blog without a feed: {}; `aggregator add-feed` with that address looks for one",
                           quote(feed.title), quote(feed.site)));
}

void add_item(const YamlNode& item, ListBuilder& builder) {
  if (item.is_map()) return add_mapping(item, builder);
  if (!item.is_scalar()) return builder.note(item.line(), "an entry that is neither keys and values nor a URL");
  ListedFeed feed;
  feed.url = item.text();
  feed.line = item.line();
  builder.add(std::move(feed));
}

/// What is in the list, the document itself or what it has under `feeds`; nothing when neither is one.
std::optional<std::vector<YamlNode>> items_in(const YamlNode& document, ListBuilder& builder) {
  if (document.is_sequence()) return document.items();
  const Fields fields = fields_of(document, builder);
  const auto feeds = std::ranges::find(fields, "feeds", &Field::key);
  const bool is_list = feeds != fields.end() && (feeds->value.is_sequence() || feeds->value.is_null());
  return is_list ? std::optional(feeds->value.items()) : std::nullopt;
}

}  // namespace

Result<FeedList> parse_foreign_yaml(std::string_view bytes, std::string_view name) {
  const auto document = load_yaml(bytes, name);
  if (!document) return std::unexpected(document.error());
  ListBuilder builder;
  const auto items = items_in(document->root(), builder);
  if (!items) {
    return fail(ErrorCode::Malformed, fmt::format("{}: no list of feeds: neither OPML, nor feeds.yaml, nor a list with "
                                                  "rss keys, nor one URL a line",
                                                  name));
  }
  for (const YamlNode& item : *items) add_item(item, builder);
  FeedList found = builder.finish();
  if (found.feeds.empty() && !items->empty()) return fail(ErrorCode::Malformed, fmt::format("{}: no feed in it", name));
  return found;
}

}  // namespace aggregator::config
