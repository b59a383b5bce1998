// YAML as text: writing values, and finding the bytes of a list that the parser only knows by line and column.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aggregator::config {

/// `text` as a YAML scalar that is read back as the same string: plain where that is safe everywhere (also between
/// brackets), else in double quotes.
[[nodiscard]] std::string yaml_scalar(std::string_view text);

/// The lines of a text, by number from 0.
class Lines {
 public:
  explicit Lines(std::string_view text);

  [[nodiscard]] std::size_t count() const { return starts_.size(); }
  [[nodiscard]] std::size_t start(std::size_t line) const { return line < count() ? starts_[line] : text_.size(); }
  /// The line that the byte at `offset` belongs to. There must be one.
  [[nodiscard]] std::size_t line_at(std::size_t offset) const;
  /// Without the line break.
  [[nodiscard]] std::string_view line(std::size_t line) const;
  /// Columns before the first character that is no blank.
  [[nodiscard]] std::size_t indent(std::size_t line) const;
  [[nodiscard]] bool is_blank(std::size_t line) const;
  [[nodiscard]] bool is_comment(std::size_t line) const;
  /// The line break that the text uses.
  [[nodiscard]] std::string_view line_break() const;

 private:
  std::string_view text_;
  std::vector<std::size_t> starts_;
};

struct Span {
  std::size_t begin, end;
};

/// A list in brackets: [a, {b: c}].
struct FlowList {
  std::size_t open, close;  ///< where the brackets are
  std::vector<Span> items;
  bool has_comma_at_end = false;
};

/// The list whose bracket is at `open`. Nothing when there is no such bracket, or none that closes it.
[[nodiscard]] std::optional<FlowList> find_flow_list(std::string_view text, std::size_t open);

}  // namespace aggregator::config
