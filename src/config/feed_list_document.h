// feeds.yaml as text with the places of its feeds: the parser says where the list and its entries begin, the rest is
// told from the lines.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/config/feed_list.h"
#include "feed_text.h"
#include "text_edit.h"
#include "yaml_text.h"
#include "yaml_tree.h"

namespace aggregator::config {

inline constexpr std::string_view kListName = "feeds.yaml";

/// What is said of a layout not thought of, which is refused and never damaged.
[[nodiscard]] std::unexpected<Error> too_unusual();

/// Nodes know their places by line and column, both from 0.
class ListDocument {
 public:
  /// Without a byte order mark.
  explicit ListDocument(std::string_view yaml);
  ListDocument(const ListDocument&) = delete;  // the lines and nodes are views of its text and tree
  ListDocument& operator=(const ListDocument&) = delete;

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::string_view line_break() const { return lines_.line_break(); }
  /// What the list under `feeds` holds.
  [[nodiscard]] const std::vector<YamlNode>& entries() const { return entries_; }
  [[nodiscard]] std::size_t offset(const YamlNode& node) const;

  /// The text with feeds appended. Errors: Malformed, as too_unusual().
  [[nodiscard]] Result<std::string> with(const std::vector<ListedFeed>& feeds) const;
  /// What to cut so that the feed is gone, with the comment lines directly above it. Errors: the same.
  [[nodiscard]] Result<Span> cut_of(std::size_t index) const;

 private:
  /// The lines of one entry of a list with dashes.
  struct Block {
    std::size_t dash_line, indent, gap;
    std::size_t end;  ///< the line behind its last one
  };

  [[nodiscard]] Result<Block> block(std::size_t index) const;
  [[nodiscard]] std::size_t end_of_block(std::size_t dash_line, std::size_t indent) const;
  [[nodiscard]] std::size_t first_line_of(const Block& block) const;
  [[nodiscard]] EntryStyle style_after(const Block& last) const;
  [[nodiscard]] std::string insert_lines(std::size_t line, const std::vector<ListedFeed>& feeds,
                                         const EntryStyle& style) const;
  [[nodiscard]] std::string open_list(const std::vector<ListedFeed>& feeds) const;
  [[nodiscard]] Result<std::string> append_to_flow(const std::vector<ListedFeed>& feeds) const;
  [[nodiscard]] Result<Span> cut_of_flow(std::size_t index) const;

  std::string text_;
  Lines lines_;
  YamlTree tree_;
  YamlNode key_, list_;  ///< `feeds` and what stands under it; null when there is nothing
  std::vector<YamlNode> entries_;
};

}  // namespace aggregator::config
