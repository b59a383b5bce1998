// The message that one subscriber gets of an edition.
#pragma once

#include <string>
#include <string_view>

#include "aggregator/base/error.h"
#include "aggregator/config/settings.h"
#include "aggregator/mail/personal.h"
#include "aggregator/store/outbox.h"

namespace aggregator::deliver {

/// What a delivery is called in its Message-ID and in the token of its return path, by public ids: nobody else can
/// know.
[[nodiscard]] std::string name_of_delivery(std::string_view edition, std::string_view subscriber);

/// The Message-ID (without angle brackets) of an edition's delivery to a subscriber, both by public id: the same each
/// time it is asked for.
[[nodiscard]] std::string message_id(const config::Settings& settings, const std::string& edition,
                                     const std::string& subscriber);

inline constexpr std::string_view kBouncePurpose = "bounce";

/// The envelope sender of a delivery: "bounces+TOKEN@example.org" for the bounce address bounces@example.org, so that
/// whatever comes back there names the delivery by a number token; mail.from when there is no bounce address.
[[nodiscard]] std::string envelope_sender(const config::MailSettings& mail, const std::string& signing_key,
                                          store::DeliveryId id, const std::string& edition,
                                          const std::string& subscriber);

/// What is put into an edition for a subscriber (by public id): their address and links that only they have.
[[nodiscard]] mail::Personal personal_links(const config::Settings& settings, const std::string& subscriber_id,
                                            const std::string& email, const std::string& signing_key);

/// The message that a subscriber gets. Errors: Malformed, as mail::format_message().
[[nodiscard]] Result<std::string> compose(const config::Settings& settings, const store::EditionRow& edition,
                                          const std::string& subscriber_id, const std::string& email,
                                          const std::string& signing_key);

}  // namespace aggregator::deliver
