// A message that came back to us: bytes in, a value out. Nothing in it is true only because it says so: anybody can
// write such a message. What follows from it is decided in `deliver`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "aggregator/base/error.h"

namespace aggregator::mail {

/// The codes of a reply: "550" (RFC 5321 section 4.2.1) and "5.1.1" (RFC 3463). What is missing is 0.
struct StatusCode {
  int reply = 0;
  int kind = 0, subject = 0, detail = 0;

  [[nodiscard]] bool is_empty() const { return reply == 0 && kind == 0; }
};

/// The first codes in a server's words. Only codes that a server may send count: "Exim 4.94.2" and 192.0.2.1 hold none.
[[nodiscard]] StatusCode find_status(std::string_view text);

/// Whether a refusal is about who sends and not about the recipient, whatever command it answers. Many servers (Postfix
/// by default) keep what they think of the client, its greeting and MAIL until RCPT. The codes tell: X.1.7 and X.1.8
/// (RFC 3463 section 3.2), X.7.23 to X.7.27 (RFC 7372, RFC 7505); else the words that Postfix, Exim and Sendmail put.
/// Other X.7.z, 5.7.1 before all, are said of senders and recipients alike and tell nothing alone.
[[nodiscard]] bool is_about_sender(std::string_view text);

/// One recipient of a delivery status notification (RFC 3464 section 2.3).
struct RecipientStatus {
  enum class Action { Failed, Delayed, Delivered };  ///< Delivered: relayed and expanded, too
  Action action = Action::Failed;
  std::string address, original;  ///< Final-Recipient and Original-Recipient; may be empty
  StatusCode code;
  std::string words;  ///< Diagnostic-Code, or else Status; one line
};

/// What a report shows of the message that it is about.
struct ReturnedMessage {
  std::string message_id;                 ///< without angle brackets; empty: it does not show it
  std::vector<std::string> return_paths;  ///< addresses
  std::string list_unsubscribe;           ///< the header's value
};

struct Report {
  enum class Kind {
    DeliveryStatus,  ///< RFC 3464, by its structure
    Feedback,        ///< RFC 5965, and the complaints of Outlook.com
    Plain,           ///< any other message
  };
  Kind kind = Kind::Plain;
  std::vector<std::string> delivered_to;  ///< the addresses that it may have come to
  std::string from;                       ///< address; empty: none that can be read
  std::string subject;
  bool is_automatic = false;       ///< says that a program wrote it (RFC 3834 section 5, and older ways to say so)
  bool is_from_mailer = false;     ///< says that a mail server wrote it
  bool is_without_sender = false;  ///< came with the null return path, which nobody answers
  std::vector<RecipientStatus> recipients;  ///< of a DeliveryStatus, 100 at most
  std::string feedback_type;                ///< of a Feedback, in lower case
  ReturnedMessage returned;
  std::string words;  ///< the first text in it, up to where it quotes the message that came back
};

/// How much of a message is looked at: what is behind it is taken for cut off.
inline constexpr std::size_t kMaxReportBytes = 4u << 20;

/// Reads a message as a mail server hands it over, with or without an mbox "From " line. Takes any bytes; what is
/// returned inside is not itself read as a report. Errors: Malformed, for what has no header or more header lines or
/// parts than any report.
[[nodiscard]] Result<Report> parse_report(std::string_view bytes);

}  // namespace aggregator::mail
