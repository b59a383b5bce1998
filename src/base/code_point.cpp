#include "aggregator/base/code_point.h"

#include <unicode/utf8.h>

namespace aggregator {

std::int32_t next_wide_code_point(std::string_view text, std::size_t& at) {
  UChar32 code = 0;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"  // inside ICU's macro
  U8_NEXT(text.data(), at, text.size(), code);
#pragma GCC diagnostic pop
  return code;
}

}  // namespace aggregator
