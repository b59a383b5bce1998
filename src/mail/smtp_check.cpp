#include "aggregator/mail/smtp_check.h"

#include <tuple>

#include "smtp_connection.h"

namespace aggregator::mail {

Result<void> check_smtp(const SmtpOptions& options) {
  constexpr std::chrono::seconds kGoodbye{2};
  const auto connection = SmtpConnection::open(options);
  if (!connection) return std::unexpected(connection.error());
  if ((*connection)->send("QUIT\r\n")) std::ignore = (*connection)->receive(kGoodbye);
  return {};
}

}  // namespace aggregator::mail
