#include "aggregator/feed/encoding.h"

#include <simdjson.h>

#include <cstdint>
#include <cstring>
#include <optional>

#include "aggregator/base/korean_bytes.h"
#include "aggregator/base/text.h"
#include "charset.h"

namespace aggregator::feed {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

struct Signature {
  std::string_view bytes;
  const char* converter;
};

/// Byte order marks; the longer come first because UTF-32LE's begins with UTF-16LE's.
constexpr Signature kMarks[] = {
    {"\xFF\xFE\0\0"sv, "UTF-32LE"}, {"\0\0\xFE\xFF"sv, "UTF-32BE"}, {"\xFF\xFE"sv, "UTF-16LE"},
    {"\xFE\xFF"sv, "UTF-16BE"},     {"\xEF\xBB\xBF"sv, "UTF-8"},
};

/// How `<?` or `<` and a letter begin in encodings that are no superset of ASCII (XML 1.0 appendix F.1).
const char* wide_converter(std::string_view bytes) {
  if (bytes.starts_with("<\0\0\0"sv)) return "UTF-32LE";
  if (bytes.starts_with("\0\0\0<"sv)) return "UTF-32BE";
  if (bytes.starts_with("\x4C\x6F\xA7\x94"sv)) return "ibm-37";
  if (bytes.size() < 4) return nullptr;
  if (bytes.starts_with("<\0"sv) && bytes[2] != '\0' && bytes[3] == '\0') return "UTF-16LE";
  if (bytes.starts_with("\0<"sv) && bytes[2] == '\0' && bytes[3] != '\0') return "UTF-16BE";
  return nullptr;
}

std::string_view declared_label(std::string_view bytes) {
  const std::size_t start = bytes.substr(0, 1024).find("<?xml");
  if (start == std::string_view::npos) return {};
  std::string_view declaration = bytes.substr(start, 256);
  declaration = declaration.substr(0, declaration.find('>'));
  const std::size_t name = declaration.find("encoding");
  if (name == std::string_view::npos) return {};
  const std::size_t open = declaration.find_first_of("\"'", name);
  if (open == std::string_view::npos) return {};
  const std::size_t close = declaration.find(declaration[open], open + 1);
  return close == std::string_view::npos ? std::string_view() : declaration.substr(open + 1, close - open - 1);
}

Decoded converted(std::string_view bytes, const std::string& converter) {
  if (converter == "UTF-8") {
    if (is_utf8(bytes)) return Decoded(bytes);
    return {clean_utf8(bytes), true};
  }
  std::string text = to_utf8(bytes, converter);
  const bool damaged = text.find(kReplacement) != std::string::npos;
  return {std::move(text), damaged};
}

bool is_unicode(const std::string& converter) { return converter.starts_with("UTF-"); }

/// What nobody claims to be anything but UTF-8 and is it.
bool is_claimed_utf8(const std::string& claimed, std::string_view bytes) {
  return (claimed.empty() || claimed == "UTF-8") && is_utf8(bytes);
}

/// A legacy text of a few characters can look like UTF-8 by chance when each of them has two bytes.
bool surely_utf8(const Utf8Scan& scan, const std::string& claimed) {
  if (scan.errors > 0) return false;
  const bool is_legacy = !claimed.empty() && claimed != "UTF-8" && is_multibyte(claimed);
  return !is_legacy || scan.long_sequences > 0 || scan.sequences > 2;
}

/// The converter that the header, else the declaration, names; a Unicode label in ASCII letters can only mean UTF-8.
std::string claimed_converter(std::string_view bytes, std::string_view content_type) {
  std::string unicode;
  for (const std::string& label : {charset_of(content_type), std::string(declared_label(bytes))}) {
    std::string converter = converter_for(label);
    if (converter.empty()) continue;
    if (!is_unicode(converter)) return converter;
    unicode = "UTF-8";
  }
  return unicode;
}

}  // namespace

bool is_utf8(std::string_view bytes) { return simdjson::validate_utf8(bytes.data(), bytes.size()); }

Utf8Scan scan_utf8(std::string_view bytes) {
  Utf8Scan scan;
  const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
  const auto* const end = at + bytes.size();
  const auto is_tail = [&](const unsigned char* byte) { return byte < end && (*byte & 0xC0) == 0x80; };
  while (at < end) {
    if (end - at >= 8) {
      std::uint64_t eight = 0;
      std::memcpy(&eight, at, 8);
      if ((eight & 0x8080808080808080ULL) == 0) {
        at += 8;
        continue;
      }
    }
    const unsigned lead = *at;
    if (lead < 0x80) {
      ++at;
    } else if (lead >= 0xC2 && lead <= 0xDF && is_tail(at + 1)) {
      ++scan.sequences;
      at += 2;
    } else if ((lead & 0xF0) == 0xE0 && is_tail(at + 1) && is_tail(at + 2) && !(lead == 0xE0 && at[1] < 0xA0) &&
               !(lead == 0xED && at[1] > 0x9F)) {
      ++scan.sequences, ++scan.long_sequences;
      at += 3;
    } else if (lead >= 0xF0 && lead <= 0xF4 && is_tail(at + 1) && is_tail(at + 2) && is_tail(at + 3) &&
               !(lead == 0xF0 && at[1] < 0x90) && !(lead == 0xF4 && at[1] > 0x8F)) {
      ++scan.sequences, ++scan.long_sequences;
      at += 4;
    } else {
      ++scan.errors;
      ++at;
    }
  }
  return scan;
}

Decoded decode(std::string_view bytes, std::string_view content_type) {
  for (const Signature& mark : kMarks) {
    if (bytes.starts_with(mark.bytes)) return converted(bytes.substr(mark.bytes.size()), mark.converter);
  }
  if (const char* converter = wide_converter(bytes)) return converted(bytes, converter);

  const std::string claimed = claimed_converter(bytes, content_type);
  if (is_claimed_utf8(claimed, bytes)) return Decoded(bytes);
  const Utf8Scan scan = scan_utf8(bytes);
  const bool is_ascii = scan.errors == 0 && scan.sequences == 0;
  if (is_ascii && bytes.find('\x1B') == std::string_view::npos) return Decoded(bytes);
  if (!is_ascii && surely_utf8(scan, claimed)) return Decoded(bytes);
  const bool is_default = claimed.empty() || claimed == "UTF-8" || claimed == "windows-1252";  // of servers and tools
  if (is_default && scan.errors >= scan.sequences && looks_korean(bytes)) return {to_utf8(bytes, "windows-949"), true};
  if (!claimed.empty() && claimed != "UTF-8") return converted(bytes, claimed);
  if (scan.sequences >= scan.errors) return {clean_utf8(bytes), true};
  return {to_utf8(bytes, guess_converter(bytes)), true};
}

}  // namespace aggregator::feed
