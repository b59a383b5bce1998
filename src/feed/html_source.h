// What of a piece of HTML is given to gumbo. Its time and memory grow with the square of some things (how deep elements
// nest, how many attributes a tag has), so it gets only what is reasonable.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "html_tokens.h"

namespace aggregator::feed {

inline constexpr std::size_t kMaxHtmlBytes = 1 << 20;
inline constexpr std::size_t kMaxTags = 100'000;
inline constexpr std::size_t kMaxNesting = 512;

/// The first kMaxHtmlBytes of a body, not cut inside a UTF-8 sequence.
[[nodiscard]] std::string_view within_size_limit(std::string_view text);

/// Whether the tag is blanked out, see below. A tag with more than kMaxAttributes is, too.
[[nodiscard]] bool is_unwanted(const HtmlToken& token);

/// The offset behind what is blanked out from an unwanted tag on; nothing when it begins an element whose end tag
/// `ahead`, which has just read the tag, does not find.
[[nodiscard]] std::optional<std::size_t> end_of_unwanted(const HtmlToken& token, const HtmlTokens& ahead);

/// HTML within the limits above: what follows the tag that breaks one is not looked at. Only a tag with too many
/// attributes goes alone; more often than an attack it is a lone `<` in front of much text.
///
/// Some markup is blanked out, because nobody wants to see it and the parser would do strange things with it: <svg>,
/// <math>, <select> and <template> (another grammar rules in them), the tags of frames (one that never ends, often
/// written `<iframe … />`, swallows the rest of the text), and CDATA marks that were escaped once too often.
class HtmlSource {
 public:
  explicit HtmlSource(std::string_view html);
  HtmlSource(const HtmlSource&) = delete;
  HtmlSource& operator=(const HtmlSource&) = delete;

  /// Valid as long as this object and the HTML it was made from.
  [[nodiscard]] std::string_view text() const { return text_; }

 private:
  std::string blanked_;  ///< a copy, once there is something to blank
  std::string_view text_;
};

}  // namespace aggregator::feed
