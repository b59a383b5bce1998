#include "person.h"

#include <gtest/gtest.h>

namespace aggregator::feed {

TEST(PersonName, IsFoundBesideTheAddress) {
  const std::pair<const char*, const char*> cases[] = {
      {"kim@example.org (Kim Minsu)", "Kim Minsu"},
      {"Kim Minsu (kim@example.org)", "Kim Minsu"},
      {"Kim Minsu <kim@example.org>", "Kim Minsu"},
      {" Kim \n Minsu ", "Kim Minsu"},
      {"<kim@example.org>", "kim@example.org"},
      {"kim@example.org ()", "kim@example.org"},
      {"kim@example.org", "kim@example.org"},
      {"Kim (the younger)", "Kim (the younger)"},
      {"Kim)", "Kim)"},
      {"", ""},
  };
  for (const auto& [text, expected] : cases) {
    SCOPED_TRACE(text);
    EXPECT_EQ(person_name(text), expected);
  }
}

}  // namespace aggregator::feed
