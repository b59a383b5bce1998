#include "aggregator/poll/feed_marks.h"

#include <gtest/gtest.h>

namespace aggregator::poll {

TEST(FeedMarks, KnowAFeedByWhereItAnswersAndByWhatItSays) {
  FeedMarks marks;
  EXPECT_EQ(marks.add(0, "https://a.example/feed", 7), 0u);
  EXPECT_EQ(marks.add(1, "http://www.a.example//feed/", 8), 0u) << "the same place";
  EXPECT_EQ(marks.add(2, "https://b.example/feed", 7), 0u) << "the same bytes";
  EXPECT_EQ(marks.add(3, "https://b.example/feed", 9), 2u);
  EXPECT_EQ(marks.add(4, "https://c.example/feed", 0), 4u);
  EXPECT_EQ(marks.add(5, "https://d.example/feed", 0), 5u) << "nothing is known of what either says";
  EXPECT_EQ(marks.add(6, "https://a.example/feed?page=//2", 0), 6u);
}

}  // namespace aggregator::poll
