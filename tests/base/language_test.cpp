#include "aggregator/base/language.h"

#include <gtest/gtest.h>

namespace aggregator {

TEST(IsLanguageCode, KnowsTheCodesOfTwoLetters) {
  for (const char* text : {"ko", "en", "ja", "KO", "pt"}) EXPECT_TRUE(is_language_code(text)) << text;
  for (const char* text : {"", "k", "xx", "kor", "korean", "ko-KR", "한국어"})
    EXPECT_FALSE(is_language_code(text)) << text;
}

}  // namespace aggregator
