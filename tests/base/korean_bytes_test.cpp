#include "aggregator/base/korean_bytes.h"

#include <gtest/gtest.h>

namespace aggregator {

TEST(LooksKorean, KnowsAFewWordsAndTakesNothingElseForThem) {
  const std::pair<const char*, bool> cases[] = {
      {"\xC7\xD1\xB1\xDB", true},             // 한글
      {"a,\xC7\xD1\xB1\xDB,\xC7\xD1", true},  //
      {"\xC7\xD1\xB1\xDB\x8C\x63", true},     // 똠, of CP949 alone
      {"\x8C\x63\x8C\x64", false},            // nothing else to go by
      {"\xC7\xD1", false},                    // too little
      {"", false},
      {"plain", false},
      {"\xEC\xB9\xB4\xED\x94\x84", false},          // UTF-8
      {"Zo\xEB, \xE9t\xE9", false},                 // windows-1252
      {"\xC4pfel, \xD6l", false},                   //
      {"\x83\x4A\x83\x74\x83\x4A", false},          // Shift_JIS
      {"\xD6\xD0\xB9\xFA\xBC\xBC\xCA\xF5", false},  // GBK
  };
  for (const auto& [bytes, is_korean] : cases) {
    SCOPED_TRACE(bytes);
    EXPECT_EQ(looks_korean(bytes), is_korean);
  }
}

}  // namespace aggregator
