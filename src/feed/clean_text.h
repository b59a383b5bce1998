// The promise that text of feeds holds no control characters, at the price of a look where there are none.
#pragma once

#include <string>

namespace aggregator::feed {

/// `text`, which is UTF-8, as clean_utf8() makes it. Almost every body is clean and comes back as it is.
[[nodiscard]] std::string cleaned(std::string text);

}  // namespace aggregator::feed
