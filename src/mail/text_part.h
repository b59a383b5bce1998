// A text part of a multipart that is encoded once and filled in for many recipients.
//
// What stands between the placeholders is the same for all recipients and by far the most of a message, so it is
// encoded beforehand. Only the values are encoded for each recipient, and joined to it so that the whole is one valid
// encoding:
// clang-format off
//   quoted-printable  the text behind a value begins on a line of its own, after a soft line break
//                     (RFC 2045 section 6.7)
//   base64            three bytes make four characters: the text behind a value is kept in three encodings, one for
//                     each number of bytes (0, 1, 2) that the value takes from it to complete its last group
// clang-format on
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/mail/personal.h"

namespace aggregator::mail {

class TextPart {
 public:
  /// `text` is UTF-8 with placeholders. `subtype`: "plain" or "html"; values in "html" are escaped for HTML.
  TextPart(std::string_view subtype, std::string_view text);

  /// Appends the part: its header, a blank line, and the text as quoted-printable or base64, whichever is the shorter,
  /// with CRLF line ends.
  void append(std::string& out, const Personal& personal) const;

  /// About how long the part becomes.
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  struct QuotedPiece {
    std::string encoded;
    std::size_t column = 0;  // where it ends
    bool begins_line = false;
    std::optional<Placeholder> placeholder;
  };
  struct Base64Piece {
    std::string text;                    // CRLF at line ends
    std::array<std::string, 3> encoded;  // whole groups, without the first 0, 1 or 2 bytes
    std::optional<Placeholder> placeholder;
  };

  void append_quoted(std::string& out, const Personal& personal) const;
  void append_base64(std::string& out, const Personal& personal) const;

  std::string header_;
  bool is_html_ = false;
  std::size_t size_ = 0;
  std::vector<QuotedPiece> quoted_;  // one of the two is empty
  std::vector<Base64Piece> base64_;
};

}  // namespace aggregator::mail
