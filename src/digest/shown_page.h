// A page with everything that strangers wrote made fit to be shown.
#pragma once

#include "aggregator/digest/render.h"
#include "string_table.h"

namespace aggregator::digest {

/// `page` with each text cleaned and cut, links and images that no mail can carry left out, and groups without entries
/// dropped. The rest of the rendering relies on it.
[[nodiscard]] DigestPage shown_page(const DigestPage& page, const StringTable& strings);

/// How many entries stand on the page.
[[nodiscard]] std::size_t count_entries(const DigestPage& page);

/// Minutes to read the page itself, titles and excerpts, at 265 words or 500 Korean, Chinese or Japanese characters a
/// minute; at least 1.
[[nodiscard]] std::int64_t minutes_to_skim(const DigestPage& page);

}  // namespace aggregator::digest
