#include "aggregator/base/language.h"

#include <unicode/uloc.h>

#include "aggregator/base/text.h"

namespace aggregator {

bool is_language_code(std::string_view text) {
  if (text.size() != 2) return false;
  const std::string code = lower_ascii(text);
  for (const char* const* known = uloc_getISOLanguages(); *known != nullptr; ++known) {
    if (code == *known) return true;
  }
  return false;
}

bool is_post_language(std::string_view text) {
  return is_language_tag(text) && is_language_code(text.substr(0, text.find('-')));
}

}  // namespace aggregator
