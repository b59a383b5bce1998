// Lists of mappings in YAML, one a blog, whose keys other people chose.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "aggregator/base/spelling.h"
#include "aggregator/base/text.h"
#include "aggregator/base/url.h"
#include "feed_access.h"
#include "feed_url.h"
#include "foreign_list.h"
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
constexpr auto kFeedKeys = std::to_array<std::string_view>({"url", "rss", "feed", "atom", "xmlUrl"});

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

struct Address {
  std::string text;
  std::size_t line;
};
using Addresses = std::vector<Address>;

/// The one address in a node: itself, or what a mapping has under a key of a feed.
std::optional<Address> address_in(const YamlNode& node) {
  if (node.is_scalar() && !trim(node.text()).empty()) return Address{std::string(node.text()), node.line()};
  for (const auto& [key, value] : node.entries()) {
    const bool is_feed = std::ranges::find(kFeedKeys, key.text()) != kFeedKeys.end();
    if (is_feed && value.is_scalar() && !trim(value.text()).empty()) return address_in(value);
  }
  return std::nullopt;
}

/// All of them, where there is a list.
Addresses addresses_in(const YamlNode& value) {
  Addresses found;
  for (const YamlNode& node : value.is_sequence() ? value.items() : std::vector{value}) {
    if (auto address = address_in(node)) found.push_back(*std::move(address));
  }
  return found;
}

/// Tells of a value that holds something, and no address.
void note_unread(const Field& field, ListBuilder& builder) {
  const bool is_filled_list = field.value.is_sequence() && !field.value.items().empty();
  if (!field.value.is_map() && !is_filled_list) return;
  builder.note(field.line, fmt::format("{}: not read; expected an address, found {}", field.key,
                                       is_filled_list ? "a list without one" : "keys below it"));
}

/// Tells of the addresses under a further key of a feed, which commonly are the same posts in another format.
void note_beside(const Addresses& taken, const Field& field, const Addresses& further, ListBuilder& builder) {
  for (const Address& other : further) {
    const auto is_same = [&](const Address& each) { return canonical_url(each.text) == canonical_url(other.text); };
    if (std::ranges::any_of(taken, is_same)) continue;
    builder.note(other.line, fmt::format("{}: {} is not taken beside {}", field.key, shown_url(other.text),
                                         shown_url(taken.front().text)));
  }
}

/// The addresses under the first key of a feed that has some. What is not taken is told.
Addresses addresses_of(const Fields& fields, ListBuilder& builder) {
  Addresses taken;
  for (const std::string_view key : kFeedKeys) {
    const auto field = std::ranges::find(fields, key, &Field::key);
    if (field == fields.end()) continue;
    Addresses found = addresses_in(field->value);
    if (found.empty()) note_unread(*field, builder);
    if (!taken.empty()) {
      note_beside(taken, *field, found, builder);
      continue;
    }
    taken = std::move(found);
    if (taken.size() < 2) continue;
    builder.note(field->line, fmt::format("{}: names {} feeds; all are taken", key, taken.size()),
                 Finding::Level::Remark);
  }
  return taken;
}

bool is_web_address(std::string_view text) { return parse_http_url(text) || is_without_scheme(trim(text)); }

/// The addresses under a misspelt key; what is none is some other text.
Addresses web_addresses_in(const YamlNode& value) {
  Addresses found = addresses_in(value);
  std::erase_if(found, [](const Address& address) { return !is_web_address(address.text); });
  return found;
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
    const bool names_feeds = std::ranges::find(kFeedKeys, *nearest) != kFeedKeys.end();
    const Addresses addresses = names_feeds ? web_addresses_in(field.value) : Addresses();
    builder.note(field.line, fmt::format("{}: {}; did you mean {}?", quote(field.key),
                                         addresses.empty() ? "not read" : "read as a feed", *nearest));
    for (const Address& address : addresses) {
      ListedFeed feed = blog;
      feed.url = address.text;
      feed.line = address.line;
      builder.add(std::move(feed));
      found = true;
    }
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
  Problems problems("");
  Section section("", map, problems);
  FeedAccess access = read_access(section, feed.url);
  if (!parse_http_url(feed.url)) problems.add(feed.line, "", "its address is none with http:// or https://");
  if (problems.mistakes() > 0) {
    for (const Finding& problem : problems.findings())
      builder.note(problem.line, "login not taken over: " + problem.message);
    return {};
  }
  if (!access.empty())
    builder.note(feed.line, "its login is taken over too: see that " + quote(shown_url(feed.url)) + " may have it");
  return access;
}

void note_without_feed(const ListedFeed& blog, ListBuilder& builder) {
  const std::string advice = blog.site.empty()
                                 ? "no address to look for one at either"
                                 : quote(blog.site) + "; `aggregator add-feed` with that address looks for one";
  builder.note_without_feed(blog.line, fmt::format("{}: a blog without a feed: {}", quote(blog.title), advice));
}

void add_mapping(const YamlNode& map, ListBuilder& builder) {
  const Fields fields = fields_of(map, builder);
  ListedFeed blog;
  blog.line = map.line();
  blog.title = first_of(fields, {"title", "name"});
  blog.site = first_of(fields, {"site", "blog", "home", "htmlUrl"});
  blog.tags = tags_of(fields, builder);
  blog.language = first_of(fields, {"language"});
  blog.enabled = is_enabled(fields, blog.line, builder);
  const Addresses addresses = addresses_of(fields, builder);
  for (const Address& address : addresses) {
    ListedFeed feed = blog;
    feed.url = address.text;
    if (addresses.size() > 1) feed.line = address.line;
    feed.access = access_of(map, fields, feed, builder);
    builder.add(std::move(feed));
  }
  // A login was given for the other address.
  const bool has_further = read_misspelt_keys(fields, blog, builder);
  if (addresses.empty() && !has_further) note_without_feed(blog, builder);
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
  if (items->empty()) return FeedList();
  for (const YamlNode& item : *items) add_item(item, builder);
  return builder.finish(name);
}

}  // namespace aggregator::config
