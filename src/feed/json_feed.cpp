#include <algorithm>
#include <nlohmann/json.hpp>

#include "aggregator/base/text.h"
#include "aggregator/feed/date.h"
#include "person.h"
#include "readers.h"

namespace aggregator::feed {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxListLength = 100;
constexpr std::size_t kMaxDepth = 256;
constexpr std::size_t kMaxParts = 500'000;  // values, lists and objects; each takes some 100 bytes

/// Refuses what would take a tree of many times the size of `text`. The parser could watch that itself, but then it
/// looks through all of a list at the end of each of its elements.
Result<void> check_size(std::string_view text) {
  std::size_t depth = 0, parts = 0;
  bool is_string = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (is_string && c == '\\') {
      ++at;
    } else if (c == '"') {
      is_string = !is_string;
    } else if (is_string) {
      continue;
    } else if (c == ',') {
      ++parts;
    } else if (c == '[' || c == '{') {
      ++parts;
      if (++depth > kMaxDepth) return fail(ErrorCode::Malformed, "JSON nested more than 256 deep");
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
    if (parts > kMaxParts) return fail(ErrorCode::Malformed, "JSON of more than 500,000 values");
  }
  return {};
}

/// The member, or null where `object` has none of that name or is no object.
const Json& member(const Json& object, const char* name) {
  static const Json none;
  if (!object.is_object()) return none;
  const auto found = object.find(name);
  return found == object.end() ? none : *found;
}

/// The member as text without control characters; numbers count as text, because ids are often numbers.
std::string text_of(const Json& object, const char* name) {
  const Json& value = member(object, name);
  if (value.is_number()) return value.dump();
  return value.is_string() ? clean_utf8(value.get_ref<const std::string&>()) : std::string();
}

std::string line_of(const Json& object, const char* name) { return plain_line(text_of(object, name), false); }

std::string url_of(const Json& object, const char* name, const std::string& base) {
  const std::string reference(trim(text_of(object, name)));
  return reference.empty() ? reference : if_http(absolute_url(reference, base));
}

std::optional<Instant> date_of(const Json& object, const char* name) {
  const Result<Instant> instant = parse_date(text_of(object, name));
  return instant ? std::optional(*instant) : std::nullopt;
}

/// The elements of a list; of anything else none.
std::vector<std::reference_wrapper<const Json>> list_of(const Json& object, const char* name, std::size_t limit) {
  std::vector<std::reference_wrapper<const Json>> elements;
  const Json& value = member(object, name);
  if (!value.is_array()) return elements;
  for (std::size_t i = 0; i < std::min(value.size(), limit); ++i) elements.emplace_back(value[i]);
  return elements;
}

/// Version 1.1 has `authors`, version 1.0 has `author`.
std::string author_of(const Json& object) {
  for (const Json& author : list_of(object, "authors", kMaxListLength)) {
    if (std::string name = line_of(author, "name"); !name.empty()) return name;
  }
  return line_of(member(object, "author"), "name");
}

void read_categories(Entry& entry, const Json& item) {
  for (const Json& tag : list_of(item, "tags", kMaxListLength)) {
    if (!tag.is_string()) continue;
    std::string term = plain_line(tag.get_ref<const std::string&>(), false);
    const bool is_known = std::ranges::find(entry.categories, term) != entry.categories.end();
    if (!term.empty() && !is_known) entry.categories.push_back(std::move(term));
  }
}

void read_attachments(Entry& entry, const Json& item, const std::string& base) {
  for (const Json& attachment : list_of(item, "attachments", kMaxListLength)) {
    std::string url = if_download(absolute_url(text_of(attachment, "url"), base));
    if (url.empty()) continue;
    const Json& size = member(attachment, "size_in_bytes");
    const bool is_size = size.is_number_unsigned();
    entry.enclosures.push_back({std::move(url), line_of(attachment, "mime_type"),
                                is_size ? std::optional(size.get<std::uint64_t>()) : std::nullopt});
  }
}

Entry read_item(const Json& item, const std::string& base, const std::string& feed_author) {
  Entry entry;
  entry.id = readable_id(text_of(item, "id"));
  entry.has_own_id = !entry.id.empty();
  entry.link = url_of(item, "url", base);
  if (entry.link.empty()) entry.link = url_of(item, "external_url", base);
  if (entry.link.empty() && entry.has_own_id) entry.link = if_http(absolute_url(entry.id, {}));
  entry.title = line_of(item, "title");
  entry.author = author_of(item);
  if (entry.author.empty()) entry.author = feed_author;
  entry.published = date_of(item, "date_published");
  entry.updated = date_of(item, "date_modified");
  const std::string body_base = base.empty() ? entry.link : base;
  entry.summary = {text_of(item, "summary"), false, body_base};
  entry.content = {text_of(item, "content_html"), true, body_base};
  if (entry.content.empty()) entry.content = {text_of(item, "content_text"), false, body_base};
  read_categories(entry, item);
  read_attachments(entry, item, base);
  entry.image = url_of(item, "image", base);
  if (entry.image.empty()) entry.image = url_of(item, "banner_image", base);
  settle_identity(entry);
  return entry;
}

std::string hub_of(const Json& json, const std::string& base) {
  for (const Json& hub : list_of(json, "hubs", kMaxListLength)) {
    if (std::string url = url_of(hub, "url", base); !url.empty()) return url;
  }
  return {};
}

Feed read_head(const Json& json, const std::string& document_url) {
  Feed feed;
  feed.format = text_of(json, "version").ends_with("1.1") ? "json-1.1" : "json-1.0";
  feed.self = url_of(json, "feed_url", document_url);
  const std::string base = document_url.empty() ? feed.self : document_url;
  feed.title = line_of(json, "title");
  feed.description = line_of(json, "description");
  feed.link = url_of(json, "home_page_url", base);
  feed.image = url_of(json, "icon", base);
  if (feed.image.empty()) feed.image = url_of(json, "favicon", base);
  feed.hub = hub_of(json, base);
  feed.language = line_of(json, "language");
  std::ranges::replace(feed.language, '_', '-');  // as WordPress writes it
  return feed;
}

}  // namespace

Result<Feed> read_json_feed(std::string_view text, std::string_view document_url) {
  if (const auto fits = check_size(text); !fits) return std::unexpected(fits.error());
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return fail(ErrorCode::Malformed, "JSON that is broken or cut off");
  const Json& items = member(json, "items");
  const bool is_versioned = text_of(json, "version").find("jsonfeed.org") != std::string::npos;
  if (!items.is_array() && !is_versioned) return fail(ErrorCode::Malformed, "JSON, but not a JSON Feed");

  Feed feed = read_head(json, std::string(document_url));
  std::string base(document_url);
  if (base.empty()) base = feed.link.empty() ? feed.self : feed.link;
  const std::string author = author_of(json);
  for (const Json& item : list_of(json, "items", kMaxEntries)) {
    if (item.is_object()) feed.entries.push_back(read_item(item, base, author));
  }
  note_excess(feed, items.is_array() ? items.size() : 0);
  return feed;
}

}  // namespace aggregator::feed
