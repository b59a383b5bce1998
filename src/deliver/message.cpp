#include "aggregator/deliver/message.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "aggregator/base/token.h"
#include "aggregator/base/url.h"
#include "aggregator/mail/message.h"

namespace aggregator::deliver {
namespace {

std::string_view domain_of(std::string_view address) { return address.substr(address.rfind('@') + 1); }

/// "digest." and the host of the site: stable, and the runner's own (RFC 2919 section 3).
std::string list_id(const config::Site& site) {
  const auto url = parse_url(site.url);
  return "digest." + (url ? url->host : std::string("localhost"));
}

/// `text` with everything that means something in a mailto URL percent-encoded (RFC 6068 section 2).
std::string mailto_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool is_plain = ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || ('0' <= c && c <= '9') ||
                          std::string_view("-._~@+").contains(c);
    out += is_plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

/// Where `aggregator bounce` reads it if anywhere, else where a person does.
std::string unsubscribe_address(const config::Settings& settings) {
  if (!settings.mail.bounce_address.empty()) return settings.mail.bounce_address;
  return parse_email_address(settings.site.contact).value_or(settings.mail.from.address);
}

std::string unsubscribe_mailto(const config::Settings& settings, const std::string& token) {
  const std::string address = unsubscribe_address(settings);
  return "mailto:" + mailto_escaped(address) + "?subject=unsubscribe%20" + mailto_escaped(token);
}

}  // namespace

std::string name_of_delivery(std::string_view edition, std::string_view subscriber) {
  return fmt::format("{}.{}", edition, subscriber);
}

std::string message_id(const config::Settings& settings, const std::string& edition, const std::string& subscriber) {
  return name_of_delivery(edition, subscriber).append("@").append(domain_of(settings.mail.from.address));
}

std::string envelope_sender(const config::MailSettings& mail, const std::string& signing_key, store::DeliveryId id,
                            const std::string& edition, const std::string& subscriber) {
  if (mail.bounce_address.empty()) return mail.from.address;
  const std::string_view address = mail.bounce_address;
  const std::string token = sign_number(signing_key, kBouncePurpose, id, name_of_delivery(edition, subscriber));
  return fmt::format("{}+{}@{}", address.substr(0, address.rfind('@')), token, domain_of(address));
}

mail::Personal personal_links(const config::Settings& settings, const std::string& subscriber_id,
                              const std::string& email, const std::string& signing_key) {
  const auto link = [&](std::string_view purpose) {
    return fmt::format("{}/{}/{}", settings.site.url, purpose, sign_token(signing_key, purpose, subscriber_id));
  };
  return {.address = email,
          .unsubscribe_url = link("unsubscribe"),
          .preferences_url = link("preferences"),
          .confirm_url = link("confirm")};
}

Result<std::string> compose(const config::Settings& settings, const store::EditionRow& edition,
                            const std::string& subscriber_id, const std::string& email,
                            const std::string& signing_key) {
  const mail::Personal personal = personal_links(settings, subscriber_id, email, signing_key);
  mail::Message message{
      .from = settings.mail.from,
      .to = email,
      .subject = mail::fill_in(edition.subject, personal, false),
      .message_id = message_id(settings, edition.public_id, subscriber_id),
      .date = edition.created,
      .language = edition.language,
      .more_headers = {mail::list_id_header(settings.site.name, list_id(settings.site))},
      .text = mail::fill_in(edition.text, personal, false),
      .html = mail::fill_in(edition.html, personal, true),
  };
  const std::string mailto = unsubscribe_mailto(settings, sign_token(signing_key, "unsubscribe", subscriber_id));
  std::ranges::move(mail::unsubscribe_headers(personal.unsubscribe_url, mailto),
                    std::back_inserter(message.more_headers));
  message.more_headers.emplace_back("Auto-Submitted", "auto-generated");
  message.more_headers.emplace_back("Precedence", "bulk");
  return mail::format_message(message);
}

}  // namespace aggregator::deliver
