#include "aggregator/deliver/courier.h"
#include "transport_options.h"

namespace aggregator::deliver {
namespace {

mail::Security security_of(const config::SmtpTransport& server, config::StartTls starttls) {
  if (server.implicit_tls) return mail::Security::ImplicitTls;
  switch (starttls) {
    case config::StartTls::Required:
      return mail::Security::StartTlsRequired;
    case config::StartTls::Opportunistic:
      return mail::Security::StartTlsIfOffered;
    case config::StartTls::Never:
      return mail::Security::Plain;
  }
  return mail::Security::StartTlsRequired;
}

struct MakeTransport {
  const config::MailSettings& settings;

  std::unique_ptr<mail::Transport> operator()(const config::MaildirTransport& maildir) const {
    return mail::maildir_transport(maildir.directory);
  }
  std::unique_ptr<mail::Transport> operator()(const config::SendmailTransport& sendmail) const {
    return mail::sendmail_transport(sendmail.program);
  }
  std::unique_ptr<mail::Transport> operator()(const config::SmtpTransport& server) const {
    return mail::smtp_transport(smtp_options(server, settings));
  }
};

}  // namespace

mail::SmtpOptions smtp_options(const config::SmtpTransport& server, const config::MailSettings& settings) {
  mail::SmtpOptions options;
  options.host = server.host;
  options.port = server.port;
  options.security = security_of(server, settings.starttls);
  options.user = settings.user;
  options.password = settings.password;
  return options;
}

std::unique_ptr<mail::Transport> make_transport(const config::MailSettings& settings) {
  return std::visit(MakeTransport{settings}, settings.transport);
}

}  // namespace aggregator::deliver
