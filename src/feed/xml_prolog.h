// What comes before the root element of a document that may be broken.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace aggregator::feed {

struct Prolog {
  std::size_t root = std::string_view::npos;  ///< where the root element of a feed begins; npos when there is none
  std::string_view doctype;
  std::vector<std::string_view> faults;  ///< in words
};

[[nodiscard]] Prolog read_prolog(std::string_view text);

/// Whether only white space, comments and processing instructions are left: what may follow a document.
[[nodiscard]] bool is_epilog(std::string_view text);

/// Reads what is no element. One object serves one document: it remembers what was searched for in vain, so that a
/// document full of beginnings without ends is not searched again for each of them.
class MiscReader {
 public:
  /// The length of the comment, processing instruction or document type that `text` begins with; 0 for anything else.
  /// A processing instruction that is never closed ends at its `>`.
  [[nodiscard]] std::size_t length(std::string_view text);

 private:
  [[nodiscard]] std::size_t comment_length(std::string_view text);
  [[nodiscard]] std::size_t instruction_length(std::string_view text);

  bool has_comment_end_ = true;
  std::size_t searched_in_vain_ = 0;  ///< bytes
};

}  // namespace aggregator::feed
