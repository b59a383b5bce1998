#include "feed_list_document.h"

#include <fmt/format.h>

#include "yaml_document.h"

namespace aggregator::config {

std::unexpected<Error> too_unusual() {
  return fail(ErrorCode::Malformed,
              "feeds.yaml: the list is laid out in a way that cannot be edited safely; edit it by "
              "hand");
}

ListDocument::ListDocument(std::string_view yaml)
    : text_(yaml), lines_(text_), tree_(load_yaml(yaml, kListName).value_or(YamlTree())) {
  for (const auto& [key, value] : tree_.root().entries()) {
    if (key.text() == "feeds") key_ = key, list_ = value;
  }
  entries_ = list_.items();
}

std::size_t ListDocument::offset(const YamlNode& node) const {
  return lines_.start(node.mark().line) + node.mark().column;
}

/// The dash may stand on a line of its own above the entry.
Result<ListDocument::Block> ListDocument::block(std::size_t index) const {
  const std::size_t item_line = entries_[index].mark().line, column = entries_[index].mark().column;
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
std::size_t ListDocument::end_of_block(std::size_t dash_line, std::size_t indent) const {
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
std::size_t ListDocument::first_line_of(const Block& block) const {
  std::size_t first = block.dash_line;
  while (first > 0 && lines_.is_comment(first - 1) && lines_.indent(first - 1) <= block.indent) --first;
  return first;
}

EntryStyle ListDocument::style_after(const Block& last) const {
  const std::size_t first = first_line_of(last);
  return {.indent = last.indent,
          .gap = last.gap,
          .in_braces = entries_.back().is_flow(),
          .apart = entries_.size() > 1 && first > 0 && lines_.is_blank(first - 1),
          .line_break = std::string(lines_.line_break())};
}

/// Entries put before `line`. A text that ends without a line break still does afterwards.
std::string ListDocument::insert_lines(std::size_t line, const std::vector<ListedFeed>& feeds,
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
std::string ListDocument::open_list(const std::vector<ListedFeed>& feeds) const {
  const EntryStyle style{.indent = key_.mark().column + 2, .line_break = std::string(lines_.line_break())};
  std::size_t line = std::size_t{key_.mark().line} + 1;
  while (line < lines_.count() && lines_.is_comment(line) && lines_.indent(line) >= style.indent) ++line;
  return insert_lines(line, feeds, style);
}

Result<std::string> ListDocument::append_to_flow(const std::vector<ListedFeed>& feeds) const {
  const auto list = find_flow_list(text_, offset(list_));
  if (!list) return too_unusual();
  std::string text = text_;
  const bool is_bare = text_.find_first_not_of(' ', list->open + 1) == list->close;
  if (is_bare && !tree_.root().is_flow()) {
    // A list of many feeds is written a key a line: the empty brackets go.
    const std::size_t begin = text_.find_last_not_of(' ', list->open - 1) + 1;
    return ListDocument(text.erase(begin, list->close + 1 - begin)).open_list(feeds);
  }
  std::string entries;
  for (const ListedFeed& feed : feeds) entries += (entries.empty() ? "" : ", ") + entry_in_braces(feed);
  if (list->items.empty()) return text.insert(list->open + 1, entries);
  const std::size_t end = list->has_comma_at_end ? text_.find(',', list->items.back().end) + 1 : list->items.back().end;
  return text.insert(end, (list->has_comma_at_end ? " " : ", ") + entries);
}

Result<std::string> ListDocument::with(const std::vector<ListedFeed>& feeds) const {
  if (!key_.is_scalar()) {
    const std::string_view line_break = lines_.line_break();
    const std::string_view before = text_.empty() || text_.ends_with('\n') ? "" : line_break;
    return ListDocument(fmt::format("{}{}feeds:{}", text_, before, line_break)).open_list(feeds);
  }
  if (list_.is_null()) return open_list(feeds);
  if (list_.is_flow()) return append_to_flow(feeds);
  const auto last = block(entries_.size() - 1);
  if (!last) return std::unexpected(last.error());
  return insert_lines(last->end, feeds, style_after(*last));
}

Result<Span> ListDocument::cut_of_flow(std::size_t index) const {
  const auto list = find_flow_list(text_, offset(list_));
  if (!list || list->items.size() != entries_.size()) return too_unusual();
  const auto& items = list->items;
  const bool is_last = index + 1 == items.size();
  if (!is_last) return Span{items[index].begin, items[index + 1].begin};
  // The comma before the last entry goes with it; that of an only entry stands behind it.
  const std::size_t begin = index > 0 ? items[index - 1].end : items[index].begin;
  const std::size_t end = index == 0 && list->has_comma_at_end ? text_.find(',', items[0].end) + 1 : items[index].end;
  return Span{begin, end};
}

Result<Span> ListDocument::cut_of(std::size_t index) const {
  if (list_.is_flow()) return cut_of_flow(index);
  const auto found = block(index);
  if (!found) return std::unexpected(found.error());
  std::size_t first = first_line_of(*found);
  // Of the empty lines before and behind the entry one was its own.
  const bool ends_apart = found->end >= lines_.count() || lines_.is_blank(found->end);
  if (index > 0 && ends_apart && lines_.is_blank(first - 1)) --first;
  Span cut{lines_.start(first), lines_.start(found->end)};
  const bool had_no_end = found->end >= lines_.count() && !text_.ends_with('\n');
  if (had_no_end && cut.begin > 0) cut.begin -= lines_.line_break().size();
  return cut;
}

}  // namespace aggregator::config
