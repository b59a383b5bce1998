// The names of people in the ways that feeds write them.
#pragma once

#include <pugixml.hpp>
#include <string>
#include <string_view>

namespace aggregator::feed {

/// The name in "kim@example.org (Kim)", "Kim (kim@example.org)" or "Kim <kim@example.org>", folded to one line.
/// An address alone stays as it is.
[[nodiscard]] std::string person_name(std::string_view text);

/// The name of an Atom person construct (RFC 4287 section 3.2): its `name`, else its `email`, else its text.
[[nodiscard]] std::string person_name(pugi::xml_node person);

/// Whether `text` is an e-mail address and nothing else.
[[nodiscard]] bool is_address(std::string_view text);

}  // namespace aggregator::feed
