#include "no_feed_words.h"

#include <gtest/gtest.h>

namespace aggregator::cli {
using poll::PlaceKind;

TEST(WordsForNoFeed, SayWhereItWasLookedForAndWhatToDo) {
  const Error page{ErrorCode::Malformed, "https://a.example/: an HTML page, not a feed"};
  const std::string begin = "no feed found: " + page.detail;
  const std::pair<poll::NoFeed, std::string> cases[] = {
      {{page, 200}, "; look for the address of the feed, or add this one unseen with --no-verify"},
      {{page, 200, {{PlaceKind::Posts, 8}, {PlaceKind::WellKnown, 9}}, {{"https://a.example/9", "", ""}}},
       "; nor is there one at 8 links of the page or 9 well-known paths; not tried: https://a.example/9; look for the "
       "address of the feed, or add this one unseen with --no-verify"},
      {{page, 200, {{PlaceKind::Platform, 1}, {PlaceKind::Posts, 1}, {PlaceKind::Shown, 1}, {PlaceKind::Comments, 1}}},
       "; nor is there one at 1 place of its platform or 1 link of the page or 1 link that the page shows or 1 link of "
       "the page to comments; look "
       "for "
       "the address of the feed, or add this one unseen with --no-verify"},
      {{page, 0, {}, {}, true},
       "; the search was over after 2 s (twice poll.timeout); check the address, or add it unseen with --no-verify"},
      {{page, 401},
       "; add it unseen with --no-verify, and give it a user and password_file, or a token_file, in the list"},
      {{page, 410}, "; look whether the blog has another feed now"},
      {{page, 503}, "; try again later, or add it unseen with --no-verify"},
  };
  for (const auto& [missing, words] : cases) {
    SCOPED_TRACE(words);
    const Error error = words_for(missing, std::chrono::seconds(2));
    EXPECT_EQ(error.detail, begin + words);
    EXPECT_EQ(error.code, ErrorCode::Malformed);
  }
}

}  // namespace aggregator::cli
