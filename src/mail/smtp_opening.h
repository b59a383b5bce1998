// What the runner is told when a connection to an SMTP server cannot be opened, or not as it is wanted.
#pragma once

#include <curl/curl.h>

#include <optional>
#include <string_view>

#include "aggregator/base/error.h"
#include "aggregator/mail/transport.h"

namespace aggregator::mail {

/// Why libcurl could not open it: `words` are its own, `heard` is all that the server has said. Forbidden when the
/// login was refused, else Unavailable.
[[nodiscard]] Error opening_error(const SmtpOptions& options, CURLcode code, std::string_view words,
                                  std::string_view heard);

/// What libcurl has left out of an opening that it takes for good: it goes on without a login, and with
/// Security::StartTlsIfOffered without encryption, when it does not find the offer, also because it reads keywords in
/// capital letters only, where servers may put them in any.
[[nodiscard]] std::optional<Error> find_omission(const SmtpOptions& options, std::string_view heard, bool is_encrypted);

}  // namespace aggregator::mail
