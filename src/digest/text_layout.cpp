#include "text_layout.h"

#include <unicode/brkiter.h>
#include <unicode/uscript.h>

#include <memory>
#include <stdexcept>
#include <vector>

#include "aggregator/base/text.h"
#include "shown_text.h"

namespace aggregator::digest {
namespace {

constexpr char kPlaceholderBegin = '\x02', kPlaceholderEnd = '\x03';
constexpr std::size_t kPlaceholderColumns = 32;
constexpr std::size_t kParticleColumns = 7;  // " 님이", " さんが"

/// What is never broken: a word, or a part of one between ideographs.
struct Piece {
  std::string text;
  bool after_blank = true;
};

std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t begin = text.find(kPlaceholderBegin); begin != std::string_view::npos;
       begin = text.find(kPlaceholderBegin)) {
    columns += display_width(text.substr(0, begin)) + kPlaceholderColumns;
    const std::size_t end = text.find(kPlaceholderEnd, begin);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return columns + display_width(text);
}

bool holds_placeholder(std::string_view text) { return text.find(kPlaceholderBegin) != std::string_view::npos; }

/// Whether anything stands behind a placeholder, and so at a place that nobody knows yet.
bool goes_on_behind_placeholder(std::string_view line) {
  const std::size_t end = line.find(kPlaceholderEnd);
  return end != std::string_view::npos && !trim(line.substr(end + 1)).empty();
}

bool is_unbreakable(std::string_view word) {
  return word.find("://") != std::string_view::npos || holds_placeholder(word);
}

bool is_hangul(UChar32 character) {
  UErrorCode status = U_ZERO_ERROR;
  return uscript_getScript(character, &status) == USCRIPT_HANGUL;
}

bool is_wide(UChar32 character) {
  const int width = u_getIntPropertyValue(character, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH;
}

/// Lines may break between `before` and `after` where ICU says so, one of them is an ideograph and none is Korean.
bool may_break(UChar32 before, UChar32 after) {
  return !is_hangul(before) && !is_hangul(after) && (is_wide(before) || is_wide(after));
}

class Wrapper {
 public:
  explicit Wrapper(std::size_t columns) : columns_(columns) {
    UErrorCode status = U_ZERO_ERROR;
    breaks_.reset(icu::BreakIterator::createLineInstance(icu::Locale::getRoot(), status));
    if (U_FAILURE(status)) throw std::runtime_error(std::string("ICU line breaks: ") + u_errorName(status));
  }

  std::string wrap(std::string_view line) {
    if (columns_of(line) <= columns_ && !goes_on_behind_placeholder(line)) return std::string(line);
    const std::size_t indent = indent_of(line);
    std::string rows(line.substr(0, indent));
    std::size_t used = indent;
    bool row_is_empty = true;
    for (const Piece& piece : pieces_of(line.substr(indent), columns_ - indent)) {
      const std::size_t width = columns_of(piece.text), blank = piece.after_blank && !row_is_empty ? 1 : 0;
      if (!row_is_empty && used + blank + width > columns_) {
        rows.append("\n").append(indent, ' ').append(piece.text);
        used = indent + width;
      } else {
        rows.append(blank, ' ').append(piece.text);
        used += blank + width;
      }
      // A row ends with what is put in, however long that is, and the particle that belongs to it.
      if (holds_placeholder(piece.text)) used = columns_ - std::min(columns_, kParticleColumns);
      row_is_empty = false;
    }
    return rows;
  }

 private:
  /// Blanks, and "[12] " behind them, at the start of `line`; not so much that no room is left.
  std::size_t indent_of(std::string_view line) const {
    std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
    if (line.substr(indent).starts_with('[')) {
      const std::size_t close = line.find_first_not_of("0123456789", indent + 1);
      if (close != std::string_view::npos && close > indent + 1 && line[close] == ']') {
        indent = std::min(line.find_first_not_of(' ', close + 1), line.size());
      }
    }
    return indent <= columns_ / 2 ? indent : 0;
  }

  std::vector<Piece> pieces_of(std::string_view text, std::size_t room) {
    std::vector<Piece> pieces;
    for (const std::string& word : split(text, ' ')) {
      if (word.empty()) continue;
      bool after_blank = true;
      for (const std::string& part : parts_of(word)) {
        add_part(pieces, part, after_blank, room);
        after_blank = false;
      }
    }
    return pieces;
  }

  /// The word cut where lines may break within it.
  std::vector<std::string> parts_of(const std::string& word) {
    if (is_unbreakable(word) || scripts_of(word).ideographs == 0) return {word};
    const icu::UnicodeString text = icu::UnicodeString::fromUTF8(word);
    breaks_->setText(text);
    std::vector<std::string> parts;
    std::int32_t begin = 0;
    for (std::int32_t end = breaks_->next(); end != icu::BreakIterator::DONE; end = breaks_->next()) {
      if (end < text.length() && !may_break(text.char32At(end - 1), text.char32At(end))) continue;
      text.tempSubStringBetween(begin, end).toUTF8String(parts.emplace_back());
      begin = end;
    }
    return parts;
  }

  static void add_part(std::vector<Piece>& pieces, std::string_view part, bool after_blank, std::size_t room) {
    while (!is_unbreakable(part) && display_width(part) > room) {
      const std::string_view head = cut_to_width(part, room);
      if (head.empty()) break;  // one character wider than a line
      pieces.push_back({std::string(head), after_blank});
      part.remove_prefix(head.size());
      after_blank = false;
    }
    if (!part.empty()) pieces.push_back({std::string(part), after_blank});
  }

  std::size_t columns_;
  std::unique_ptr<icu::BreakIterator> breaks_;
};

}  // namespace

std::string wrap_text(std::string_view text, std::size_t columns) {
  Wrapper wrapper(columns);
  std::string wrapped;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    wrapped.append(wrapper.wrap(text.substr(0, end))).append("\n");
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return wrapped;
}

}  // namespace aggregator::digest
