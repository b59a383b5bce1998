#include "aggregator/mail/smtp_check.h"

#include <fmt/format.h>

#include <tuple>

#include "aggregator/base/text.h"
#include "smtp_connection.h"

namespace aggregator::mail {
namespace {

/// Many relays let anybody in and ask for the login here.
Result<void> announce_message(SmtpConnection& connection, const SmtpOptions& options, const std::string& sender) {
  if (auto said = connection.send(fmt::format("MAIL FROM:<{}>\r\n", sender)); !said) return said;
  const auto reply = connection.receive(options.timeout);
  if (!reply) return std::unexpected(reply.error());
  if (reply->code / 100 == 2) return {};
  const bool wants_login = reply->code == 530 && options.user.empty();  // RFC 4954 section 6
  return fail(reply->code / 100 == 5 ? ErrorCode::Forbidden : ErrorCode::Unavailable,
              fmt::format("it takes no mail from {} (the server said {}){}", sender, quote(reply->text),
                          wants_login ? "; set mail.user and mail.password_file to log in" : ""));
}

}  // namespace

Result<void> check_smtp(const SmtpOptions& options, const std::string& sender) {
  constexpr std::chrono::seconds kGoodbye{2};
  const auto connection = SmtpConnection::open(options);
  if (!connection) return std::unexpected(connection.error());
  const auto taken = announce_message(**connection, options, sender);
  if ((*connection)->send("QUIT\r\n")) std::ignore = (*connection)->receive(kGoodbye);
  return taken ? taken : at(fmt::format("{}:{}", options.host, options.port), taken.error());
}

}  // namespace aggregator::mail
