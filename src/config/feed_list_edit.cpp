// Editing feeds.yaml as text: the parser says where the list and its entries begin, the rest is told from the lines.
// What was edited is read again and compared, so that a layout not thought of here is refused and never damaged.
#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "aggregator/base/text.h"
#include "aggregator/base/url.h"
#include "aggregator/config/feed_list.h"
#include "feed_text.h"
#include "yaml_section.h"
#include "yaml_text.h"

namespace aggregator::config {
namespace {

constexpr std::string_view kName = "feeds.yaml", kByteOrderMark = "\xef\xbb\xbf";

std::unexpected<Error> too_unusual() {
  return fail(ErrorCode::Malformed,
              "feeds.yaml: the list is laid out in a way that cannot be edited safely; edit it by "
              "hand");
}

/// `edited` if it reads as `expected`.
Result<std::string> verified(std::string edited, const std::vector<ListedFeed>& expected) {
  const auto list = parse_feed_list(edited, kName);
  if (!list || !std::ranges::equal(list->feeds, expected, says_the_same)) return too_unusual();
  return edited;
}

/// The document with its places. The nodes know them by line and column, both from 0.
class Document {
 public:
  explicit Document(std::string_view yaml)
      : text_(yaml), lines_(text_), root_(load_yaml(yaml, kName).value_or(YAML::Node())) {
    if (!root_.IsMap()) return;
    for (const auto& entry : root_) {
      if (entry.first.Scalar() == "feeds") key_ = entry.first, list_ = entry.second;
    }
  }

  Document(const Document&) = delete;  // the lines are views of its text
  Document& operator=(const Document&) = delete;

  [[nodiscard]] Result<std::string> with(const std::vector<ListedFeed>& feeds) const;
  [[nodiscard]] Result<std::string> without(std::size_t index) const;

 private:
  /// The lines of one entry of a list with dashes.
  struct Block {
    std::size_t dash_line, indent, gap;
    std::size_t end;  ///< the line behind its last one
  };

  [[nodiscard]] std::size_t offset(const YAML::Node& node) const {
    return lines_.start(static_cast<std::size_t>(node.Mark().line)) + static_cast<std::size_t>(node.Mark().column);
  }
  [[nodiscard]] Result<Block> block(std::size_t index) const;
  [[nodiscard]] std::size_t end_of_block(std::size_t dash_line, std::size_t indent) const;
  [[nodiscard]] std::size_t first_line_of(const Block& block) const;
  [[nodiscard]] EntryStyle style_after(const Block& last) const;
  [[nodiscard]] std::string insert_lines(std::size_t line, const std::vector<ListedFeed>& feeds,
                                         const EntryStyle& style) const;
  [[nodiscard]] std::string open_list(const std::vector<ListedFeed>& feeds) const;
  [[nodiscard]] Result<std::string> append_to_flow(const std::vector<ListedFeed>& feeds) const;
  [[nodiscard]] Result<std::string> remove_from_flow(std::size_t index) const;

