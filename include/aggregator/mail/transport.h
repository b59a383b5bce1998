// Ways for a message to leave the house: Maildir, SMTP, sendmail behind one interface.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "aggregator/base/error.h"

namespace aggregator::mail {

struct Envelope {
  std::string sender;     ///< MAIL FROM (RFC 5321 section 4.1.1.2)
  std::string recipient;  ///< RCPT TO
};

/// What became of one message.
struct Outcome {
  enum class State {
    Sent,      ///< the other side has taken responsibility
    Deferred,  ///< not now (4yz, no connection): try again
    Failed,    ///< never (5yz, RFC 5321 section 4.2.1)
  };
  State state = State::Sent;
  std::string reason;  ///< the server's words with its codes (RFC 3463), or ours; one line
  /// Deferred before anybody looked at this message: no connection, no login, no disk. The next message would fare no
  /// better; only the runner or time can mend it.
  bool unreachable = false;
  /// Deferred after the whole message had gone out, without an answer: it may have been taken.
  bool unanswered = false;
  /// Deferred by a server that gets too much at once, or may mean that: what goes the same way should go more slowly.
  bool pushed_back = false;
  /// What a refusal is about: the sender (MAIL, or RCPT when it says so), the recipient (RCPT) or the message.
  enum class At { Sender, Recipient, Message };
  At at = At::Message;
  /// Unreachable because the login was refused: more attempts may have the account locked.
  bool login_refused = false;
};

/// One connection's worth of sending. Not for several threads at once: each courier thread makes its own.
class Transport {
 public:
  virtual ~Transport() = default;
  /// Opens the connection over which the next message goes, unless it is open or none is needed. Why there is none;
  /// nothing: there is. send() does the same by itself.
  [[nodiscard]] virtual std::optional<Outcome> connect() { return std::nullopt; }
  /// `message` as format_message() made it. `name` is a stable name of this delivery, safe in a file name.
  [[nodiscard]] virtual Outcome send(const Envelope& envelope, std::string_view message, std::string_view name) = 0;
};

/// Delivers into DIR/new of a Maildir (created when missing), as Maildir wants: written to tmp, flushed, then renamed.
/// The file is NAME.eml in new/, so that a repeat after a crash replaces itself.
[[nodiscard]] std::unique_ptr<Transport> maildir_transport(const std::filesystem::path& directory);

enum class Security { StartTlsRequired, StartTlsIfOffered, Plain, ImplicitTls };

/// How to log in (RFC 4954). Any: the best that both sides know, with a password.
enum class Login { Any, Plain, Login, XOAuth2 };

struct SmtpOptions {
  std::string host;
  std::uint16_t port = 587;
  Security security = Security::StartTlsRequired;
  std::string user, password;  ///< empty: no AUTH; with XOAUTH2 the password is the access token
  Login login = Login::Any;
  std::chrono::seconds timeout{60};
  std::size_t messages_per_connection = 100;
  std::string helo;  ///< EHLO name; empty: libcurl's, the name of this machine
  /// Asked while waiting for the server, once a second or more often; when it says so the connection counts as lost.
  std::function<bool()> is_cancelled = {};
};

/// SMTP (libcurl), the connection kept between messages.
[[nodiscard]] std::unique_ptr<Transport> smtp_transport(SmtpOptions options);

/// Takes every message and keeps none: for measuring, and for trying settings out.
[[nodiscard]] std::unique_ptr<Transport> null_transport();

/// Hands the message to a sendmail program: `PROGRAM -i -f SENDER -- RECIPIENT`, no shell. Its exit status tells the
/// outcome (sysexits: only 65 and 67 fail it). Once `is_cancelled` (may be empty) says so, or after five minutes, it is
/// killed.
[[nodiscard]] std::unique_ptr<Transport> sendmail_transport(const std::filesystem::path& program,
                                                            std::function<bool()> is_cancelled = {});

}  // namespace aggregator::mail
