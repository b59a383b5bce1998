// mail.transport: where mail goes.
#include <fmt/format.h>

#include "aggregator/base/text.h"
#include "values.h"

namespace aggregator::config {
namespace {

constexpr std::uint16_t kSubmissionPort = 587, kSubmissionsPort = 465;

std::unexpected<Error> malformed(std::string_view text, std::string_view what) {
  return fail(ErrorCode::Malformed, fmt::format("{}: {}; write maildir:DIR, smtp://host:587, smtps://host:465, "
                                                "sendmail:/usr/sbin/sendmail or null:",
                                                quote(text), what));
}

Result<Transport> parse_smtp(std::string_view text, std::string_view server, bool implicit_tls) {
  if (server.find('@') != server.npos) {
    return fail(ErrorCode::Malformed,
                "a server without credentials is wanted here; they go to mail.user and "
                "mail.password_file");
  }
  const auto address = parse_server(server);
  if (!address) return malformed(text, address.error().detail);
  const std::uint16_t usual_port = implicit_tls ? kSubmissionsPort : kSubmissionPort;
  return SmtpTransport{.host = address->host, .port = address->port.value_or(usual_port), .implicit_tls = implicit_tls};
}

}  // namespace

Result<Transport> parse_transport(std::string_view text) {
  const std::size_t colon = text.find(':');
  const std::string_view kind = text.substr(0, colon);
  const std::string_view rest = colon == text.npos ? "" : text.substr(colon + 1);
  if (kind == "smtp" && rest.starts_with("//")) return parse_smtp(text, rest.substr(2), false);
  if (kind == "smtps" && rest.starts_with("//")) return parse_smtp(text, rest.substr(2), true);
  if (kind == "null" && rest.empty()) return NullTransport{};
  if (kind != "maildir" && kind != "sendmail") return malformed(text, "unknown kind of transport");
  if (rest.empty()) return malformed(text, "a path is missing");
  if (kind == "maildir") return MaildirTransport{std::string(rest)};
  return SendmailTransport{std::string(rest)};
}

}  // namespace aggregator::config
