// URLs: reading them as browsers do, resolving references, and the canonical form that identity is judged by.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "aggregator/base/error.h"

namespace aggregator {

/// An absolute URL in its parts (RFC 3986 section 3). For http and https the host is lower-case ASCII (IDN as
/// punycode), an IPv6 address keeps its brackets, and the path is never empty.
struct Url {
  std::string scheme;    ///< lower case, without the colon
  std::string userinfo;  ///< "user:password" as written; empty when there is none
  std::string host;
  std::optional<std::uint16_t> port;  ///< only when it is not the scheme's own
  std::string path;                   ///< of other schemes: all that follows the colon
  std::optional<std::string> query;
  std::optional<std::string> fragment;

  /// The URL put together again.
  [[nodiscard]] std::string text() const;
  /// The host, with its port where that is not the scheme's own.
  [[nodiscard]] std::string authority() const;
  /// The port that a connection goes to: `port`, else 80 or 443.
  [[nodiscard]] std::uint16_t port_or_default() const;
  [[nodiscard]] bool is_http() const { return scheme == "http" || scheme == "https"; }
};

/// Reads an absolute URL. As in the WHATWG URL standard, white space around it is dropped, so are tabs and line breaks
/// in it, a backslash counts as a slash, and characters that URLs must not hold are percent-encoded as UTF-8.
///
/// Errors: Malformed, for a reference without scheme, an http URL without host, or a bad port, host or IPv6 address;
/// Forbidden, for an IPv6 address with a zone id (RFC 6874).
[[nodiscard]] Result<Url> parse_url(std::string_view text);

/// A web address as a person types it: without a scheme it is https. Errors: Malformed, for what is none, with an
/// example.
[[nodiscard]] Result<Url> parse_typed_url(std::string_view text);

/// The absolute URL that `reference` means in a document at `base` (RFC 3986 section 5.2). An empty or unreadable base
/// is no error as long as `reference` is absolute. Errors: Malformed.
[[nodiscard]] Result<Url> resolve_url(std::string_view reference, std::string_view base);

/// The same as text; empty when it is no URL of the schemes http and https.
[[nodiscard]] std::string web_url(std::string_view reference, std::string_view base);

/// An http URL that parse_url() would give back as it is, in two parts of the text that it was read from.
struct PlainUrl {
  std::string_view host;
  std::string_view target;  ///< path, query and fragment
};

/// `text` as a plain URL; nothing for all that is worth a closer look, which may be in order all the same. Five times
/// as fast as parse_url(): for where many links are read.
[[nodiscard]] std::optional<PlainUrl> read_plain_url(std::string_view text);

/// The form in which two links to the same post are the same string: scheme http(s), `www.`, default port, trailing
/// slash, fragment, credentials and tracking parameters (utm_*, fbclid …) folded; other query parameters kept in their
/// order, and fragments that are routes of a page in one file (#!/a, #/a). An identity, not an address: never fetch or
/// show it. What is no http URL comes back trimmed and otherwise unchanged.
[[nodiscard]] std::string canonical_url(std::string_view text);

/// `text` for people and logs: without credentials, otherwise as it is.
[[nodiscard]] std::string shown_url(std::string_view text);

/// Whether two http URLs are of one site: on the same host, or one on a host below the other's ("v2.velog.io" and
/// "velog.io"); `www.` aside.
[[nodiscard]] bool are_of_one_site(std::string_view url, std::string_view other);

/// The host with its port where that is not the scheme's own, lower case: what per-host limits count by. Empty when
/// `text` is no http URL.
[[nodiscard]] std::string host_of(std::string_view text);

}  // namespace aggregator
