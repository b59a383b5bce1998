// Korean text of before UTF-8: EUC-KR, and CP949 (windows-949), which is all of it and every other syllable.
#pragma once

#include <string_view>

namespace aggregator {

/// Whether `bytes`, which are no UTF-8, can hardly be anything but CP949. A few words are enough, where statistics need
/// a page.
[[nodiscard]] bool looks_korean(std::string_view bytes);

}  // namespace aggregator
