// One connection to an SMTP server, opened by libcurl: name, TCP, greeting, EHLO, STARTTLS or TLS, AUTH.
//
// The mail transactions are not libcurl's (it stops after connecting, CURLOPT_CONNECT_ONLY): it sends one command at a
// time and closes the connection whenever a recipient is refused.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/base/owned.h"
#include "aggregator/mail/transport.h"
#include "smtp_reply.h"

namespace aggregator::mail {

class SmtpConnection {
 public:
  SmtpConnection(const SmtpConnection&) = delete;
  SmtpConnection& operator=(const SmtpConnection&) = delete;
  /// Hangs up without a word and without waiting.
  ~SmtpConnection();

  /// Errors: Unavailable, or Forbidden when the login was refused, with the server's words where it said any and what
  /// the runner can mend.
  [[nodiscard]] static Result<std::unique_ptr<SmtpConnection>> open(const SmtpOptions& options);

  /// Whether the server's answer to EHLO has this keyword ("PIPELINING").
  [[nodiscard]] bool offers(std::string_view keyword) const;

  /// Sends all of it within the time limit of the options. Errors: Unavailable.
  [[nodiscard]] Result<void> send(std::string_view bytes);

  /// The same for a part of a message, to which the server says nothing before the end. Errors: Unavailable, also as
  /// soon as it speaks all the same; receive() tells what it said.
  [[nodiscard]] Result<void> send_part(std::string_view bytes);

  /// Whether the server has said something since its last reply, or hung up. It was not asked: what it says next would
  /// be taken for the answer to another command.
  [[nodiscard]] bool has_spoken();

  /// The next reply. Errors: Unavailable when the connection ends or `patience` is over; Malformed for what is no
  /// reply.
  [[nodiscard]] Result<SmtpReply> receive(std::chrono::seconds patience);

 private:
  using Handle = Owned<CURL, curl_easy_cleanup>;
  using Deadline = std::chrono::steady_clock::time_point;

  SmtpConnection(Handle handle, std::vector<std::string> keywords, const SmtpOptions& options);
  [[nodiscard]] curl_socket_t socket() const;
  [[nodiscard]] Result<void> wait_for(int events, Deadline deadline) const;
  [[nodiscard]] Result<void> write(std::string_view bytes, bool is_listening);
  [[nodiscard]] Result<void> read_some(Deadline deadline);
  [[nodiscard]] Result<bool> read_available();

  Handle handle_;
  const std::vector<std::string> keywords_;
  const std::chrono::seconds timeout_;
  const std::function<bool()> is_cancelled_;
  const bool is_encrypted_;
  std::string received_;
  bool has_heard_ = false;  // anything since we last spoke
};

}  // namespace aggregator::mail
