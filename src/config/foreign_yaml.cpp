// Lists of mappings in YAML, one a blog, whose keys other people chose.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "aggregator/base/spelling.h"
#include "aggregator/base/text.h"
#include "aggregator/base/url.h"
#include "feed_access.h"
#include "feed_url.h"
#include "foreign_list.h"
#include "key_names.h"
#include "values.h"
#include "yaml_document.h"
#include "yaml_section.h"

namespace aggregator::config {
namespace {

/// All keys that are spelled right, among them the places people list besides their blog.
constexpr auto kKnownKeys = std::to_array<std::string_view>(
    {"url",        "rss",         "feed",          "atom",     "xmlUrl",      "title",    "name",        "site",
     "blog",       "home",        "htmlUrl",       "tags",     "language",    "enabled",  "description", "nickname",
     "aboutme",    "aladin",      "android",       "appstore", "askfm",       "baekjoon", "behance",     "bitbucket",
     "blogspot",   "bluesky",     "brunch",        "careerly", "codeforces",  "codepen",  "discord",     "dribbble",
     "facebook",   "festa",       "flickr",        "gitbook",  "github",      "gitlab",   "gitter",      "googlegroups",
     "googleplay", "googleplus",  "groups",        "inflearn", "instagram",   "kaggle",   "kakaotalk",   "keybase",
     "lastfm",     "linkedin",    "mastodon",      "medium",   "meetup",      "naver",    "npm",         "pinterest",
     "portfolio",  "profile",     "rankedin",      "resume",   "rocketpunch", "slack",    "slides",      "slideshare",
     "soundcloud", "speakerdeck", "stackoverflow", "tistory",  "tumblr",      "twitter",  "velog",       "wordpress",
     "x",          "youtube",     "desc",          "homepage", "website",     "lang",     "category",    "categories",
     "tag"});

/// What a feed is asked with, spelled as in feeds.yaml. `user` alone is a nickname in lists of people.
constexpr std::array<std::string_view, 6> kAccessKeys = {"user",  "password",   "password_file",
                                                         "token", "token_file", "headers"};

bool is_one_of(std::span<const std::string_view> words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

bool contains_one_of(std::string_view text, std::span<const std::string_view> words) {
  return std::ranges::any_of(words, [text](std::string_view word) { return text.find(word) != text.npos; });
}

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
std::string first_of(const Fields& fields, std::span<const std::string_view> keys) {
  for (const std::string_view key : keys) {
    const auto field = std::ranges::find(fields, key, &Field::key);
    const bool has_value = field != fields.end() && field->value.is_scalar();
    if (has_value && !trim(field->value.text()).empty()) return std::string(field->value.text());
  }
  return "";
}

/// As feeds.yaml has it; what says neither yes nor no is told.
bool is_enabled(const Fields& fields, std::size_t line, ListBuilder& builder) {
  const std::string text = first_of(fields, std::array<std::string_view, 1>{"enabled"});
  if (text.empty()) return true;
  const auto flag = parse_flag(trim(text));
  if (!flag) builder.note(line, "enabled: " + flag.error().detail + "; the feed is taken as enabled");
  return flag.value_or(true);
}

/// A list, or words between commas.
std::vector<std::string> tags_of(const Fields& fields, ListBuilder& builder) {
  const auto field = std::ranges::find_if(
      fields, [](const Field& each) { return is_one_of(kTagKeys, each.key) && !each.value.is_null(); });
  if (field == fields.end()) return {};
  if (field->value.is_scalar()) return split(field->value.text(), ',');
  if (field->value.is_map()) {
    builder.note(field->line, fmt::format("{}: not read; expected a list, found keys below it", field->key));
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
    if (is_one_of(kFeedKeys, key.text()) && value.is_scalar() && !trim(value.text()).empty()) return address_in(value);
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

bool is_known(std::string_view key) { return is_one_of(kKnownKeys, key) || is_one_of(kAccessKeys, key); }

/// "rss_url", "feedUrl", "피드", and the letters of "rss" in any order.
bool says_feed(std::string_view lower_key) {
  constexpr auto kFeedWords = std::to_array<std::string_view>({"rss", "feed", "atom", "xml", "피드"});
  constexpr auto kOtherWords = std::to_array<std::string_view>({"feedback", "sitemap", "comment"});
  constexpr std::string_view kRss = "rss";
  if (contains_one_of(lower_key, kOtherWords)) return false;
  return contains_one_of(lower_key, kFeedWords) || std::ranges::is_permutation(lower_key, kRss);
}

/// "link", "blog_url", "Web-Site"; not "image_url", which is of something else.
bool says_site(std::string lower_key) {
  constexpr auto kSiteWords = std::to_array<std::string_view>(
      {"link", "web", "blogurl", "bloglink", "siteurl", "sitelink", "homeurl", "homepageurl", "website", "websiteurl",
       "weburl", "weblink", "블로그", "홈페이지"});
  std::erase_if(lower_key, [](char c) { return c == '_' || c == '-' || c == ' '; });
  return is_one_of(kSiteWords, lower_key);
}

/// What an unknown key was meant to be.
std::optional<std::string_view> meant_by(std::string_view key) {
  const std::string lower = lower_ascii(key);
  const auto nearest = nearest_word(lower, kKnownKeys);
  const bool is_near_feed = nearest && is_one_of(kFeedKeys, *nearest);
  return !is_near_feed && says_feed(lower) ? "rss" : nearest;
}

/// Adds the feeds at `addresses` with what else is known of their blog.
void add_feeds(const Addresses& addresses, const ListedFeed& blog, ListBuilder& builder) {
  for (const Address& address : addresses) {
    ListedFeed feed = blog;
    feed.url = address.text;
    feed.line = address.line;
    builder.add(std::move(feed));
  }
}

/// The fields whose keys are unknown.
Fields unknown_in(const Fields& fields) {
  Fields unknown;
  std::ranges::copy_if(fields, std::back_inserter(unknown), [](const Field& field) { return !is_known(field.key); });
  return unknown;
}

/// The home page of a blog that names none, under a key that hardly can mean anything else.
void read_unknown_site(Fields& unknown, ListedFeed& blog, ListBuilder& builder) {
  if (!blog.site.empty()) return;
  const auto field = std::ranges::find_if(unknown, [](const Field& each) {
    const auto meant = meant_by(each.key);
    const bool is_site = meant ? is_one_of(kSiteKeys, *meant) : says_site(lower_ascii(each.key));
    return is_site && each.value.is_scalar() && is_web_address(each.value.text());
  });
  if (field == unknown.end()) return;
  blog.site = field->value.text();
  builder.note(field->line, fmt::format("{}: read as the site of the blog", quote(field->key)), Finding::Level::Remark);
  unknown.erase(field);
}

/// Names the unknown keys. A feed under one of them is a feed all the same, a further one perhaps (rss2). True when
/// there was one.
bool read_unknown_feeds(Fields& unknown, const ListedFeed& blog, ListBuilder& builder) {
  const auto is_read = [&](const Field& field) {
    const auto meant = meant_by(field.key);
    if (!meant || !is_one_of(kFeedKeys, *meant)) return false;
    const Addresses addresses = web_addresses_in(field.value);
    if (addresses.empty()) return false;
    builder.note(field.line, fmt::format("{}: read as a feed; did you mean {}?", quote(field.key), *meant));
    add_feeds(addresses, blog, builder);
    return true;
  };
  return std::erase_if(unknown, is_read) > 0;
}

/// What is lost: with the address, where the blog has no feed and that may be the one.
void note_unknown(const Field& field, bool has_feed, ListBuilder& builder) {
  if (const auto meant = meant_by(field.key)) {
    return builder.note(field.line, fmt::format("{}: not read; did you mean {}?", quote(field.key), *meant));
  }
  const Addresses addresses = has_feed ? Addresses() : web_addresses_in(field.value);
  if (addresses.empty()) return builder.note_unknown_key(field.line, field.key);
  builder.note(field.line,
               fmt::format("{}: {} is not read; if it is the feed, name it rss", quote(field.key),
                           shown_url(addresses.front().text)),
               Finding::Level::Remark);
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
  blog.title = first_of(fields, std::array<std::string_view, 2>{"title", "name"});
  blog.site = first_of(fields, kSiteKeys);
  blog.tags = tags_of(fields, builder);
  blog.language = first_of(fields, kLanguageKeys);
  blog.enabled = is_enabled(fields, blog.line, builder);
  Fields unknown = unknown_in(fields);
  read_unknown_site(unknown, blog, builder);
  const Addresses addresses = addresses_of(fields, builder);
  for (const Address& address : addresses) {
    ListedFeed feed = blog;
    feed.url = address.text;
    if (addresses.size() > 1) feed.line = address.line;
    feed.access = access_of(map, fields, feed, builder);
    builder.add(std::move(feed));
  }
  // A login was given for the other address.
  const bool has_further = read_unknown_feeds(unknown, blog, builder);
  const bool has_feed = !addresses.empty() || has_further;
  for (const Field& field : unknown) note_unknown(field, has_feed, builder);
  if (!has_feed) note_without_feed(blog, builder);
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
