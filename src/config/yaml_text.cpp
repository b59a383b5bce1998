#include "yaml_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "aggregator/base/ascii.h"
#include "aggregator/base/text.h"

namespace aggregator::config {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

/// Words that YAML takes for something else than text.
bool is_reserved(std::string_view text) {
  constexpr std::array<std::string_view, 9> kWords = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"};
  return std::ranges::find(kWords, lower_ascii(text)) != kWords.end();
}

bool is_letter_or_beyond_ascii(char c) { return is_ascii_letter(c) || static_cast<unsigned char>(c) >= 0x80; }

/// Stricter than YAML: begins with a letter, holds nothing that has a meaning anywhere. (yaml-cpp 0.7 ends a scalar
/// between brackets at a question mark.)
bool is_plain(std::string_view text) {
  if (text.empty() || !is_letter_or_beyond_ascii(text.front()) || is_reserved(text)) return false;
  const auto has_meaning = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f ||
           std::string_view("[]{},?\"'`").find(c) != std::string_view::npos;
  };
  return std::ranges::none_of(text, has_meaning) && text.find(": ") == text.npos && text.find(" #") == text.npos &&
         !text.ends_with(':') && !text.ends_with(' ');
}

/// Walks over the text between brackets and notes where the items of the outermost ones are.
class FlowScanner {
 public:
  FlowScanner(std::string_view text, std::size_t open) : text_(text), at_(open + 1), list_{open, open, {}} {}

  std::optional<FlowList> scan() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == ']' && depth_ == 0) return finish();
      if (c == '#' && follows_blank())
        at_ = std::min(text_.find('\n', at_), text_.size());
      else if (c == ',' && depth_ == 0)
        end_item();
      else if ((c == '"' || c == '\'') && begins_scalar())
        skip_quoted(c);
      else
        take(c);
    }
    return std::nullopt;
  }

 private:
  [[nodiscard]] bool follows_blank() const { return kBlanks.find(text_[at_ - 1]) != kBlanks.npos; }
  /// Elsewhere a quotation mark is a letter of a plain scalar.
  [[nodiscard]] bool begins_scalar() const {
    return follows_blank() || std::string_view("[{,:").find(text_[at_ - 1]) != std::string_view::npos;
  }

  void take(char c) {
    if (kBlanks.find(c) == kBlanks.npos) mark(at_, at_ + 1);
    if (c == '[' || c == '{') ++depth_;
    if (c == ']' || c == '}') --depth_;
    ++at_;
  }

  void skip_quoted(char quote) {
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != quote) end += quote == '"' && text_[end] == '\\' ? 2 : 1;
    end = std::min(end + 1, text_.size());
    mark(at_, end);
    at_ = end;
  }

  /// The bytes belong to the present item.
  void mark(std::size_t begin, std::size_t end) {
    if (!item_) item_ = Span{begin, end};
    item_->end = end;
  }

  void end_item() {
    if (item_) list_.items.push_back(*item_);
    item_.reset();
    ++at_;
  }

  FlowList finish() {
    list_.close = at_;
    list_.has_comma_at_end = !item_ && !list_.items.empty();
    end_item();
    return std::move(list_);
  }

  std::string_view text_;
  std::size_t at_;
  int depth_ = 0;
  std::optional<Span> item_;
  FlowList list_;
};

}  // namespace

std::string yaml_scalar(std::string_view text) {
  if (is_plain(text)) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      (quoted += '\\') += c;
    else if (code < 0x20 || code == 0x7f)
      quoted += fmt::format("\\x{:02x}", code);
    else
      quoted += c;
  }
  return quoted += '"';
}

Lines::Lines(std::string_view text) : text_(text) {
  for (std::size_t at = 0; at < text.size();) {
    starts_.push_back(at);
    const std::size_t end = text.find('\n', at);
    at = end == text.npos ? text.size() : end + 1;
  }
}

std::string_view Lines::line(std::size_t line) const {
  std::string_view content = text_.substr(start(line), start(line + 1) - start(line));
  if (content.ends_with('\n')) content.remove_suffix(1);
  if (content.ends_with('\r')) content.remove_suffix(1);
  return content;
}

std::size_t Lines::line_at(std::size_t offset) const {
  return static_cast<std::size_t>(std::ranges::upper_bound(starts_, offset) - starts_.begin()) - 1;
}

std::size_t Lines::indent(std::size_t line) const {
  const std::string_view content = this->line(line);
  return std::min(content.find_first_not_of(' '), content.size());
}

bool Lines::is_blank(std::size_t line) const { return trim(this->line(line)).empty(); }
bool Lines::is_comment(std::size_t line) const { return trim(this->line(line)).starts_with('#'); }

std::string_view Lines::line_break() const {
  const std::size_t end = text_.find('\n');
  return end != text_.npos && end > 0 && text_[end - 1] == '\r' ? "\r\n" : "\n";
}

std::optional<FlowList> find_flow_list(std::string_view text, std::size_t open) {
  if (open >= text.size() || text[open] != '[') return std::nullopt;
  return FlowScanner(text, open).scan();
}

}  // namespace aggregator::config
