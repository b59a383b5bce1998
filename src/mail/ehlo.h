// What a server offers: its answer to EHLO (RFC 5321 section 4.1.1.1).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aggregator::mail {

/// The keywords with their parameters ("SIZE 10000000") of the last answer to EHLO in `heard`, all that the server has
/// said: after STARTTLS it says them again, and may say others.
[[nodiscard]] std::vector<std::string> keywords_in(std::string_view heard);

/// The one of `keywords` that is `keyword`, in whatever case (RFC 5321 section 2.4), as the server put it.
[[nodiscard]] std::optional<std::string> find_keyword(const std::vector<std::string>& keywords,
                                                      std::string_view keyword);

}  // namespace aggregator::mail
