// A mail message (MIME), from its parts to the bytes that are sent.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aggregator/base/email_address.h"
#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/mail/personal.h"

namespace aggregator::mail {

struct Message {
  Mailbox from;
  std::string to;          ///< address
  std::string subject;     ///< UTF-8
  std::string message_id;  ///< "local@domain", without angle brackets
  Instant date;
  std::string language;                                           ///< Content-Language
  std::vector<std::pair<std::string, std::string>> more_headers;  ///< name and ASCII value, in order
  std::string text;                                               ///< UTF-8
  std::string html;                                               ///< UTF-8
};

/// The message as RFC 5322 bytes with CRLF line ends: multipart/alternative, text first; lines of at most 998 octets,
/// the header folded at 76 and ASCII (RFC 2047) but for mailboxes that are not (RFC 6532). The same message gives the
/// same bytes.
///
/// Errors: Malformed, when a header value holds CR, LF or NUL: header injection is refused here, not escaped.
[[nodiscard]] Result<std::string> format_message(const Message& message);

/// A message with placeholders in its subject and bodies, to be filled in for many recipients: what they share is
/// encoded once. Safe from several threads.
class Form {
 public:
  /// `to` and `message_id` of `shared` are not looked at, `more_headers` stand before those of the recipient.
  explicit Form(Message shared);
  Form(const Form&) = delete;
  Form& operator=(const Form&) = delete;
  ~Form();

  struct Recipient {
    Personal personal;
    std::string to, message_id;
    std::vector<std::pair<std::string, std::string>> more_headers;
  };
  /// Puts the bytes, as format_message() makes them, in the place of what is in `out`, whose memory is used again: a
  /// message is large, and new memory for each costs more time than writing it. Errors: the same.
  [[nodiscard]] Result<void> fill(const Recipient& recipient, std::string& out) const;

 private:
  struct Parts;
  std::unique_ptr<const Parts> parts_;
};

/// How many bytes the part of a message is that carries `text`, encoded and with its line ends.
[[nodiscard]] std::size_t size_in_message(std::string_view text);

/// RFC 8058 and RFC 2369 headers for leaving a list in one click. `mailto` is a mailto: URL.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> unsubscribe_headers(const std::string& https_url,
                                                                                   const std::string& mailto);

/// The List-Id header (RFC 2919): `name` (UTF-8) for people, `id` ("digest.example.org") for programs.
[[nodiscard]] std::pair<std::string, std::string> list_id_header(const std::string& name, const std::string& id);

}  // namespace aggregator::mail
