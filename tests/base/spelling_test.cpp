#include "aggregator/base/spelling.h"

#include <gtest/gtest.h>

namespace aggregator {

TEST(NearestWord, FindsWhatWasMeant) {
  constexpr std::string_view kKnown[] = {"timeout", "connect_timeout", "url", "title", "description"};
  const std::pair<const char*, const char*> cases[] = {
      {"timout", "timeout"}, {"tiemout", "timeout"},        {"ulr", "url"},
      {"titel", "title"},    {"desciption", "description"}, {"desciprion", "description"}};
  for (const auto& [word, meant] : cases) EXPECT_EQ(nearest_word(word, kKnown), meant);
  for (const char* word : {"", "x", "port", "timber", "the_whole_alphabet_in_one_word_and_then_some_more"}) {
    EXPECT_EQ(nearest_word(word, kKnown), std::nullopt) << word;
  }
}

}  // namespace aggregator
