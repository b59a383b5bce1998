// SMTP transactions (RFC 5321 section 3.3): MAIL, RCPT and DATA go out together where the server offers PIPELINING
// (RFC 2920); a refusal costs RSET and not the connection.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <expected>
#include <optional>
#include <tuple>

#include "aggregator/base/ascii.h"
#include "aggregator/base/text.h"
#include "aggregator/mail/report.h"
#include "aggregator/mail/transport.h"
#include "judgement.h"
#include "smtp_connection.h"

namespace aggregator::mail {
namespace {

using Step = std::expected<void, Outcome>;  // the outcome is that of the message, which ends here

/// Waiting longer after the final dot than elsewhere: giving up there makes a duplicate (RFC 5321 section 4.5.3.2.6).
constexpr int kFinalPatience = 5;
constexpr std::chrono::seconds kGoodbye{2}, kLastWords{2};
constexpr std::size_t kData = 2;  // of the three commands
constexpr std::array kAnswered{Outcome::At::Sender, Outcome::At::Recipient, Outcome::At::Message};  // MAIL, RCPT, DATA

/// MAIL says how large the message is and whether it needs SMTPUTF8, so its refusal can be about that. That of RCPT can
/// be about MAIL; only one for good, as greylisting has the same codes.
Outcome::At subject_of(std::size_t command, const SmtpReply& reply) {
  const StatusCode code = find_status(reply.text);
  const bool is_about_message = reply.code == 552 || (code.subject == 3 && code.detail == 4) || code.subject == 6;
  if (kAnswered[command] == Outcome::At::Sender && is_about_message) return Outcome::At::Message;
  const bool is_for_good = reply.code / 100 == 5;
  if (kAnswered[command] == Outcome::At::Recipient && is_for_good && is_about_sender(reply.text)) {
    return Outcome::At::Sender;
  }
  return kAnswered[command];
}

bool is_taken(std::size_t command, const SmtpReply& reply) {
  return command == kData ? reply.code == 354 : reply.code / 100 == 2;
}

/// Whether the address can stand between < and > of a command.
bool fits_command(std::string_view address) {
  return std::ranges::none_of(address, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte <= ' ' || byte == 0x7F || c == '<' || c == '>';
  });
}

class SmtpTransport final : public Transport {
 public:
  explicit SmtpTransport(SmtpOptions options) : options_(std::move(options)) {}
  ~SmtpTransport() override { say_goodbye(); }

  std::optional<Outcome> connect() override {
    const Step opened = open();
    return opened ? std::nullopt : std::optional(opened.error());
  }

  Outcome send(const Envelope& envelope, std::string_view message, std::string_view) override {
    if (!fits_command(envelope.sender) || !fits_command(envelope.recipient)) {
      return {Outcome::State::Failed, "an address that cannot stand in an SMTP command", false};
    }
    if (messages_ >= options_.messages_per_connection) say_goodbye();
    if (connection_ && connection_->has_spoken()) connection_.reset();
    const bool is_reused = connection_ != nullptr && is_used_;
    Outcome outcome = attempt(envelope, message);
    // A server may end a connection between two messages, or say something that nobody asked for, which says nothing
    // about the second one.
    if (is_reused && (outcome.unreachable || is_out_of_step_)) outcome = attempt(envelope, message);
    return outcome;
  }

 private:
  Outcome attempt(const Envelope& envelope, std::string_view message) {
    is_out_of_step_ = false;
    if (Step opened = open(); !opened) return opened.error();
    is_used_ = true;
    if (Step begun = begin(envelope, message.size()); !begun) return begun.error();
    return transmit(message);
  }

  Step open() {
    if (connection_) return {};
    auto opened = SmtpConnection::open(options_);
    if (!opened) {
      Outcome outcome{Outcome::State::Deferred, opened.error().detail, true};
      outcome.login_refused = opened.error().code == ErrorCode::Forbidden;
      return std::unexpected(outcome);
    }
    connection_ = std::move(*opened);
    messages_ = 0;
    is_used_ = false;
    return {};
  }

  /// Everything before the message itself.
  Step begin(const Envelope& envelope, std::size_t size) {
    const bool is_international = !is_ascii(envelope.sender) || !is_ascii(envelope.recipient);
    if (is_international && !connection_->offers("SMTPUTF8")) {
      return std::unexpected(Outcome{Outcome::State::Failed,
                                     "5.6.7 the address is not ASCII and the server does not take such (SMTPUTF8)",
                                     false});
    }
    const std::array commands{
        fmt::format("MAIL FROM:<{}>{}{}\r\n", envelope.sender,
                    connection_->offers("SIZE") ? fmt::format(" SIZE={}", size) : "",
                    is_international ? " SMTPUTF8" : ""),
        fmt::format("RCPT TO:<{}>\r\n", envelope.recipient),
        std::string("DATA\r\n"),
    };
    return ask(commands);
  }

