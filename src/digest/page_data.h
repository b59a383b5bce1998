// A page as the values that digest.html.mustache and digest.txt.mustache show.
#pragma once

#include <cstddef>

#include "aggregator/digest/render.h"
#include "filling.h"
#include "string_table.h"

namespace aggregator::digest {

/// The values for the first `shown` entries of `page`, which shown_page() has made; what is left out is counted for the
/// link to the web.
[[nodiscard]] kainjow::mustache::data page_data(const DigestPage& page, const StringTable& strings, Form form,
                                                std::size_t shown);

/// Korean words stay whole, Chinese and Japanese lines break between characters: the CSS word-break of `language`.
[[nodiscard]] std::string word_break_of(const std::string& language);

/// Which way the lines of the language run, as the values `direction` and `start`.
void set_direction(kainjow::mustache::data& values, const StringTable& strings);

}  // namespace aggregator::digest
