// Keywords in posts: the same word whatever its case, its width or its composition.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace aggregator::digest {

/// `text` as keywords are looked up in it: NFKC and case folding, white space as one blank.
[[nodiscard]] std::string matchable(std::string_view text);

/// Words and phrases to look for.
///
/// Where letters are written in words ("go", "café", "Привет"), a keyword is a whole word or several: "go" is not in
/// "Google" nor in "Gopher", and "c" not in "C++" nor "C#". Hangul, Han, kana and other scripts that put particles to
/// words or no blanks between them match anywhere: "카프카" is in "카프카를", "자바" also in "자바스크립트". The end of
/// a word is also where the other kind begins: "go" is in "Go를".
class Keywords {
 public:
  /// Empty words are left out.
  explicit Keywords(const std::vector<std::string>& words);

  [[nodiscard]] bool empty() const { return words_.empty(); }
  /// Whether one of them is in `text`, which is matchable().
  [[nodiscard]] bool any_in(std::string_view text) const;

 private:
  std::vector<std::string> words_;
};

}  // namespace aggregator::digest
