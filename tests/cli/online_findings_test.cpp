#include "online_findings.h"

#include <gmock/gmock.h>

namespace aggregator::cli {
using config::Finding;
using testing::ElementsAre;

class OnlineFindings : public ::testing::Test {
 protected:
  OnlineFindings() {
    list_.feeds.resize(3);
    for (std::size_t index = 0; index < list_.feeds.size(); ++index) {
      list_.feeds[index].url = "https://a.example/" + std::to_string(index);
      list_.feeds[index].line = index + 2;
    }
  }

  /// "LINE LEVEL MESSAGE", with "+" where there is a mend.
  std::vector<std::string> lines(const std::vector<poll::AskedFeed>& asked) const {
    std::vector<std::string> lines;
    for (const Finding& finding : online_findings(list_, asked)) {
      lines.push_back(std::to_string(finding.line) + (finding.mend ? "+" : "") +
                      (finding.level == Finding::Level::Mistake ? " mistake " : " remark ") + finding.message);
    }
    return lines;
  }

  poll::AskedFeed moved(std::size_t index, const std::string& url, const std::string& reason = "") const {
    return {.feed = &list_.feeds[index],
            .is_answered = true,
            .problem = "moved for good",
            .instead = feed::FeedPlace{url, "", reason}};
  }

  config::FeedList list_;
};

TEST_F(OnlineFindings, TellMistakesFromWhatSaysNothingOfTheList) {
  const config::ListedFeed* const feed = list_.feeds.data();
  const std::pair<poll::AskedFeed, std::string> cases[] = {
      {{.feed = feed, .is_answered = true, .problem = "an HTML page, not a feed"},
       "2 mistake https://a.example/0: an HTML page, not a feed"},
      {{.feed = feed, .is_answered = true, .problem = "answered 503", .is_busy = true},
       "2 remark https://a.example/0: answered 503"},
      {{.feed = feed, .is_answered = true, .problem = "address 10.0.0.1 is not public", .is_off_limits = true},
       "2 remark https://a.example/0: address 10.0.0.1 is not public"},
      {{.feed = feed, .is_withheld = true},
       "2 remark https://a.example/0: has a login, so it is only asked with --with-secrets"},
      {{.feed = feed, .problem = "the deadline came first"},
       "2 remark https://a.example/0: not asked before poll.round_deadline"},
      {{.feed = feed, .busy_host = "a.example"},
       "2 remark https://a.example/0: not asked as a.example is busy (429, 503)"},
  };
  for (const auto& [asked, words] : cases) EXPECT_THAT(lines({asked}), ElementsAre(words));
}

TEST_F(OnlineFindings, ProposeWhatWorksOnceAndNotWhatIsListed) {
  EXPECT_THAT(lines({moved(0, "https://a.example/new", ""), moved(1, "https://a.example/new", ""),
                     moved(2, "https://a.example/1", "")}),
              ElementsAre("2+ mistake https://a.example/0: moved for good; use https://a.example/new",
                          "3+ mistake https://a.example/1: moved for good; https://a.example/new is listed in line 2, "
                          "take this one out",
                          "4+ mistake https://a.example/2: moved for good; https://a.example/1 is listed in line 2, "
                          "take this one out"));
  EXPECT_THAT(lines({moved(0, "https://a.example/rss", "the page names it")}),
              ElementsAre("2+ mistake https://a.example/0: moved for good; use https://a.example/rss (the page names "
                          "it)"));
}

TEST_F(OnlineFindings, TakeOutWhatHasMovedToAListedFeedWhenThatOneSaysAsMuch) {
  config::ListedFeed &second = list_.feeds[1], &first = list_.feeds[0];
  const config::ListedFeed plain = second;
  first.title = "A";
  first.tags = {"x", "y"};
  struct Case {
    config::ListedFeed says;
    bool is_out;
  };
  std::vector<Case> cases = {{plain, true}};
  const auto add = [&](bool is_out, auto set) { set(cases.emplace_back(plain, is_out).says); };
  add(true, [](config::ListedFeed& feed) { feed.title = "A"; });
  add(true, [](config::ListedFeed& feed) { feed.tags = {"y"}; });
  add(false, [](config::ListedFeed& feed) { feed.title = "B"; });
  add(false, [](config::ListedFeed& feed) { feed.tags = {"y", "z"}; });
  add(false, [](config::ListedFeed& feed) { feed.site = "https://a.example/"; });
  add(false, [](config::ListedFeed& feed) { feed.language = "ko"; });
  add(false, [](config::ListedFeed& feed) { feed.enabled = false; });
  add(false, [](config::ListedFeed& feed) { feed.url = "https://ann:x@a.example/1"; });
  for (const auto& [says, is_out] : cases) {
    second = says;
    const auto found = online_findings(list_, {moved(1, first.url)});
    ASSERT_EQ(found.size(), 1u);
    SCOPED_TRACE(found[0].message);
    EXPECT_EQ(found[0].mend && found[0].mend->kind == config::Mend::Kind::RemoveFeed, is_out);
  }
  second = plain;
  EXPECT_FALSE(online_findings(list_, {moved(1, first.url, "guessed")})[0].mend);
}

TEST_F(OnlineFindings, LeaveOneOfTwoThatLeadToEachOther) {
  const auto found = online_findings(list_, {moved(0, list_.feeds[1].url), moved(1, list_.feeds[0].url)});
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].mend.value().kind, config::Mend::Kind::RemoveFeed);
  EXPECT_EQ(found[1].mend.value().kind, config::Mend::Kind::SetUrl);
}

TEST_F(OnlineFindings, RemarkOnAFeedThatIsListedUnderTwoAddresses) {
  const auto works = [&](std::size_t index, const std::string& place, std::uint64_t hash) {
    return poll::AskedFeed{.feed = &list_.feeds[index], .is_answered = true, .answered_at = place, .body_hash = hash};
  };
  EXPECT_THAT(lines({works(0, "https://a.example/0", 1), works(1, "https://a.example//0", 2),
                     works(2, "https://b.example/copy", 1)}),
              ElementsAre("3 remark https://a.example/1: the same feed as https://a.example/0 in line 2; keep one of "
                          "the two",
                          "4 remark https://a.example/2: the same feed as https://a.example/0 in line 2; keep one of "
                          "the two"));
}

}  // namespace aggregator::cli
