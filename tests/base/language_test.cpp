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

TEST(LanguageMeantBy, KnowsNamesAndCountries) {
  for (const auto& [text, code] :
       {std::pair("Korean", "ko"), std::pair("deutsch", "de"), std::pair("한국어", "ko"), std::pair("kr", "ko"),
        std::pair("jp", "ja"), std::pair("US", "en"), std::pair("ko", ""), std::pair("EN", ""), std::pair("", ""),
        std::pair("xq", ""), std::pair("tech", ""), std::pair("kor", "ko"), std::pair("JPN", "ja"),
        std::pair("eng", "en"), std::pair("fil", "")}) {
    EXPECT_EQ(language_meant_by(text), code) << text;
  }
}

TEST(NamesLanguage, FindsTheNameInEnglishAndInTheLanguageItself) {
  EXPECT_TRUE(names_language("Kiln (korean)", "ko"));
  EXPECT_TRUE(names_language("한국어 블로그", "KO"));
  EXPECT_FALSE(names_language("Kiln (English)", "ko"));
  EXPECT_FALSE(names_language("ko", "ko"));
  EXPECT_FALSE(names_language("xx", "xx"));
}

}  // namespace aggregator