  std::string text_;
  Lines lines_;
  YAML::Node root_, key_, list_;
};

/// The dash may stand on a line of its own above the entry.
Result<Document::Block> Document::block(std::size_t index) const {
  const YAML::Node item = list_[index];
  const auto item_line = static_cast<std::size_t>(item.Mark().line);
  const auto column = static_cast<std::size_t>(item.Mark().column);
  std::size_t line = item_line;
  if (lines_.indent(line) == column) {
    do {
      if (line == 0) return too_unusual();
      --line;
    } while (lines_.is_blank(line) || lines_.is_comment(line));
  }
  const std::size_t indent = lines_.indent(line);
  if (!lines_.line(line).substr(indent).starts_with('-')) return too_unusual();
  const std::size_t gap = line == item_line ? column - indent - 1 : 1;
  return Block{line, indent, gap, end_of_block(line, indent)};
}

/// An entry goes on as long as lines are indented deeper than its dash; so do comments that belong to it.
std::size_t Document::end_of_block(std::size_t dash_line, std::size_t indent) const {
  std::size_t end = dash_line + 1;
  for (std::size_t line = end; line < lines_.count(); ++line) {
    if (lines_.is_blank(line)) continue;
    if (lines_.indent(line) > indent)
      end = line + 1;
    else if (!lines_.is_comment(line))
      break;
  }
  return end;
}

/// Comment lines directly above an entry belong to it, unless their indentation makes them the previous entry's.
std::size_t Document::first_line_of(const Block& block) const {
  std::size_t first = block.dash_line;
  while (first > 0 && lines_.is_comment(first - 1) && lines_.indent(first - 1) <= block.indent) --first;
  return first;
}

EntryStyle Document::style_after(const Block& last) const {
  const std::size_t first = first_line_of(last);
  return {.indent = last.indent,
          .gap = last.gap,
          .in_braces = list_[list_.size() - 1].Style() == YAML::EmitterStyle::Flow,
          .apart = list_.size() > 1 && first > 0 && lines_.is_blank(first - 1),
          .line_break = std::string(lines_.line_break())};
}

/// Entries put before `line`. A text that ends without a line break still does afterwards.
std::string Document::insert_lines(std::size_t line, const std::vector<ListedFeed>& feeds,
                                   const EntryStyle& style) const {
  const std::size_t at = lines_.start(line);
  std::string entries;
  for (const ListedFeed& feed : feeds) entries += entry_lines(feed, style);
  if (at > 0 && text_[at - 1] != '\n') {
    entries.resize(entries.size() - style.line_break.size());
    entries.insert(0, style.line_break);
  }
  return text_.substr(0, at) + entries + text_.substr(at);
}

/// Entries under a `feeds:` that has none yet.
std::string Document::open_list(const std::vector<ListedFeed>& feeds) const {
  const EntryStyle style{.indent = static_cast<std::size_t>(key_.Mark().column) + 2,
                         .line_break = std::string(lines_.line_break())};
  std::size_t line = static_cast<std::size_t>(key_.Mark().line) + 1;
  while (line < lines_.count() && lines_.is_comment(line) && lines_.indent(line) >= style.indent) ++line;
  return insert_lines(line, feeds, style);
}

Result<std::string> Document::append_to_flow(const std::vector<ListedFeed>& feeds) const {
  const auto list = find_flow_list(text_, offset(list_));
  if (!list) return too_unusual();
  std::string text = text_;
  const bool is_bare = text_.find_first_not_of(' ', list->open + 1) == list->close;
  if (is_bare && root_.Style() == YAML::EmitterStyle::Block) {
    // A list of many feeds is written a key a line: the empty brackets go.
    const std::size_t begin = text_.find_last_not_of(' ', list->open - 1) + 1;
    return Document(text.erase(begin, list->close + 1 - begin)).open_list(feeds);
  }
  std::string entries;
  for (const ListedFeed& feed : feeds) entries += (entries.empty() ? "" : ", ") + entry_in_braces(feed);
  if (list->items.empty()) return text.insert(list->open + 1, entries);
  const std::size_t end = list->has_comma_at_end ? text_.find(',', list->items.back().end) + 1 : list->items.back().end;
  return text.insert(end, (list->has_comma_at_end ? " " : ", ") + entries);
}

Result<std::string> Document::with(const std::vector<ListedFeed>& feeds) const {
  if (root_.IsNull() || !key_.IsScalar()) {
    const std::string_view line_break = lines_.line_break();
    const std::string_view before = text_.empty() || text_.ends_with('\n') ? "" : line_break;
    return Document(fmt::format("{}{}feeds:{}", text_, before, line_break)).open_list(feeds);
  }
  if (list_.IsNull()) return open_list(feeds);
  if (list_.Style() == YAML::EmitterStyle::Flow) return append_to_flow(feeds);
  const auto last = block(list_.size() - 1);
  if (!last) return std::unexpected(last.error());
  return insert_lines(last->end, feeds, style_after(*last));
}

Result<std::string> Document::remove_from_flow(std::size_t index) const {
  const auto list = find_flow_list(text_, offset(list_));
  if (!list || list->items.size() != list_.size()) return too_unusual();
  const auto& items = list->items;
  std::string text = text_;
  const bool is_last = index + 1 == items.size();
  if (!is_last) return text.erase(items[index].begin, items[index + 1].begin - items[index].begin);
  // The comma before the last entry goes with it; that of an only entry stands behind it.
  const std::size_t begin = index > 0 ? items[index - 1].end : items[index].begin;
  const std::size_t end = index == 0 && list->has_comma_at_end ? text_.find(',', items[0].end) + 1 : items[index].end;
  return text.erase(begin, end - begin);
}

Result<std::string> Document::without(std::size_t index) const {
  if (list_.Style() == YAML::EmitterStyle::Flow) return remove_from_flow(index);
  const auto found = block(index);
  if (!found) return std::unexpected(found.error());
  std::size_t first = first_line_of(*found);
  const std::size_t end = found->end;
  // Of the empty lines before and behind the entry one was its own.
  const bool ends_apart = end >= lines_.count() || lines_.is_blank(end);
  if (index > 0 && ends_apart && lines_.is_blank(first - 1)) --first;
  std::string text = text_.substr(0, lines_.start(first)) + text_.substr(lines_.start(end));
  const bool had_no_end = end >= lines_.count() && !text_.ends_with('\n');
  if (had_no_end && text.ends_with('\n')) text.resize(text.size() - lines_.line_break().size());
  return text;
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
  auto edited = behind_byte_order_mark(yaml, [&](std::string_view text) { return Document(text).with(feeds); });
  if (!edited) return edited;
  list.feeds.insert(list.feeds.end(), feeds.begin(), feeds.end());
  return verified(std::move(*edited), list.feeds);
}

}  // namespace

Result<std::string> append_feed(std::string_view yaml, const ListedFeed& feed) {
  auto list = parse_feed_list(yaml, kName);
  if (!list) return std::unexpected(list.error());
  const auto lines = lines_by_identity(*list);
  if (const auto found = lines.find(canonical_url(feed.url)); found != lines.end()) {
    return fail(ErrorCode::Conflict, fmt::format("{} is listed already, in line {}", quote(feed.url), found->second));
  }
  return append_to(yaml, std::move(*list), {feed});
}

Result<std::string> append_feeds(std::string_view yaml, const std::vector<ListedFeed>& feeds) {
  auto list = parse_feed_list(yaml, kName);
  if (!list) return std::unexpected(list.error());
  auto known = lines_by_identity(*list);
  std::vector<ListedFeed> added;
  for (const ListedFeed& feed : feeds) {
    if (known.try_emplace(canonical_url(feed.url), feed.line).second) added.push_back(feed);
  }
  return append_to(yaml, std::move(*list), added);
}

Result<std::string> remove_feed(std::string_view yaml, std::string_view url) {
  auto list = parse_feed_list(yaml, kName);
  if (!list) return std::unexpected(list.error());
  const auto found = std::ranges::find(list->feeds, canonical_url(url),
                                       [](const ListedFeed& feed) { return canonical_url(feed.url); });
  if (found == list->feeds.end()) return fail(ErrorCode::NotFound, quote(url) + " is not in the list");
  const auto index = static_cast<std::size_t>(found - list->feeds.begin());
  auto edited = behind_byte_order_mark(yaml, [&](std::string_view text) { return Document(text).without(index); });
  if (!edited) return edited;
  list->feeds.erase(found);
  return verified(std::move(*edited), list->feeds);
}

}  // namespace aggregator::config
