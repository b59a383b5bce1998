// mail.transport: where mail goes.
#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "aggregator/base/text.h"
#include "aggregator/base/url.h"
#include "values.h"

namespace aggregator::config {
namespace {

constexpr std::uint16_t kSubmissionPort = 587, kSubmissionsPort = 465;

std::unexpected<Error> malformed(std::string_view text, std::string_view what) {
  return fail(ErrorCode::Malformed, fmt::format("{}: {}; write maildir:DIR, smtp://host:587, smtps://host:465 or "
                                                "sendmail:/usr/sbin/sendmail",
                                                quote(text), what));
}

std::optional<std::uint16_t> read_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

Result<Transport> parse_smtp(std::string_view text, std::string_view server, bool implicit_tls) {
  if (server.ends_with('/')) server.remove_suffix(1);
  if (server.find('@') != server.npos) {
    return fail(ErrorCode::Malformed,
                "a server without credentials is wanted here; they go to mail.user and "
                "mail.password_file");
  }
  SmtpTransport smtp{
      .host = {}, .port = implicit_tls ? kSubmissionsPort : kSubmissionPort, .implicit_tls = implicit_tls};
  const std::size_t colon = server.rfind(':');
  const bool has_port = colon != server.npos && (server.find(']') == server.npos || colon > server.rfind(']'));
  if (has_port) {
    const auto port = read_port(server.substr(colon + 1));
    if (!port) return malformed(text, "bad port");
    smtp.port = *port;
    server = server.substr(0, colon);
  }
  // Hosts of mail servers are read as those of web servers are.
  const auto url = parse_url("https://" + std::string(server) + '/');
  if (server.empty() || server.find_first_of("/\\?#: ") != server.find(':') || !url || url->port) {
    return malformed(text, "bad host");
  }
  smtp.host = url->host;
  return smtp;
}

}  // namespace

Result<Transport> parse_transport(std::string_view text) {
  const std::size_t colon = text.find(':');
  const std::string_view kind = text.substr(0, colon);
  const std::string_view rest = colon == text.npos ? "" : text.substr(colon + 1);
  if (kind == "smtp" && rest.starts_with("//")) return parse_smtp(text, rest.substr(2), false);
  if (kind == "smtps" && rest.starts_with("//")) return parse_smtp(text, rest.substr(2), true);
  if (kind != "maildir" && kind != "sendmail") return malformed(text, "unknown kind of transport");
  if (rest.empty()) return malformed(text, "a path is missing");
  if (kind == "maildir") return MaildirTransport{std::string(rest)};
  return SendmailTransport{std::string(rest)};
}

}  // namespace aggregator::config
