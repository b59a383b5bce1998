// The identity of a link: what differs between two spellings of the same address is folded away.
#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "aggregator/base/percent.h"
#include "aggregator/base/text.h"
#include "aggregator/base/url.h"

namespace aggregator {
namespace {

/// Parameters that say where a click came from. One that can choose what a page shows must never stand here.
constexpr std::array<std::string_view, 36> kTracking = {
    "__hsfp",        "__hssc",        "__hstc",          "_ga",       "_gl",     "_hsenc", "_hsmi",   "_openstat",
    "dclid",         "fb_action_ids", "fb_action_types", "fb_source", "fbclid",  "gbraid", "gclid",   "gclsrc",
    "hsctatracking", "igsh",          "igshid",          "li_fat_id", "mc_cid",  "mc_eid", "mkt_tok", "msclkid",
    "oly_anon_id",   "oly_enc_id",    "ref_src",         "s_cid",     "srsltid", "ttclid", "twclid",  "vero_conv",
    "vero_id",       "wbraid",        "yclid",           "ysclid"};
static_assert(std::ranges::is_sorted(kTracking));

constexpr std::array<std::string_view, 4> kTrackingPrefixes = {"utm_", "mtm_", "pk_", "piwik_"};

/// Medium appends where in a feed a link stood: source=rss-1a2b3c------2.
bool is_feed_source(std::string_view parameter) { return parameter.starts_with("source=rss-"); }

bool is_tracking(std::string_view parameter) {
  const std::string name = lower_ascii(parameter.substr(0, parameter.find('=')));
  return std::ranges::binary_search(kTracking, name) || is_feed_source(parameter) ||
         std::ranges::any_of(kTrackingPrefixes, [&](std::string_view prefix) { return name.starts_with(prefix); });
}

bool is_unreserved(char c) { return is_ascii_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~'; }

/// Appends `part` with its percent-encoding in one spelling (RFC 3986 section 6.2.2). A percent sign that encodes
/// nothing is encoded itself, or it could meet digits that were: %4%41.
void append_normalised(std::string& text, std::string_view part) {
  while (!part.empty()) {
    const std::size_t plain = std::min(part.find('%'), part.size());
    text += part.substr(0, plain);
    part.remove_prefix(plain);
    if (part.empty()) return;
    const int byte = percent_byte(part);
    if (byte < 0)
      append_percent(text, '%');
    else if (is_unreserved(static_cast<char>(byte)))
      text += static_cast<char>(byte);
    else
      append_percent(text, static_cast<unsigned char>(byte));
    part.remove_prefix(byte < 0 ? 1 : 3);
  }
}

void append_query(std::string& text, std::string_view query) {
  char separator = '?';
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view parameter = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (parameter.empty() || is_tracking(parameter)) continue;
    text += separator;
    separator = '&';
    append_normalised(text, parameter);
  }
}

/// "www.example.org." is example.org, but "www.org" is a domain of its own. With an empty label it is no host at all,
/// and could become another one ("127.." the address 127).
std::string_view folded_host(std::string_view host) {
  if (host.contains("..")) return host;
  if (host.ends_with('.')) host.remove_suffix(1);
  while (host.starts_with("www.") && host.find('.', 4) != host.npos) host.remove_prefix(4);
  return host;
}

/// Fragments such as #!/posts/1 and #/posts/1 name the page itself, not a place on it.
bool is_route(std::string_view fragment) { return fragment.starts_with('!') || fragment.starts_with('/'); }

std::string_view without_slashes_at_end(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  return path;
}

struct Parts {
  std::string_view host;
  std::optional<std::uint16_t> port;
  std::string_view path;
  std::optional<std::string_view> query, fragment;
};

std::string canonical(const Parts& url, std::size_t size) {
  std::string canonical = "http://";
  canonical.reserve(size + 8);
  canonical += folded_host(url.host);
  // The schemes are one here, so are their ports.
  if (url.port && *url.port != 80 && *url.port != 443) (canonical += ':') += std::to_string(*url.port);
  append_normalised(canonical, without_slashes_at_end(url.path));
  if (url.query) append_query(canonical, *url.query);
  if (url.fragment && is_route(*url.fragment)) append_normalised(canonical += '#', *url.fragment);
  return canonical;
}

/// What stands before `mark`; what follows it comes into `rest`.
std::string_view cut_at(char mark, std::string_view text, std::optional<std::string_view>& rest) {
  const std::size_t at = text.find(mark);
  if (at != text.npos) rest = text.substr(at + 1);
  return text.substr(0, at);
}

Parts parts_of(const PlainUrl& url) {
  Parts parts{.host = url.host, .port = {}, .path = {}, .query = {}, .fragment = {}};
  const std::string_view before_fragment = cut_at('#', url.target, parts.fragment);
  parts.path = cut_at('?', before_fragment, parts.query);
  return parts;
}

}  // namespace

std::string canonical_url(std::string_view text) {
  if (const auto plain = read_plain_url(text)) return canonical(parts_of(*plain), text.size());
  const auto url = parse_url(text);
  if (!url || !url->is_http()) return std::string(trim(text));
  return canonical({url->host, url->port, url->path, url->query, url->fragment}, text.size());
}

}  // namespace aggregator
