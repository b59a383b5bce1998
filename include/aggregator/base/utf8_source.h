// The bytes of a text file in UTF-8, whichever way a spreadsheet saved it.
#pragma once

#include <functional>

#include "aggregator/base/byte_source.h"

namespace aggregator {

/// What `source` gives, turned into UTF-8 when it begins with the byte order mark of UTF-16 ("Unicode text"), and when
/// it looks like CP949, as which "CSV" is saved on Korean machines. The latter is judged by the first 64 kilobytes or
/// more from the first byte beyond ASCII on, and `when_korean` is called then, for it is a guess. All else stays as it
/// is, bytes that are no UTF-8 too. What has no character becomes U+FFFD. Errors: those of the source.
[[nodiscard]] ByteSource utf8_source(ByteSource source, std::function<void()> when_korean = {});

}  // namespace aggregator
