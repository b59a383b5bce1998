// The message that one subscriber gets of an edition.
#pragma once

#include <string>
#include <string_view>

#include "aggregator/base/error.h"
#include "aggregator/config/settings.h"
#include "aggregator/mail/message.h"
#include "aggregator/mail/personal.h"
#include "aggregator/store/outbox.h"

namespace aggregator::deliver {

/// What a delivery is called in its Message-ID and in the token of its return path, by public ids: nobody else can
/// know.
[[nodiscard]] std::string name_of_delivery(std::string_view edition, std::string_view subscriber);

/// The Message-ID (without angle brackets) of an edition's delivery to a subscriber, both by public id: the same each
/// time it is asked for. `domain` is the edition's own, empty: that of mail.from.
[[nodiscard]] std::string message_id(const config::Settings& settings, const std::string& edition,
                                     const std::string& subscriber, std::string_view domain = {});

inline constexpr std::string_view kBouncePurpose = "bounce";

/// The envelope sender of a delivery: "bounces+TOKEN@example.org" for the bounce address bounces@example.org, so that
/// whatever comes back there names the delivery by a number token; mail.from when there is no bounce address.
[[nodiscard]] std::string envelope_sender(const config::MailSettings& mail, const std::string& signing_key,
                                          store::DeliveryId id, const std::string& edition,
                                          const std::string& subscriber);

/// What is put into an edition for a subscriber (by public id): their address and links that only they have.
[[nodiscard]] mail::Personal personal_links(const config::Settings& settings, const std::string& subscriber_id,
                                            const std::string& email, const std::string& signing_key);

/// Makes the messages of one edition: what its readers share is made once. Safe from several threads; the settings must
/// outlive it.
class Composer {
 public:
  Composer(const config::Settings& settings, const store::EditionRow& edition, std::string signing_key);

  /// Puts the message that a subscriber (by public id) gets in the place of what is in `out`. Errors: Malformed, as
  /// mail::format_message().
  [[nodiscard]] Result<void> compose(const std::string& subscriber_id, const std::string& email,
                                     std::string& out) const;

  /// As deliver::envelope_sender().
  [[nodiscard]] std::string envelope_sender(store::DeliveryId id, const std::string& subscriber_id) const;

  /// A stable name of this delivery, safe in a file name.
  [[nodiscard]] std::string name_for(const std::string& subscriber_id) const;

 private:
  const config::Settings& settings_;
  const std::string edition_, domain_, signing_key_;
  const mail::Form form_;
};

/// The message that a subscriber gets, for who needs just one. Errors: Malformed, as mail::format_message().
[[nodiscard]] Result<std::string> compose(const config::Settings& settings, const store::EditionRow& edition,
                                          const std::string& subscriber_id, const std::string& email,
                                          const std::string& signing_key);

}  // namespace aggregator::deliver
