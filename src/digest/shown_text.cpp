#include "shown_text.h"

#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <vector>

#include "aggregator/base/text.h"
#include "aggregator/base/url.h"

namespace aggregator::digest {
namespace {

constexpr std::string_view kEllipsis = "…";
constexpr std::size_t kMaxBytesPerCharacter = 8;
constexpr std::size_t kMaxLinkBytes = 2000;

bool is_unwanted(UChar32 character) {
  const bool turns_direction =
      (character >= 0x202A && character <= 0x202E) || (character >= 0x2066 && character <= 0x2069);
  return turns_direction || character == 0xFFFD || u_charType(character) == U_CONTROL_CHAR;
}

/// Marks that pile up on a letter paint over the lines around it. No living script needs more than these: Hebrew with
/// points and accents six, Tibetan stacks eight, three at one side the Greek of scholars and phoneticians (Vietnamese
/// two); a mark twice on a letter is no spelling at all. Jamo of Korean and letters under a Khmer sign are letters.
constexpr std::size_t kMaxMarks = 6, kMaxTibetanMarks = 8;
constexpr std::ptrdiff_t kMaxMarksAtOneSide = 3;

/// The marks of the letter that is being read. What cannot be seen, such as a joiner, does not begin a new one.
class MarksOfLetter {
 public:
  /// Whether `character`, the next of a text, can be shown.
  bool take(UChar32 character) {
    if (!stands_on_letter(character)) {
      if (!u_hasBinaryProperty(character, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) marks_.clear();
      return true;
    }
    const bool is_tibetan = ublock_getCode(character) == UBLOCK_TIBETAN;
    const bool fits = marks_.size() < (is_tibetan ? kMaxTibetanMarks : kMaxMarks) &&
                      std::ranges::find(marks_, character) == marks_.end() && has_room_at_side(character);
    if (fits) marks_.push_back(character);
    return fits;
  }

 private:
  static bool stands_on_letter(UChar32 character) {
    return (U_GET_GC_MASK(character) & (U_GC_MN_MASK | U_GC_ME_MASK)) != 0 &&
           !u_hasBinaryProperty(character, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
  }

  /// Marks of one combining class stand at one side, each farther out than the last; those of class 0 wherever their
  /// script wants them.
  bool has_room_at_side(UChar32 character) const {
    const auto side = u_getCombiningClass(character);
    return side == 0 || std::ranges::count(marks_, side, u_getCombiningClass) < kMaxMarksAtOneSide;
  }

  std::vector<UChar32> marks_;
};

/// Calls `visit` with each character of `text`; bytes that are no UTF-8 count as U+FFFD.
void for_each_character(std::string_view text, const auto& visit) {
  const icu::UnicodeString characters = icu::UnicodeString::fromUTF8(text);
  for (std::int32_t at = 0; at < characters.length(); at = characters.moveIndex32(at, 1))
    visit(characters.char32At(at));
}

/// A letter can carry any number of marks: whole characters of `text`, no more than `max_bytes`.
std::string limit_bytes(std::string text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  std::size_t end = max_bytes - kEllipsis.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0u) == 0x80u) --end;
  text.resize(end);
  return text.append(kEllipsis);
}

std::string_view without_loose_end(std::string_view text) {
  for (bool cut = true; cut;) {
    cut = false;
    for (const std::string_view loose : {" ", ",", ";", ":", "-", "(", "[", "–", "—", "·", "“", "‘", "、", "…"}) {
      if (!text.ends_with(loose)) continue;
      text.remove_suffix(loose.size());
      cut = true;
    }
  }
  return text;
}

/// Where the last sentence within `text` ends; 0 when none does.
std::size_t end_of_sentence(std::string_view text) {
  std::size_t end = 0;
  for (const std::string_view mark : {". ", "! ", "? ", "… ", ".” ", ".\" ", ".) "}) {
    if (const std::size_t found = text.rfind(mark); found != std::string_view::npos) {
      end = std::max(end, found + mark.size() - 1);
    }
  }
  for (const std::string_view mark : {"。", "！", "？"}) {
    if (const std::size_t found = text.rfind(mark); found != std::string_view::npos) {
      end = std::max(end, found + mark.size());
    }
  }
  return end;
}

/// The beginning of `text` that leaves room for "…", ending with a word unless that costs more than a third.
std::string cut_at_word(std::string_view text, std::size_t max_columns) {
  const std::size_t ellipsis = display_width(kEllipsis);
  if (max_columns <= ellipsis) return {};
  std::string_view head = cut_to_width(text, max_columns - ellipsis);
  const bool inside_word = head.size() < text.size() && text[head.size()] != ' ';
  const std::size_t blank = head.rfind(' ');
  if (inside_word && blank != std::string_view::npos && display_width(head.substr(0, blank)) * 3 >= max_columns * 2) {
    head = head.substr(0, blank);
  }
  return std::string(without_loose_end(head)).append(kEllipsis);
}

}  // namespace

std::string shown_line(std::string_view text, std::size_t max_characters) {
  icu::UnicodeString wanted;
  MarksOfLetter marks;
  for_each_character(text, [&](UChar32 character) {
    if (character == '\n' || character == '\r' || character == '\t') {
      wanted.append(u' ');
    } else if (!is_unwanted(character) && marks.take(character)) {
      wanted.append(character);
    }
  });
  std::string line;
  wanted.toUTF8String(line);
  return limit_bytes(cut_text(fold_white_space(line), max_characters), max_characters * kMaxBytesPerCharacter);
}

std::string shown_link(std::string_view link) {
  if (link.size() > kMaxLinkBytes) return {};
  const auto url = parse_url(link);
  if (!url || !url->is_http()) return {};
  std::string text = url->text();
  return text.size() > kMaxLinkBytes ? std::string() : text;
}

std::string teaser(std::string_view text, std::size_t max_columns) {
  if (display_width(text) <= max_columns) return std::string(text);
  const std::string_view head = cut_to_width(text, max_columns);
  const std::size_t sentence = end_of_sentence(head);
  if (display_width(head.substr(0, sentence)) * 2 >= max_columns) return std::string(head.substr(0, sentence));
  return cut_at_word(text, max_columns);
}

std::string short_title(std::string_view title, std::size_t max_columns) {
  if (display_width(title) <= max_columns) return std::string(title);
  for (const std::string_view mark : {": ", " - ", " – ", " — ", " | ", " ("}) {
    const std::string_view head = title.substr(0, std::min(title.find(mark), title.size()));
    const std::size_t width = display_width(head);
    if (width <= max_columns && width * 2 >= max_columns) return std::string(head);
  }
  return cut_at_word(title, max_columns);
}

Scripts scripts_of(std::string_view text) {
  Scripts scripts;
  bool in_word = false;
  for_each_character(text, [&](UChar32 character) {
    UErrorCode status = U_ZERO_ERROR;
    const UScriptCode script = uscript_getScript(character, &status);
    const bool is_hangul = script == USCRIPT_HANGUL;
    const bool is_ideograph = script == USCRIPT_HAN || script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA;
    const bool is_letter = !is_hangul && !is_ideograph && u_isalnum(character) != 0;
    scripts.hangul += is_hangul;
    scripts.ideographs += is_ideograph;
    scripts.words += is_letter && !in_word;
    in_word = is_letter || (in_word && (character == '\'' || character == 0x2019));
  });
  return scripts;
}

}  // namespace aggregator::digest
