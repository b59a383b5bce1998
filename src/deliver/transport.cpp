#include "aggregator/deliver/transport.h"

#include <utility>

#include "transport_options.h"

namespace aggregator::deliver {
namespace {

/// A password must not be read on the way, so with a login encryption is no option but required: whoever sits between
/// could leave STARTTLS out of what the server offers. Settings allow `never` with a login only where nobody sits
/// between or the runner says so.
mail::Security security_of(const config::SmtpTransport& server, const config::MailSettings& settings) {
  if (server.implicit_tls) return mail::Security::ImplicitTls;
  switch (settings.starttls) {
    case config::StartTls::Required:
      return mail::Security::StartTlsRequired;
    case config::StartTls::Opportunistic:
      return settings.user.empty() || config::may_log_in_unencrypted(settings) ? mail::Security::StartTlsIfOffered
                                                                               : mail::Security::StartTlsRequired;
    case config::StartTls::Never:
      return mail::Security::Plain;
  }
  return mail::Security::StartTlsRequired;
}

mail::Login login_of(config::Login login) {
  switch (login) {
    case config::Login::Auto:
      return mail::Login::Any;
    case config::Login::Plain:
      return mail::Login::Plain;
    case config::Login::Login:
      return mail::Login::Login;
    case config::Login::XOAuth2:
      return mail::Login::XOAuth2;
  }
  return mail::Login::Any;
}

struct MakeTransport {
  const config::MailSettings& settings;
  std::function<bool()> is_cancelled;

  std::unique_ptr<mail::Transport> operator()(const config::MaildirTransport& maildir) const {
    return mail::maildir_transport(maildir.directory);
  }
  std::unique_ptr<mail::Transport> operator()(const config::SendmailTransport& sendmail) const {
    return mail::sendmail_transport(sendmail.program, is_cancelled);
  }
  std::unique_ptr<mail::Transport> operator()(const config::SmtpTransport& server) const {
    mail::SmtpOptions options = smtp_options(server, settings);
    options.is_cancelled = is_cancelled;
    return mail::smtp_transport(std::move(options));
  }
  std::unique_ptr<mail::Transport> operator()(const config::NullTransport&) const { return mail::null_transport(); }
};

}  // namespace

mail::SmtpOptions smtp_options(const config::SmtpTransport& server, const config::MailSettings& settings) {
  mail::SmtpOptions options;
  options.host = server.host;
  options.port = server.port;
  options.security = security_of(server, settings);
  options.user = settings.user;
  options.helo = settings.helo.empty() ? std::string(domain_of(settings.from.address)) : settings.helo;
  options.login = login_of(settings.login);
  options.password = options.login == mail::Login::XOAuth2 ? settings.token : settings.password;
  return options;
}

std::unique_ptr<mail::Transport> make_transport(const config::MailSettings& settings,
                                                std::function<bool()> is_cancelled) {
  return std::visit(MakeTransport{settings, std::move(is_cancelled)}, settings.transport);
}

}  // namespace aggregator::deliver
