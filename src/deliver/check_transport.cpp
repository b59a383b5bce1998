#include "aggregator/deliver/check_transport.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>

#include "aggregator/mail/smtp_check.h"
#include "transport_options.h"

namespace aggregator::deliver {
namespace {
namespace fs = std::filesystem;

constexpr std::chrono::seconds kPatience{20};

struct Check {
  const config::MailSettings& settings;

  Result<std::string> operator()(const config::MaildirTransport& maildir) const {
    std::error_code error;
    fs::path place = maildir.directory;
    while (!fs::exists(place, error) && place.has_relative_path()) place = place.parent_path();
    if (fs::is_directory(place, error) && ::access(place.c_str(), W_OK | X_OK) == 0) {
      return fmt::format("mail goes to the folder {} and nowhere else", maildir.directory.string());
    }
    return fail(ErrorCode::Io, fmt::format("{} cannot be written; give this account permission on it, or set "
                                           "mail.transport to another folder",
                                           place.string()));
  }

  Result<std::string> operator()(const config::SendmailTransport& sendmail) const {
    const std::string program = sendmail.program.string();
    if (::access(program.c_str(), X_OK) == 0) return program + " is there and can be run";
    return fail(ErrorCode::NotFound, program + " cannot be run; install a mail server, or correct mail.transport");
  }

  Result<std::string> operator()(const config::NullTransport&) const {
    return "mail is counted and thrown away; set mail.transport to send it";
  }

  Result<std::string> operator()(const config::SmtpTransport& server) const {
    mail::SmtpOptions options = smtp_options(server, settings);
    options.timeout = kPatience;
    const std::string& sender = settings.bounce_address.empty() ? settings.from.address : settings.bounce_address;
    if (const auto good = mail::check_smtp(options, sender); !good) return std::unexpected(good.error());
    return fmt::format("{}:{} answers{}", server.host, server.port,
                       settings.user.empty() ? ", without a login" : " and takes the login");
  }
};

}  // namespace

Result<std::string> check_transport(const config::MailSettings& settings) {
  return std::visit(Check{settings}, settings.transport);
}

}  // namespace aggregator::deliver
