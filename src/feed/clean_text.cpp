#include "clean_text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

#include "aggregator/base/text.h"

namespace aggregator::feed {
namespace {

/// The bytes that begin a character to be taken out, and those that begin others as well.
constexpr auto kSuspects = [] {
  std::array<bool, 256> suspects{};
  for (std::size_t byte = 0; byte < ' '; ++byte) suspects[byte] = byte != '\t' && byte != '\n';
  suspects[0x7F] = suspects[0xC2] = suspects[0xEF] = true;
  for (std::size_t byte = 0xF0; byte <= 0xF4; ++byte) suspects[byte] = true;
  return suspects;
}();

bool is_suspect(char c) { return kSuspects[static_cast<unsigned char>(c)]; }

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
  const auto* at = std::ranges::find_if(text, is_suspect);
  while (at != text.end() && !begins_unwanted({at, text.end()})) at = std::find_if(at + 1, text.end(), is_suspect);
  return at == text.end();
}

}  // namespace

std::string cleaned(std::string text) { return is_clean(text) ? std::move(text) : clean_utf8(text); }

}  // namespace aggregator::feed
