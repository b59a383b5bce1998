#include "date_tokens.h"

#include "aggregator/base/ascii.h"

namespace aggregator::feed {
namespace {

constexpr std::size_t kMaxLength = 200;
constexpr std::size_t kMaxTokens = 40;

bool is_letter(char c) { return is_ascii_letter(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string without_comments(std::string_view text) {
  std::string out;
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && depth > 0) {
      ++i;
    } else if (text[i] == '(') {
      if (depth++ == 0) out += ' ';
    } else if (text[i] == ')') {
      if (depth > 0) --depth;
    } else if (depth == 0) {
      out += text[i];
    }
  }
  return out;
}

/// Han and Hangul letters after a number stand for themselves: in 20日金曜日 the first word is 日. In UTF-8 they are
/// the three-byte sequences that begin with E4 to ED.
std::size_t ideograph_length(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  return lead >= 0xE4 && lead <= 0xED && text.size() >= 3 ? 3 : 0;
}

std::size_t word_length(std::string_view text, bool after_number) {
  if (after_number) {
    if (const std::size_t length = ideograph_length(text)) return length;
  }
  std::size_t end = 0;
  while (end < text.size() && (is_letter(text[end]) || (end > 0 && text[end] == '.'))) ++end;
  return end;
}

std::string without_dots(std::string_view word) {
  std::string out;
  for (const char c : word) {
    if (c != '.') out += c;
  }
  return out;
}

}  // namespace

std::vector<DateToken> date_tokens(std::string_view raw) {
  if (raw.size() > kMaxLength) return {};
  const std::string cleaned = without_comments(raw);
  const std::string_view text = cleaned;
  std::vector<DateToken> tokens;
  bool follows = false;
  for (std::size_t at = 0; at < text.size();) {
    if (is_blank(text[at])) {
      follows = false;
      ++at;
      continue;
    }
    if (tokens.size() == kMaxTokens) return {};
    std::size_t length = 1;
    if (is_ascii_digit(text[at])) {
      while (at + length < text.size() && is_ascii_digit(text[at + length])) ++length;
      tokens.push_back({DateToken::Number, std::string(text.substr(at, length)), follows});
    } else if (is_letter(text[at])) {
      const bool after_number = follows && !tokens.empty() && tokens.back().kind == DateToken::Number;
      length = word_length(text.substr(at), after_number);
      tokens.push_back({DateToken::Word, without_dots(text.substr(at, length)), follows});
    } else {
      tokens.push_back({DateToken::Sign, std::string(1, text[at]), follows});
    }
    at += length;
    follows = true;
  }
  return tokens;
}

}  // namespace aggregator::feed
