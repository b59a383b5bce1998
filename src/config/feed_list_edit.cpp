// Adding to feeds.yaml and taking away from it.
// What was edited is read again and compared, so that a layout not thought of here is refused and never damaged.
#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "aggregator/base/text.h"
#include "aggregator/base/url.h"
#include "aggregator/config/feed_list.h"
#include "feed_list_document.h"

namespace aggregator::config {
namespace {

/// `edited` if it reads as `expected`.
Result<std::string> verified(std::string edited, const std::vector<ListedFeed>& expected) {
  const auto list = parse_feed_list(edited, kListName);
  if (!list || !std::ranges::equal(list->feeds, expected, says_the_same)) return too_unusual();
  return edited;
}

/// Calls `edit` with the text behind a byte order mark and puts the mark back.
template <typename Edit>
Result<std::string> behind_byte_order_mark(std::string_view yaml, Edit edit) {
  if (!yaml.starts_with(kByteOrderMark)) return edit(yaml);
  auto edited = edit(yaml.substr(kByteOrderMark.size()));
  if (edited) edited->insert(0, kByteOrderMark);
  return edited;
}

std::unordered_map<std::string, std::size_t> lines_by_identity(const FeedList& list) {
  std::unordered_map<std::string, std::size_t> lines;
  for (const ListedFeed& feed : list.feeds) lines.try_emplace(canonical_url(feed.url), feed.line);
  return lines;
}

Result<std::string> append_to(std::string_view yaml, FeedList list, const std::vector<ListedFeed>& feeds) {
  if (feeds.empty()) return std::string(yaml);
  auto edited = behind_byte_order_mark(yaml, [&](std::string_view text) { return ListDocument(text).with(feeds); });
  if (!edited) return edited;
  list.feeds.insert(list.feeds.end(), feeds.begin(), feeds.end());
  return verified(std::move(*edited), list.feeds);
}

}  // namespace

Result<std::string> append_feed(std::string_view yaml, const ListedFeed& feed) {
  auto list = parse_feed_list(yaml, kListName);
  if (!list) return std::unexpected(list.error());
  const auto lines = lines_by_identity(*list);
  if (const auto found = lines.find(canonical_url(feed.url)); found != lines.end()) {
    return fail(ErrorCode::Conflict, fmt::format("{} is listed already, in line {}", quote(feed.url), found->second));
  }
  return append_to(yaml, std::move(*list), {feed});
}

Result<std::string> append_feeds(std::string_view yaml, const std::vector<ListedFeed>& feeds) {
  auto list = parse_feed_list(yaml, kListName);
  if (!list) return std::unexpected(list.error());
  auto known = lines_by_identity(*list);
  std::vector<ListedFeed> added;
  for (const ListedFeed& feed : feeds) {
    if (known.try_emplace(canonical_url(feed.url), feed.line).second) added.push_back(feed);
  }
  return append_to(yaml, std::move(*list), added);
}

Result<std::string> remove_feed(std::string_view yaml, std::string_view url) {
  auto list = parse_feed_list(yaml, kListName);
  if (!list) return std::unexpected(list.error());
  const auto found = std::ranges::find(list->feeds, canonical_url(url),
                                       [](const ListedFeed& feed) { return canonical_url(feed.url); });
  if (found == list->feeds.end()) return fail(ErrorCode::NotFound, quote(url) + " is not in the list");
  const auto index = static_cast<std::size_t>(found - list->feeds.begin());
  auto edited = behind_byte_order_mark(yaml, [&](std::string_view text) -> Result<std::string> {
    const auto cut = ListDocument(text).cut_of(index);
    if (!cut) return std::unexpected(cut.error());
    return apply_edits(text, {{cut->begin, cut->end, ""}});
  });
  if (!edited) return edited;
  list->feeds.erase(found);
  return verified(std::move(*edited), list->feeds);
}

}  // namespace aggregator::config
