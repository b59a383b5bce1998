// E-mail addresses: what may stand in an envelope and in a header.
#pragma once

#include <string>
#include <string_view>

#include "aggregator/base/error.h"

namespace aggregator {

/// The address part of `text`, checked: local@domain as in RFC 5321 section 4.1.2 (no quoted local part, at most 64 and
/// 254 octets; UTF-8 in the local part is allowed, RFC 6531), the domain a host name with a dot, in punycode where it
/// is international. White space around it is dropped; case and dots are kept.
/// Errors: Malformed, saying what is wrong with it.
[[nodiscard]] Result<std::string> parse_email_address(std::string_view text);

/// The form by which two spellings are the same mailbox: all lower case.
[[nodiscard]] std::string email_key(std::string_view address);

/// What stands behind the @ of an address.
[[nodiscard]] std::string_view domain_of(std::string_view address);

/// A mailbox with its display name (RFC 5322 section 3.4).
struct Mailbox {
  std::string name;  ///< may be empty; UTF-8, one line
  std::string address;
};

/// Reads `Name <local@domain>`, `"Name" <local@domain>` or a bare address. Errors: Malformed.
[[nodiscard]] Result<Mailbox> parse_mailbox(std::string_view text);

}  // namespace aggregator
