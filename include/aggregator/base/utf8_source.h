// The bytes of a text file in UTF-8, as whose "Unicode text" spreadsheets write UTF-16.
#pragma once

#include "aggregator/base/byte_source.h"

namespace aggregator {

/// What `source` gives; turned into UTF-8 when it begins with the byte order mark of UTF-16. Halves of a character that
/// stand alone become U+FFFD. Errors: those of the source.
[[nodiscard]] ByteSource utf8_source(ByteSource source);

}  // namespace aggregator
