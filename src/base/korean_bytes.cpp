#include "aggregator/base/korean_bytes.h"

#include <cstddef>

#include "aggregator/base/ascii.h"

namespace aggregator {
namespace {

/// Of EUC-KR, in rows of 94.
bool is_in_rows(unsigned char byte) { return byte >= 0xA1 && byte != 0xFF; }

/// A syllable that CP949 adds, between the rows of EUC-KR; a rare one.
bool is_added(unsigned char lead, unsigned char trail) {
  const bool is_trail = is_ascii_letter(static_cast<char>(trail)) || (trail >= 0x81 && trail != 0xFF);
  return 0x81 <= lead && lead <= 0xC6 && is_trail;
}

}  // namespace

// All bytes beyond ASCII stand in pairs, nearly all of them in the rows of Hangul. Chinese uses more rows than these,
// Japanese others, and Latin letters with accents hardly ever come in pairs.
bool looks_korean(std::string_view bytes) {
  constexpr std::size_t kFewest = 2;
  std::size_t in_rows = 0, hangul = 0, added = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    const auto lead = static_cast<unsigned char>(bytes[at]);
    if (lead < 0x80) continue;
    if (++at == bytes.size()) break;
    const auto trail = static_cast<unsigned char>(bytes[at]);
    if (is_in_rows(lead) && is_in_rows(trail)) {
      ++in_rows;
      hangul += 0xB0 <= lead && lead <= 0xC8 ? 1 : 0;
    } else if (is_added(lead, trail)) {
      ++added;
    } else {
      return false;
    }
  }
  return in_rows >= kFewest && hangul * 10 >= in_rows * 9 && added < hangul;
}

}  // namespace aggregator
