#include "aggregator/deliver/message.h"

#include <fmt/format.h>

#include <utility>

#include "aggregator/base/ascii.h"
#include "aggregator/base/token.h"
#include "aggregator/base/url.h"
#include "aggregator/mail/message.h"

namespace aggregator::deliver {
namespace {

/// "digest." and the host of the site: stable, and the runner's own (RFC 2919 section 3). That of the sender where the
/// host is an IPv6 address, which no List-Id can hold.
std::string list_id(const config::Settings& settings) {
  const auto url = parse_url(settings.site.url);
  const bool has_name = url && !url->host.starts_with('[');
  return "digest." + (has_name ? url->host : std::string(domain_of(settings.mail.from.address)));
}

/// `text` with everything that means something in a mailto URL percent-encoded (RFC 6068 section 2).
std::string mailto_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool is_plain = is_ascii_alphanumeric(c) || std::string_view("-._~@+").contains(c);
    out += is_plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

/// Where `aggregator bounce` reads it if anywhere, else where a person does.
std::string unsubscribe_address(const config::Settings& settings) {
  if (!settings.mail.bounce_address.empty()) return settings.mail.bounce_address;
  return parse_email_address(settings.site.contact).value_or(settings.mail.from.address);
}

std::string unsubscribe_mailto(const config::Settings& settings, std::string_view token) {
  const std::string address = unsubscribe_address(settings);
  return "mailto:" + mailto_escaped(address) + "?subject=unsubscribe%20" + mailto_escaped(token);
}

mail::Message shared_parts(const config::Settings& settings, const store::EditionRow& edition) {
  return {.from = settings.mail.from,
          .to = {},
          .subject = edition.subject,
          .message_id = {},
          .date = edition.created,
          .language = edition.language,
          .more_headers = {mail::list_id_header(settings.site.name, list_id(settings)),
                           {"Auto-Submitted", "auto-generated"},
                           {"Precedence", "bulk"}},
          .text = edition.text,
          .html = edition.html};
}

}  // namespace

std::string name_of_delivery(std::string_view edition, std::string_view subscriber) {
  return fmt::format("{}.{}", edition, subscriber);
}

std::string message_id(const config::Settings& settings, const std::string& edition, const std::string& subscriber,
                       std::string_view domain) {
  return fmt::format("{}@{}", name_of_delivery(edition, subscriber),
                     domain.empty() ? domain_of(settings.mail.from.address) : domain);
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

Composer::Composer(const config::Settings& settings, const store::EditionRow& edition, std::string signing_key)
    : settings_(settings),
      edition_(edition.public_id),
      domain_(edition.domain),
      signing_key_(std::move(signing_key)),
      form_(shared_parts(settings, edition)) {}

Result<void> Composer::compose(const std::string& subscriber_id, const std::string& email, std::string& out) const {
  mail::Form::Recipient recipient{.personal = personal_links(settings_, subscriber_id, email, signing_key_),
                                  .to = email,
                                  .message_id = message_id(settings_, edition_, subscriber_id, domain_),
                                  .more_headers = {}};
  const std::string& leave = recipient.personal.unsubscribe_url;
  const std::string_view token = std::string_view(leave).substr(leave.rfind('/') + 1);
  recipient.more_headers = mail::unsubscribe_headers(leave, unsubscribe_mailto(settings_, token));
  return form_.fill(recipient, out);
}

std::string Composer::envelope_sender(store::DeliveryId id, const std::string& subscriber_id) const {
  return deliver::envelope_sender(settings_.mail, signing_key_, id, edition_, subscriber_id);
}

std::string Composer::name_for(const std::string& subscriber_id) const {
  return name_of_delivery(edition_, subscriber_id);
}

Result<std::string> compose(const config::Settings& settings, const store::EditionRow& edition,
                            const std::string& subscriber_id, const std::string& email,
                            const std::string& signing_key) {
  std::string out;
  const auto composed = Composer(settings, edition, signing_key).compose(subscriber_id, email, out);
  if (!composed) return std::unexpected(composed.error());
  return out;
}

}  // namespace aggregator::deliver
