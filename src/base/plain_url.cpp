// The short way for the URLs that are in order already, as nine of ten links in feeds are.
#include <algorithm>

#include "aggregator/base/ascii.h"
#include "aggregator/base/percent.h"
#include "aggregator/base/url.h"

namespace aggregator {
namespace {

constexpr std::size_t kMaxHostBytes = 63;  // of all labels together, though each of them may be as long
constexpr std::size_t kMaxBytes = 4096;

/// What parse_url() might encode or take for a separator, in whatever part it stands.
constexpr ByteSet kSpecial = bytes_to_encode("\"<>'^`{}\\");

bool is_host_character(char c) { return ('a' <= c && c <= 'z') || is_ascii_digit(c) || c == '.' || c == '-'; }

/// A lower-case domain that is neither punycode nor looks like an address.
bool is_plain_host(std::string_view host) {
  if (host.empty() || host.size() > kMaxHostBytes || host.front() == '.') return false;
  const std::string_view last_label = host.substr(host.rfind('.') + 1);
  return !last_label.empty() && is_ascii_letter(last_label.front()) && host.find("xn--") == host.npos &&
         std::ranges::all_of(host, is_host_character);
}

}  // namespace

std::optional<PlainUrl> read_plain_url(std::string_view text) {
  const std::size_t start = text.starts_with("https://") ? 8 : text.starts_with("http://") ? 7 : 0;
  if (start == 0 || text.size() > kMaxBytes) return std::nullopt;
  const std::size_t path = text.find('/', start);
  if (path == text.npos || !is_plain_host(text.substr(start, path - start))) return std::nullopt;
  const std::string_view rest = text.substr(path);
  if (std::ranges::any_of(rest, [](char c) { return kSpecial[static_cast<unsigned char>(c)]; })) return std::nullopt;
  // Segments that begin with a dot, plain or encoded, may lead upwards.
  if (rest.find("/.") != rest.npos || rest.find("/%2") != rest.npos) return std::nullopt;
  return PlainUrl{text.substr(start, path - start), rest};
}

}  // namespace aggregator
