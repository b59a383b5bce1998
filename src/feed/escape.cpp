#include "escape.h"

#include "aggregator/base/byte_scan.h"

namespace aggregator::feed {
namespace {

using uchar = unsigned char;

/// What a character becomes that cannot stand as it is.
std::string_view form_of(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    default:
      return "";
  }
}

}  // namespace

void append_escaped(std::string& html, std::string_view text) {
  const auto needs_look = [](const auto& c) {
    const auto is_control =
        (c < uchar{' '} && c != uchar{'\n'} && c != uchar{'\t'} && c != uchar{'\r'}) || c == uchar{0x7f};
    return c == uchar{'&'} || c == uchar{'<'} || c == uchar{'>'} || c == uchar{'"'} || is_control;
  };
  std::size_t copied = 0;
  for (std::size_t at = find_byte(text, 0, needs_look); at < text.size(); at = find_byte(text, copied, needs_look)) {
    html.append(text, copied, at - copied);
    html += form_of(text[at]);
    copied = at + 1;
  }
  html.append(text, copied);
}

}  // namespace aggregator::feed
