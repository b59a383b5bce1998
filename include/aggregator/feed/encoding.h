// From bytes to text: which character set a document is in, decided as RFC 7303 section 3 says (byte order mark,
// HTTP header, XML declaration) with the exceptions that real feeds need.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace aggregator::feed {

/// Valid UTF-8 without byte order mark; control characters are kept.
class Decoded {
 public:
  /// Bytes that are text as they are, which almost all feeds are: nothing is copied.
  explicit Decoded(std::string_view unchanged) : unchanged_(unchanged) {}
  Decoded(std::string converted, bool damaged) : converted_(std::move(converted)), damaged_(damaged) {}

  /// Valid as long as this object and the bytes it was made from.
  [[nodiscard]] std::string_view text() const { return converted_ ? *converted_ : unchanged_; }

  /// Not all bytes were characters of the encoding that the document claims.
  [[nodiscard]] bool is_damaged() const { return damaged_; }

 private:
  std::string_view unchanged_;
  std::optional<std::string> converted_;
  bool damaged_ = false;
};

/// The text of `bytes`. Labels are believed unless the bytes prove them wrong: valid UTF-8 stays UTF-8 whatever the
/// label, and where nothing is said and it is no UTF-8, statistics decide.
[[nodiscard]] Decoded decode(std::string_view bytes, std::string_view content_type);

/// Whether there is nothing but UTF-8; many times faster than to count.
[[nodiscard]] bool is_utf8(std::string_view bytes);

/// What a scan for UTF-8 found.
struct Utf8Scan {
  std::size_t sequences = 0;       ///< valid characters of more than one byte
  std::size_t long_sequences = 0;  ///< of these, the ones of three or four bytes
  std::size_t errors = 0;          ///< bytes that belong to no character
};
[[nodiscard]] Utf8Scan scan_utf8(std::string_view bytes);

}  // namespace aggregator::feed
