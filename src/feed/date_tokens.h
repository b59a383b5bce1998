// The text of a date cut into numbers, words and signs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace aggregator::feed {

struct DateToken {
  enum Kind { Number, Word, Sign } kind;
  std::string text;      ///< digits; letters without the dots of "p.m."; one character
  bool follows = false;  ///< stands right after the token before, without a blank
};

/// The tokens of `text` without comments in parentheses (RFC 5322 section 3.2.2). At most 40; empty when there are
/// more.
[[nodiscard]] std::vector<DateToken> date_tokens(std::string_view text);

}  // namespace aggregator::feed
