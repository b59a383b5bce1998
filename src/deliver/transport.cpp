#include "aggregator/deliver/courier.h"

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
    mail::SmtpOptions options;
    options.host = server.host;
    options.port = server.port;
    options.security = security_of(server, settings.starttls);
    options.user = settings.user;
    options.password = settings.password;
    return mail::smtp_transport(std::move(options));
  }
};

}  // namespace

std::unique_ptr<mail::Transport> make_transport(const config::MailSettings& settings) {
  return std::visit(MakeTransport{settings}, settings.transport);
}

}  // namespace aggregator::deliver
