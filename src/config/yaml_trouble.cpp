#include "yaml_trouble.h"

#include <fmt/format.h>
#include <yaml-cpp/exceptions.h>

#include <algorithm>
#include <utility>

#include "aggregator/base/text.h"
#include "yaml_text.h"

namespace aggregator::config {
namespace {
namespace said = YAML::ErrorMsg;

constexpr const char* kQuoteIt = "put the value in quotation marks";

/// What the parser stopped at, as text.
class Place {
 public:
  Place(std::string_view text, YamlMark mark)
      : lines_(text), line_(std::min<std::size_t>(mark.line, lines_.count())), column_(mark.column) {}

  [[nodiscard]] std::size_t line() const { return line_; }
  [[nodiscard]] bool is_at_end() const { return line_ >= lines_.count() || at() >= lines_.start(line_ + 1); }
  [[nodiscard]] std::string_view whole_line() const { return line_of(line_); }
  /// What stands before it in its line.
  [[nodiscard]] std::string_view before() const { return whole_line().substr(0, column_); }
  /// From there on, in its line.
  [[nodiscard]] std::string_view rest() const { return whole_line().substr(std::min(column_, whole_line().size())); }
  [[nodiscard]] std::string_view line_of(std::size_t line) const {
    return line < lines_.count() ? lines_.line(line) : std::string_view();
  }
  /// The nearest line above that says something.
  [[nodiscard]] std::optional<std::size_t> line_above() const {
    for (std::size_t line = std::min(line_, lines_.count()); line-- > 0;) {
      if (!lines_.is_blank(line) && !lines_.is_comment(line)) return line;
    }
    return std::nullopt;
  }

 private:
  [[nodiscard]] std::size_t at() const { return lines_.start(line_) + column_; }

