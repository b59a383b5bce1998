#include "clean_text.h"

#include <cstddef>
#include <string_view>
#include <utility>

#include "aggregator/base/byte_scan.h"
#include "aggregator/base/text.h"

namespace aggregator::feed {
namespace {

/// Whether `text` begins, with a suspect, as a control character (XML itself allows U+007F to U+009F) or a
/// noncharacter.
bool begins_unwanted(std::string_view text) {
  const auto byte = [text](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U; };
  const unsigned lead = byte(0);
  if (lead < 0x80) return true;
  if (lead == 0xC2) return byte(1) < 0xA0;
  if (lead == 0xEF && byte(1) == 0xB7) return 0x90 <= byte(2) && byte(2) <= 0xAF;
  if (lead == 0xEF) return byte(1) == 0xBF && byte(2) >= 0xBE;
  return (byte(1) & 0x0F) == 0x0F && byte(2) == 0xBF && byte(3) >= 0xBE;
}

bool is_clean(std::string_view text) {
  using uchar = unsigned char;
  // The bytes that begin a character to be taken out, and those that begin others as well.
  const auto is_suspect = [](const auto& c) {
    return (c < uchar{' '} && c != uchar{'\t'} && c != uchar{'\n'}) || c == uchar{0x7F} || c == uchar{0xC2} ||
           c == uchar{0xEF} || c >= uchar{0xF0};
  };
  std::size_t at = find_byte(text, 0, is_suspect);
  while (at < text.size() && !begins_unwanted(text.substr(at))) at = find_byte(text, at + 1, is_suspect);
  return at == text.size();
}

}  // namespace

std::string cleaned(std::string text) { return is_clean(text) ? std::move(text) : clean_utf8(text); }

}  // namespace aggregator::feed
