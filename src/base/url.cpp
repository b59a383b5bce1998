#include "aggregator/base/url.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "aggregator/base/ascii.h"
#include "aggregator/base/host_name.h"
#include "aggregator/base/percent.h"
#include "aggregator/base/text.h"
#include "url_host.h"

namespace aggregator {
namespace {

constexpr std::size_t kMaxUrlBytes = 64u << 10;

// What each part encodes besides controls, blanks and everything beyond ASCII (WHATWG URL standard section 1.3).
constexpr ByteSet kOpaqueSet = bytes_to_encode("");
constexpr ByteSet kQuerySet = bytes_to_encode("\"#<>'");
constexpr ByteSet kPathSet = bytes_to_encode("\"#<>?^`{}");
constexpr ByteSet kFragmentSet = bytes_to_encode("\"<>`");
constexpr ByteSet kUserinfoSet = bytes_to_encode("\"#<>?^`{}/;=@[\\]|");

std::unexpected<Error> malformed(std::string_view what, std::string_view text) {
  return fail(ErrorCode::Malformed, std::string(what) + ": " + quote(text));
}

bool is_slash(char c) { return c == '/' || c == '\\'; }

/// Without controls and blanks around it, and without the tabs and line breaks in it.
std::string stripped(std::string_view text) {
  const auto is_dropped = [](char c) { return static_cast<unsigned char>(c) <= 0x20; };
  while (!text.empty() && is_dropped(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_dropped(text.back())) text.remove_suffix(1);
  std::string clean(text);
  if (clean.find_first_of("\t\n\r") == clean.npos) return clean;
  std::erase_if(clean, [](char c) { return c == '\t' || c == '\n' || c == '\r'; });
  return clean;
}

/// What stands before the colon; empty when `text` begins with no scheme.
std::string_view scheme_of(std::string_view text) {
  if (text.empty() || !is_ascii_letter(text.front())) return {};
  const auto end = std::ranges::find_if_not(
      text, [](char c) { return is_ascii_alphanumeric(c) || c == '+' || c == '-' || c == '.'; });
  if (end == text.end() || *end != ':') return {};
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

std::uint16_t default_port(std::string_view scheme) { return scheme == "https" ? 443 : 80; }

bool is_dot(std::string_view segment) { return segment == "." || equals_ignoring_case(segment, "%2e"); }

bool is_double_dot(std::string_view segment) {
  return segment == ".." || equals_ignoring_case(segment, ".%2e") || equals_ignoring_case(segment, "%2e.") ||
         equals_ignoring_case(segment, "%2e%2e");
}

/// Almost every path is: nothing in it that begins a segment with a dot, plain or encoded.
bool is_free_of_dots(std::string_view path) {
  return path.starts_with('/') && path.find("/.") == path.npos && path.find("/%2") == path.npos &&
         path.find('\\') == path.npos;
}

/// The path without dot segments (RFC 3986 section 5.2.4), backslashes taken as slashes; begins with a slash.
std::string without_dots(std::string_view path) {
  if (is_free_of_dots(path)) return std::string(path);
  std::string result;
  result.reserve(path.size() + 1);
  if (!path.empty() && is_slash(path.front())) path.remove_prefix(1);
  while (true) {
    const std::size_t end = path.find_first_of("/\\");
    const bool is_last = end == path.npos;
    const std::string_view segment = path.substr(0, end);
    if (is_double_dot(segment)) {
      result.resize(result.empty() ? 0 : result.rfind('/'));
      if (is_last) result += '/';
    } else if (is_dot(segment)) {
      if (is_last) result += '/';
    } else {
      (result += '/') += segment;
    }
    if (is_last) return result;
    path.remove_prefix(end + 1);
  }
}

/// Fills in query and fragment from the end of `rest`, and returns what stands before them.
std::string_view take_query_and_fragment(std::string_view rest, Url& url) {
  if (const std::size_t mark = rest.find('#'); mark != rest.npos) {
    url.fragment = percent_encoded(rest.substr(mark + 1), kFragmentSet);
    rest = rest.substr(0, mark);
  }
  if (const std::size_t mark = rest.find('?'); mark != rest.npos) {
    url.query = percent_encoded(rest.substr(mark + 1), kQuerySet);
    rest = rest.substr(0, mark);
  }
  return rest;
}

void set_path(std::string_view path, Url& url) { url.path = percent_encoded(without_dots(path), kPathSet); }

Result<void> set_port(std::string_view digits, Url& url) {
  if (digits.empty()) return {};
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc() || end != digits.data() + digits.size()) return malformed("bad port", digits);
  if (port != default_port(url.scheme)) url.port = port;
  return {};
}

/// Reads "user:password@host:port". The last @ ends the credentials, whatever an earlier one looks like.
Result<void> set_authority(std::string_view authority, Url& url) {
  if (const std::size_t mark = authority.rfind('@'); mark != authority.npos) {
    url.userinfo = percent_encoded(authority.substr(0, mark), kUserinfoSet);
    authority.remove_prefix(mark + 1);
  }
  std::string_view host = authority;
  const std::size_t colon = authority.rfind(':');
  const std::size_t bracket = authority.rfind(']');
  if (colon != authority.npos && (bracket == authority.npos || colon > bracket)) {
    if (auto port = set_port(authority.substr(colon + 1), url); !port) return port;
    host = authority.substr(0, colon);
  }
  auto parsed = parse_host(host);
  if (!parsed) return std::unexpected(parsed.error());
  url.host = std::move(*parsed);
  return {};
}

/// Reads what follows the scheme of an http URL; any number of slashes may precede the host.
Result<Url> read_http(std::string scheme, std::string_view rest) {
  Url url{.scheme = std::move(scheme), .userinfo = {}, .host = {}, .port = {}, .path = {}, .query = {}, .fragment = {}};
  while (!rest.empty() && is_slash(rest.front())) rest.remove_prefix(1);
  const std::size_t end = std::min(rest.find_first_of("/\\?#"), rest.size());
  if (auto authority = set_authority(rest.substr(0, end), url); !authority) return std::unexpected(authority.error());
  set_path(take_query_and_fragment(rest.substr(end), url), url);
  return url;
}

Result<Url> read_absolute(std::string_view clean) {
  const std::string_view scheme = scheme_of(clean);
  if (scheme.empty()) return malformed("no absolute URL", clean);
  const std::string_view rest = clean.substr(scheme.size() + 1);
  std::string lower = lower_ascii(scheme);
  if (lower == "http" || lower == "https") return read_http(std::move(lower), rest);
  Url url;
  url.scheme = std::move(lower);
  url.path = percent_encoded(rest, kOpaqueSet);
  return url;
}

/// RFC 3986 section 5.2.2 for a reference without scheme and authority.
Url read_relative(std::string_view reference, Url url) {
  Url parts;
  const std::string_view path = take_query_and_fragment(reference, parts);
  url.fragment = std::move(parts.fragment);
  if (!path.empty() || parts.query) url.query = std::move(parts.query);
  if (path.empty()) return url;
  const std::string folder = is_slash(path.front()) ? "" : url.path.substr(0, url.path.rfind('/') + 1);
  set_path(folder + std::string(path), url);
  return url;
}

/// What is no web address, perhaps for a slip behind its password, without what stands before the host.
std::string without_userinfo(std::string_view text) {
  const std::size_t scheme_end = text.find("://");
  if (scheme_end == text.npos) return std::string(text);
  const std::size_t begin = scheme_end + 3;
  const std::size_t mark = text.substr(0, text.find_first_of("/\\?#", begin)).rfind('@');
  if (mark == text.npos || mark < begin) return std::string(text);
  return std::string(text.substr(0, begin)).append(text.substr(mark + 1));
}

}  // namespace

std::string Url::text() const {
  std::string text = scheme + ':';
  if (is_http()) {
    text += "//";
    if (!userinfo.empty()) (text += userinfo) += '@';
    text += host;
    if (port) (text += ':') += std::to_string(*port);
  }
  text += path;
  if (query) (text += '?') += *query;
  if (fragment) (text += '#') += *fragment;
  return text;
}

std::string Url::authority() const { return port ? host + ':' + std::to_string(*port) : host; }

std::uint16_t Url::port_or_default() const { return port.value_or(default_port(scheme)); }

Result<Url> parse_url(std::string_view text) {
  if (text.size() > kMaxUrlBytes) return malformed("URL too long", text);
  return read_absolute(stripped(text));
}

Result<Url> parse_typed_url(std::string_view text) {
  const bool has_scheme = text.find("://") != std::string_view::npos;
  auto url = has_scheme ? parse_url(text) : parse_url("https://" + std::string(trim(text)));
  const bool is_refused = !url && url.error().code == ErrorCode::Forbidden;
  if (is_refused || (url && url->is_http())) return url;
  return fail(ErrorCode::Malformed,
              quote(shown_url(text)) + " is no web address; write for example https://blog.example.org/feed.xml");
}

std::string shown_url(std::string_view text) {
  auto url = parse_url(text);
  if (!url || !url->is_http()) return without_userinfo(text);
  if (url->userinfo.empty()) return std::string(text);
  url->userinfo.clear();
  return url->text();
}

Result<Url> resolve_url(std::string_view reference, std::string_view base) {
  if (reference.size() > kMaxUrlBytes) return malformed("URL too long", reference);
  const std::string clean = stripped(reference);
  const std::string_view scheme = scheme_of(clean);
  std::string_view rest = clean;
  if (!scheme.empty()) {
    rest.remove_prefix(scheme.size() + 1);
    // "http:page" is a reference too, within the same scheme only (RFC 3986 section 5.2.2, as browsers do it).
    const bool has_authority = !rest.empty() && is_slash(rest.front());
    if (has_authority || !(equals_ignoring_case(scheme, "http") || equals_ignoring_case(scheme, "https"))) {
      return read_absolute(clean);
    }
  }
  auto parsed_base = parse_url(base);
  const bool has_base = parsed_base && parsed_base->is_http();
  if (!scheme.empty() && !(has_base && equals_ignoring_case(scheme, parsed_base->scheme))) return read_absolute(clean);
  if (!has_base) return malformed("a relative URL without an http URL to start from", reference);
  if (rest.size() >= 2 && is_slash(rest[0]) && is_slash(rest[1])) return read_http(parsed_base->scheme, rest);
  return read_relative(rest, std::move(*parsed_base));
}

std::string web_url(std::string_view reference, std::string_view base) {
  const auto url = resolve_url(reference, base);
  return url && url->is_http() ? url->text() : "";
}

bool are_of_one_site(std::string_view url, std::string_view other) {
  const auto one = parse_url(url), two = parse_url(other);
  if (!one || !two || !one->is_http() || !two->is_http()) return false;
  const auto name_of = [](const Url& parsed) { return std::string(".").append(without_www(parsed.host)); };
  const std::string a = name_of(*one), b = name_of(*two);
  return a.ends_with(b) || b.ends_with(a);
}

std::string host_of(std::string_view text) {
  if (const auto plain = read_plain_url(text)) return std::string(plain->host);
  const auto url = parse_url(text);
  return url && url->is_http() ? url->authority() : "";
}

}  // namespace aggregator