  Lines lines_;
  std::size_t line_, column_;
};

bool is_quote(char c) { return c == '"' || c == '\''; }

/// A line that a merge leaves in a file.
bool is_conflict_marker(std::string_view line) {
  return line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> ") || trim(line) == "=======";
}

/// Whether a tab stands before the first word, or between it and the dash of its entry.
bool has_tab_in_indentation(std::string_view line) {
  return line.substr(0, std::min(line.find_first_not_of(" \t-"), line.size())).find('\t') != line.npos;
}

bool has_key(std::string_view line) { return line.find(": ") != line.npos || trim(line).ends_with(':'); }

bool is_bare_dash(std::string_view line) { return trim(line) == "-"; }

bool follows_a_quote(const Place& place) {
  const std::string_view before = trim(place.before());
  return !before.empty() && is_quote(before.back());
}

std::string words_for_indentation(const Place& place) {
  if (follows_a_quote(place)) {
    return "text behind the quotation mark that ends a value; inside \"…\" write \\\" for one, inside '…' write ''";
  }
  return "the line does not begin where one that it belongs to does; keys that belong together begin in the same "
         "column, and so do the dashes of a list";
}

/// A colon where none can be.
YamlTrouble trouble_with_colon(const Place& place) {
  const std::size_t line = place.line() + 1;
  if (place.before().find(": ") != std::string_view::npos) {
    return {line, fmt::format("a colon with a blank behind it inside a value; {}", kQuoteIt)};
  }
  const auto above = place.line_above();
  if (above && !has_key(place.line_of(*above)) && !is_bare_dash(place.line_of(*above))) {
    return {*above + 1, "no key with its value; write `key: value`, with a blank behind the colon"};
  }
  return {line,
          "indented deeper than the line above, which has a value already; keys that belong together begin in the same "
          "column, and so do the dashes of a list"};
}

YamlTrouble trouble_with_bracket(const Place& place, YamlMark open, std::string_view text) {
  const bool is_list = Place(text, open).rest().starts_with('[');
  const std::string noticed =
      place.is_at_end() ? "at the end of the file" : fmt::format("in line {}", place.line() + 1);
  return {std::size_t{open.line} + 1,
          fmt::format("{} that nothing closes: {} behind the last item or a comma between two is missing (noticed {})",
                      is_list ? "a [" : "a {", is_list ? ']' : '}', noticed)};
}

std::string words_for_closing_bracket(const Place& place, const YamlProgress& progress) {
  const std::string_view bracket = place.rest().substr(0, 1);
  if (progress.bracket) return fmt::format("{} closes what another bracket opened", bracket);
  return fmt::format("{} closes what nothing opened; take it out, or {}", bracket, kQuoteIt);
}

std::string words_for_dash(const Place& place, std::string_view why) {
  if (trim(place.before()).empty()) return std::string(why);
  return "a dash behind a key; a list begins in the line below its key";
}

bool is_about_indentation(std::string_view why) { return why == said::END_OF_MAP || why == said::END_OF_SEQ; }

bool is_about_bracket(std::string_view why) { return why == said::END_OF_MAP_FLOW || why == said::END_OF_SEQ_FLOW; }

bool is_about_reference(std::string_view why) {
  return why == said::UNKNOWN_ANCHOR || why == said::ANCHOR_NOT_FOUND || why == said::ALIAS_NOT_FOUND ||
         why == said::CHAR_IN_ALIAS || why == said::CHAR_IN_ANCHOR;
}

bool is_about_backslash(std::string_view why) {
  return why.starts_with(said::INVALID_ESCAPE) || why == said::INVALID_HEX || why.starts_with(said::INVALID_UNICODE);
}

/// What is wrong with the line of `place` itself.
std::string words_for(const Place& place, const YamlProgress& progress, std::string_view why) {
  if (why == said::FLOW_END) return words_for_closing_bracket(place, progress);
  if (is_about_indentation(why)) return words_for_indentation(place);
  if (is_about_reference(why)) {
    return fmt::format("a value that begins with * or &, which mean something of their own there; {}", kQuoteIt);
  }
  if (why == said::BLOCK_ENTRY) return words_for_dash(place, why);
  if (why == said::UNKNOWN_TOKEN || why == said::MAP_KEY) {
    return fmt::format("a value that begins with {}; {}", quote(place.rest().substr(0, 1)), kQuoteIt);
  }
  if (why == said::CHAR_IN_BLOCK) return fmt::format("text behind the | or > that begins a value; {}", kQuoteIt);
  if (why == said::EOF_IN_SCALAR || why == said::DOC_IN_SCALAR) {
    return "a value in quotation marks goes on until here; put the one that ends it behind the value";
  }
  if (is_about_backslash(why)) return "a backslash in \"…\" that begins nothing known; write \\\\ for one, or use '…'";
  // The parser repeats what it stumbled over as it is, perhaps a NUL or half a character.
  return fold_white_space(why);
}

std::optional<YamlTrouble> conflict_above(const Place& place) {
  for (std::size_t line = 0; line <= place.line(); ++line) {
    if (is_conflict_marker(place.line_of(line))) {
      return YamlTrouble{line + 1,
                         "a conflict that git has left; keep one side of it and take the lines with <<<<<<<, ======= "
                         "and >>>>>>> out"};
    }
  }
  return std::nullopt;
}

/// Behind an anchor and a tag, if there are some.
std::size_t content_at(std::string_view text, std::size_t at) {
  while (at < text.size() && (text[at] == '&' || text[at] == '!')) {
    at = text.find_first_of(" \t\r\n", at);
    at = at == text.npos ? text.size() : std::min(text.find_first_not_of(" \t\r\n", at), text.size());
  }
  return at;
}

/// Whether the quotation mark that `text` begins with has a partner.
bool is_closed(std::string_view text) {
  const char mark = text.front();
  for (std::size_t at = 1; at < text.size(); ++at) {
    const bool is_escape = mark == '"' ? text[at] == '\\' : text.substr(at).starts_with("''");
    if (is_escape)
      ++at;
    else if (text[at] == mark)
      return true;
  }
  return false;
}

/// As the marks count: they pass a byte order mark over.
std::string_view without_byte_order_mark(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  return text;
}

}  // namespace

std::optional<YamlTrouble> unclosed_quote(std::string_view text, const YamlProgress& progress) {
  text = without_byte_order_mark(text);
  if (!progress.scalar) return std::nullopt;
  const auto [line, column] = *progress.scalar;
  const Lines lines(text);
  // The parser counts columns in UTF-8 that it has repaired or made of UTF-16.
  if (line >= lines.count() || !is_clean_utf8(lines.line(line).substr(0, column))) return std::nullopt;
  const std::size_t at = content_at(text, lines.start(line) + column);
  if (at >= text.size() || !is_quote(text[at]) || is_closed(text.substr(at))) return std::nullopt;
  return YamlTrouble{lines.line_at(at) + 1,
                     fmt::format("a quotation mark that nothing closes; put another {} behind the value", text[at])};
}

YamlTrouble yaml_trouble(std::string_view text, const YamlProgress& progress, YamlMark mark, std::string_view why) {
  if (auto unclosed = unclosed_quote(text, progress)) return *std::move(unclosed);
  text = without_byte_order_mark(text);
  const Place place(text, mark);
  if (auto conflict = conflict_above(place)) return *std::move(conflict);
  if (has_tab_in_indentation(place.whole_line())) {
    return {place.line() + 1, "a tab before the first word of the line; indent with blanks alone"};
  }
  if (why == said::MAP_VALUE) return trouble_with_colon(place);
  if (is_about_bracket(why) && progress.bracket) return trouble_with_bracket(place, *progress.bracket, text);
  return {place.line() + 1, words_for(place, progress, why)};
}

}  // namespace aggregator::config
