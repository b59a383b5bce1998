#include "smtp_opening.h"

#include <fmt/format.h>
#include <glib.h>

#include <algorithm>
#include <string>
#include <vector>

#include "aggregator/base/ascii.h"
#include "aggregator/base/owned.h"
#include "aggregator/base/text.h"
#include "ehlo.h"

namespace aggregator::mail {
namespace {

std::string_view last_line_of(std::string_view heard) {
  heard = trim(heard);
  return heard.substr(std::min(heard.rfind('\n') + 1, heard.size()));
}

std::string in_quotes(std::string_view line) { return quote(fold_white_space(clean_utf8(line))); }

std::string decode_base64(const std::string& text) {
  gsize size = 0;
  const Owned<guchar, g_free> bytes(g_base64_decode(text.c_str(), &size));
  return {reinterpret_cast<const char*>(bytes.get()), size};
}

/// The server's last line when it is a refusal; of a token, the JSON in which it says why (RFC 7628 section 3.2.2).
std::string refusal_in(std::string_view heard) {
  const std::string_view line = last_line_of(heard);
  if (line.starts_with('4') || line.starts_with('5')) return in_quotes(line);
  if (!line.starts_with("334 ")) return {};
  const std::string said = decode_base64(std::string(line.substr(4)));
  return said.starts_with('{') ? in_quotes(said) : "";
}

/// libcurl takes any answer to AUTH but a welcome for a refusal, also those that say "not now" (RFC 4954 section 6). It
/// says the same where the two sides know no way to log in in common.
bool is_login_refused(CURLcode code, std::string_view heard) {
  return code == CURLE_LOGIN_DENIED && !last_line_of(heard).starts_with('4');
}

bool has_logged_in(std::string_view heard) {
  return heard.starts_with("235") || heard.contains("\n235");  // RFC 4954 section 6
}

std::string at_server(const SmtpOptions& options, std::string_view words) {
  return fmt::format("{}:{}: {}", options.host, options.port, words);
}

/// Whether the last that we heard was the leave to begin with TLS (RFC 3207 section 4), which has failed then.
bool has_failed_after_starttls(CURLcode code, std::string_view heard) {
  return code != CURLE_PEER_FAILED_VERIFICATION && !keywords_in(heard).empty() &&
         last_line_of(heard).starts_with("220");
}

std::string encryption_error(const SmtpOptions& options, CURLcode code, std::string_view words) {
  std::string cause(words.empty() ? curl_easy_strerror(code) : words);
  if (code == CURLE_WEIRD_SERVER_REPLY) cause = "the server went on in the clear (" + cause + ")";
  return at_server(options,
                   fmt::format("the encryption after STARTTLS failed: {}; another port may do better (smtps:// "
                               "on 465 needs no STARTTLS), else its administrator must mend it",
                               cause));
}

/// libcurl's `words`, unless they are about its insides.
std::string cause_of(CURLcode code, std::string_view words, std::string_view heard) {
  if (!heard.empty() && !is_ascii_digit(heard.front())) {
    return fmt::format("what answers there is no SMTP server; it said {}",
                       in_quotes(heard.substr(0, heard.find('\n'))));
  }
  switch (code) {
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
      return "the server closed the connection before it was ready for mail";
    case CURLE_WEIRD_SERVER_REPLY:
      return "the server takes no mail from here";
    default:
      return std::string(words.empty() ? curl_easy_strerror(code) : words);
  }
}

/// What the runner can do about it.
std::string_view remedy(const SmtpOptions& options, CURLcode code, bool is_refused) {
  switch (code) {
    case CURLE_LOGIN_DENIED:
      if (!is_refused) return "";
      return options.login == Login::XOAuth2 ? "; check mail.user and mail.token_file, whose token may have run out"
                                             : "; check mail.user, mail.password_file and mail.auth";
    case CURLE_USE_SSL_FAILED:
      return R"(; mail.starttls requires it ("opportunistic" or "never" would go on unencrypted))";
    case CURLE_PEER_FAILED_VERIFICATION:
      return "; this machine must trust the certificate of the server, under the name in mail.transport";
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_SSL_CONNECT_ERROR:
      return "; check mail.transport: smtps:// is for a port that begins with TLS (465), smtp:// for others (587, 25)";
    default:
      return "; check mail.transport";
  }
}

/// Whether libcurl reads it.
bool is_in_capitals(std::string_view offer) {
  return std::ranges::none_of(offer, [](char c) { return 'a' <= c && c <= 'z'; });
}

std::string small_letters_error(const SmtpOptions& options, std::string_view offer) {
  return at_server(options,
                   fmt::format("the server offers {} in small letters, which libcurl does not understand; nothing "
                               "is sent without it; another port may do better (smtps:// on 465 needs no "
                               "STARTTLS), else its administrator must put it in capitals",
                               quote(offer)));
}

std::optional<std::string> tls_in_small_letters(const SmtpOptions& options, const std::vector<std::string>& keywords) {
  const auto offer = find_keyword(keywords, "STARTTLS");
  if (!offer || is_in_capitals(*offer)) return std::nullopt;
  return small_letters_error(options, *offer);
}

/// Servers of before RFC 2554 say "AUTH=LOGIN", most of them beside "AUTH LOGIN".
std::string no_login_error(const SmtpOptions& options, const std::vector<std::string>& keywords) {
  if (const auto offer = find_keyword(keywords, "AUTH")) return small_letters_error(options, *offer);
  const auto old = std::ranges::find_if(
      keywords, [](std::string_view offered) { return equals_ignoring_case(offered.substr(0, 5), "AUTH="); });
  if (old == keywords.end()) {
    return at_server(
        options, "the server offers no login (AUTH) here; check mail.starttls and the port, or leave out mail.user");
  }
  return at_server(
      options, fmt::format("the server offers its login only as {}, which has not been valid since 1999; another port "
                           "may do better (587, 465), else its administrator must mend it",
                           quote(*old)));
}

}  // namespace

Error opening_error(const SmtpOptions& options, CURLcode code, std::string_view words, std::string_view heard) {
  const auto keywords = keywords_in(heard);
  if (code == CURLE_USE_SSL_FAILED) {
    if (const auto why = tls_in_small_letters(options, keywords)) return {ErrorCode::Unavailable, *why};
  }
  if (has_failed_after_starttls(code, heard)) {
    return {ErrorCode::Unavailable, encryption_error(options, code, words)};
  }
  const auto offer = find_keyword(keywords, "AUTH");
  const bool is_tried = !last_line_of(heard).starts_with("250");
  if (code == CURLE_LOGIN_DENIED && !is_tried && offer && !is_in_capitals(*offer)) {
    return {ErrorCode::Unavailable, small_letters_error(options, *offer)};
  }
  const std::string refusal = refusal_in(heard);
  const bool is_refused = is_login_refused(code, heard);
  return {is_refused ? ErrorCode::Forbidden : ErrorCode::Unavailable,
          at_server(options, fmt::format("{}{}{}", cause_of(code, words, heard),
                                         refusal.empty() ? "" : fmt::format(" (the server said {})", refusal),
                                         remedy(options, code, is_refused)))};
}

std::optional<Error> find_omission(const SmtpOptions& options, std::string_view heard, bool is_encrypted) {
  const auto keywords = keywords_in(heard);
  if (options.security == Security::StartTlsIfOffered && !is_encrypted) {
    if (const auto why = tls_in_small_letters(options, keywords)) return Error{ErrorCode::Unavailable, *why};
  }
  if (options.user.empty() || has_logged_in(heard)) return std::nullopt;
  return Error{ErrorCode::Unavailable, no_login_error(options, keywords)};
}

}  // namespace aggregator::mail
