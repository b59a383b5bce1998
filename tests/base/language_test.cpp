#include "aggregator/base/language.h"

#include <gtest/gtest.h>

namespace aggregator {

TEST(IsLanguageCode, KnowsTheCodesOfTwoLetters) {
  for (const char* text : {"ko", "en", "ja", "KO", "pt"}) EXPECT_TRUE(is_language_code(text)) << text;
  for (const char* text : {"", "k", "xx", "kor", "korean", "ko-KR", "한국어"})
    EXPECT_FALSE(is_language_code(text)) << text;
}

TEST(IsPostLanguage, IsACodeWithOrWithoutARegion) {
  for (const char* text : {"ko", "en-GB", "zh-Hant-TW"}) EXPECT_TRUE(is_post_language(text)) << text;
  for (const char* text : {"", "korean", "xx", "xx-GB", "en_GB", "en-"}) EXPECT_FALSE(is_post_language(text)) << text;
}

}  // namespace aggregator