  /// Asks for the server's leave to send the message. Pipelined commands are all answered, also after a refusal.
  Step ask(const std::array<std::string, 3>& commands) {
    const bool pipelining = connection_->offers("PIPELINING");
    std::optional<Outcome> refusal;
    bool is_listening = false;  // for the message
    for (std::size_t i = 0; i < commands.size() && (pipelining || !refusal); ++i) {
      const std::string burst = !pipelining ? commands[i] : i == 0 ? commands[0] + commands[1] + commands[2] : "";
      const auto reply = exchange(burst);
      if (!reply) {
        const Outcome cut = lost(reply.error(), i == 0);
        return std::unexpected(refusal ? *refusal : cut);
      }
      is_listening = is_taken(i, *reply) && i == kData;
      if (is_taken(i, *reply) || refusal) continue;
      if (reply->code < 400) return std::unexpected(out_of_step(*reply));
      refusal = judge(*reply);
      refusal->at = subject_of(i, *reply);
      if (reply->code != 421) continue;
      refusal->unreachable = i == 0;  // later it can be about the recipient
      connection_.reset();
      return std::unexpected(*refusal);
    }
    if (!refusal) return {};
    start_over(is_listening);
    return std::unexpected(*refusal);
  }

  Outcome transmit(std::string_view message) {
    if (auto sent = send_body(message); !sent) return cut_off(sent.error());
    const auto reply = connection_->receive(options_.timeout * kFinalPatience);
    if (!reply) {
      Outcome outcome = lost(reply.error(), false);
      outcome.unanswered = true;
      return outcome;
    }
    ++messages_;
    if (reply->code == 421) connection_.reset();
    return judge(*reply);
  }

  /// The message was not taken, for its end was not sent. A server that wants no more of it (too large, a filter, its
  /// disk) may have said why before it closed, and the words are then still there to be read.
  Outcome cut_off(const Error& error) {
    const auto reply = connection_->receive(kLastWords);
    Outcome outcome = reply && reply->code >= 400 ? judge(*reply) : lost(error, false);
    connection_.reset();
    return outcome;
  }

  /// The message with its lines that begin with a dot doubled (RFC 5321 section 4.5.2) and the dot that ends it. Such
  /// lines are rare, so nothing is copied for them.
  Result<void> send_body(std::string_view message) {
    const std::string_view end = message.ends_with("\r\n") ? ".\r\n" : "\r\n.\r\n";
    Result<void> sent;
    if (message.starts_with('.')) sent = connection_->send_part(".");
    for (std::size_t at = 0; sent && (at = message.find("\n.")) != message.npos; message.remove_prefix(at + 1)) {
      sent = connection_->send_part(message.substr(0, at + 1));
      if (sent) sent = connection_->send_part(".");
    }
    if (sent) sent = connection_->send_part(message);
    if (sent) sent = connection_->send_part(end);
    return sent;
  }

  Result<SmtpReply> exchange(std::string_view bytes) {
    if (auto sent = connection_->send(bytes); !sent) return std::unexpected(sent.error());
    return connection_->receive(options_.timeout);
  }

  Outcome lost(const Error& error, bool before_any_answer) {
    connection_.reset();
    return {Outcome::State::Deferred, fmt::format("{}:{}: {}", options_.host, options_.port, error.detail),
            before_any_answer};
  }

  /// Of a reply that is none to the command: which one later replies are to, nobody knows.
  Outcome out_of_step(const SmtpReply& reply) {
    is_out_of_step_ = true;
    return lost({ErrorCode::Malformed, "the server answers with what belongs to another command: " + quote(reply.text)},
                false);
  }

  /// Ends the transaction that was refused. A server that listens nevertheless gets an empty message, which it must
  /// refuse as it has no recipients.
  void start_over(bool is_listening) {
    if (!connection_) return;
    const bool is_ready = (!is_listening || exchange(".\r\n")) && exchange("RSET\r\n");
    if (!is_ready) connection_.reset();
  }

  void say_goodbye() {
    if (connection_ && connection_->send("QUIT\r\n")) std::ignore = connection_->receive(kGoodbye);
    connection_.reset();
  }

  const SmtpOptions options_;
  std::unique_ptr<SmtpConnection> connection_;
  std::size_t messages_ = 0;     // on this connection
  bool is_used_ = false;         // for a message
  bool is_out_of_step_ = false;  // in the last attempt, before the message
};

}  // namespace

std::unique_ptr<Transport> smtp_transport(SmtpOptions options) {
  return std::make_unique<SmtpTransport>(std::move(options));
}

}  // namespace aggregator::mail
