#include "duplicates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "posts_in.h"
#include "title_words.h"

namespace aggregator::digest {
namespace {
using namespace std::chrono;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr Instant kNow = sys_days(2026y / 11 / 20) + hours(9);
constexpr const char* kKorean =
    "안녕하세요, 결제 서버 팀입니다. 저희는 삼 년 동안 쓰던 카프카를 걷어내고 데이터베이스의 아웃박스로 옮겼습니다. 그 "
    "과정에서 배운 것을 나눕니다.";
constexpr const char* kEnglish =
    "We moved four hundred tables to a new major version without a minute of downtime. Here is what we learnt on the "
    "way, and what we would do differently next time.";
constexpr const char* kOtherEnglish =
    "Logical replication is often named as the answer. In this series I look at what it costs in practice, beginning "
    "with slots that nobody reads.";
constexpr const char* kOtherKorean =
    "이번 주에는 러스트의 소유권을 다시 읽었습니다. 수명 표기가 왜 필요한지, 컴파일러가 무엇을 증명하려는지 예제를 "
    "통해 정리해 보았습니다.";

struct Post {
  std::string title, author, excerpt, link;
  store::FeedId feed = 0;
  days later{0};
};

store::ListedEntry entry(const Post& post, store::EntryId id) {
  store::ListedEntry entry;
  entry.entry.id = id;
  entry.sequence = id;
  entry.entry.title = post.title;
  entry.entry.author = post.author;
  entry.entry.excerpt = post.excerpt;
  entry.entry.link = post.link;
  entry.entry.first_seen = kNow + post.later;
  entry.feed_title = "Blog " + std::to_string(post.feed);
  entry.source_ids = {post.feed};
  return entry;
}

bool are_one_story(const Post& a, const Post& b) {
  const std::vector window{entry(a, 1), entry(b, 2)};
  return fold_duplicates(posts_in(window), {}).kept.size() == 1;
}

TEST(FoldDuplicates, TakesAPostAndItsCopyForOneStory) {
  const std::pair<Post, Post> cases[] = {
      {{"How we moved to PostgreSQL 18", "Ann", kEnglish, "", 1},
       {"How we moved to PostgreSQL 18", "Ann", kEnglish, "", 2}},
      // Without an author, and the copy's excerpt cut earlier.
      {{"How we moved to PostgreSQL 18", "", kEnglish, "", 1},
       {"How We Moved to PostgreSQL 18!", "", std::string(kEnglish).substr(0, 90), "", 2}},
      {{"우리는 왜 카프카를 걷어냈나", "", kKorean, "", 1}, {"우리는 왜 카프카를 걷어 냈나?", "", kKorean, "", 2}},
      // The name of the blog stands behind the title.
      {{"우리는 왜 카프카를 걷어냈나", "", kKorean, "", 1},
       {"우리는 왜 카프카를 걷어냈나 | Blog 2", "", kKorean, "", 2}},
      // No excerpt to compare, but the same author.
      {{"우리는 왜 카프카를 걷어냈나", "김윤서", "", "", 1}, {"우리는 왜 카프카를 걷어냈나", "김윤서", kKorean, "", 2}},
      // No excerpt, and both lead to the same blog.
      {{"How we moved to PostgreSQL 18", "", "", "https://a.example/1", 1},
       {"How we moved to PostgreSQL 18", "", "", "https://a.example/en/1", 2}},
      // A typo mended in the copy.
      {{"How we moved our database to PostgreSQL 18", "Ann", kEnglish, "", 1},
       {"How we moved our databases to PostgreSQL 18", "Ann", kEnglish, "", 2}},
  };
  for (const auto& [post, copy] : cases) {
    SCOPED_TRACE(post.title + " / " + copy.title);
    EXPECT_TRUE(are_one_story(post, copy));
    EXPECT_TRUE(are_one_story(copy, post));
  }
}

TEST(FoldDuplicates, HidesNobodysPostBehindAnother) {
  const std::pair<Post, Post> cases[] = {
      // Titles that say nothing, whoever writes them and whatever they say.
      {{"Weekly update", "Ann", kEnglish, "", 1}, {"Weekly update", "Ann", kEnglish, "", 2}},
      {{"회고", "김윤서", kKorean, "", 1}, {"회고", "김윤서", kKorean, "", 2}},
      {{"TIL 2026-11-20", "Ann", kEnglish, "", 1}, {"TIL 2026-11-20", "Ann", kEnglish, "", 2}},
      {{"2026년 상반기 회고", "", kKorean, "", 1}, {"2026년 상반기 회고", "", kKorean, "", 2}},
      {{"Release notes 3.2", "", kEnglish, "", 1}, {"Release notes 3.2", "", kEnglish, "", 2}},
      {{"Kubernetes", "Ann", kEnglish, "", 1}, {"Kubernetes", "Ann", kEnglish, "", 2}},
      {{"", "Ann", kEnglish, "", 1}, {"", "Ann", kEnglish, "", 2}},
      // The same subject by two people.
      {{"스프링 부트를 도커로 배포하기", "김윤서", kKorean, "", 1},
       {"스프링 부트를 도커로 배포하기", "이서준", kOtherKorean, "", 2}},
      {{"Getting started with Kubernetes operators", "", kEnglish, "", 1},
       {"Getting started with Kubernetes operators", "", kOtherEnglish, "", 2}},
      // Nothing but a title in common.
      {{"스프링 부트를 도커로 배포하기", "", "", "https://a.example/1", 1},
       {"스프링 부트를 도커로 배포하기", "", "", "https://b.example/1", 2}},
      {{"Deploying Spring Boot with Docker", "admin", "", "", 1},
       {"Deploying Spring Boot with Docker", "admin", "", "", 2}},
      {{"Deploying Spring Boot with Docker", "", "", "https://medium.com/@ann/1", 1},
       {"Deploying Spring Boot with Docker", "", "", "https://medium.com/@bob/1", 2}},
      // Parts of a series, with a foreword that is always the same.
      {{"Reading the PostgreSQL planner, part 1", "Ann", kEnglish, "", 1},
       {"Reading the PostgreSQL planner, part 2", "Ann", kEnglish, "", 2}},
      {{"러스트 소유권 이해하기 (1)", "김윤서", kKorean, "", 1},
       {"러스트 소유권 이해하기 (2)", "김윤서", kKorean, "", 2}},
      // One feed: its author meant two posts.
      {{"How we moved to PostgreSQL 18", "Ann", kEnglish, "", 1},
       {"How we moved to PostgreSQL 18", "Ann", kEnglish, "", 1}},
      // Long ago.
      {{"How we moved to PostgreSQL 18", "Ann", kEnglish, "", 1},
       {"How we moved to PostgreSQL 18", "Ann", kEnglish, "", 2, days(8)}},
  };
  for (const auto& [one, other] : cases) {
    SCOPED_TRACE(one.title + " / " + other.title);
    EXPECT_FALSE(are_one_story(one, other));
    EXPECT_FALSE(are_one_story(other, one));
  }
}

TEST(FoldDuplicates, KeepsTheFirstWithTheFeedsAndTagsOfAll) {
  std::vector<store::ListedEntry> window;
  for (store::FeedId feed : {3, 1, 2}) {
    window.push_back(entry({"How we moved to PostgreSQL 18", "Ann", kEnglish, "", feed}, feed));
    window.back().feed_tags = {"tag" + std::to_string(feed)};
  }
  const Folded folded = fold_duplicates(posts_in(window), {});
  ASSERT_THAT(folded.kept, SizeIs(1));
  const store::ListedEntry& story = *folded.kept[0];
  EXPECT_EQ(story.entry.id, 1);
  EXPECT_THAT(story.also_in, ElementsAre("Blog 2", "Blog 3"));
  EXPECT_THAT(story.source_ids, ElementsAre(1, 2, 3));
  EXPECT_THAT(story.feed_tags, ElementsAre("tag1", "tag2", "tag3"));
  ASSERT_THAT(folded.copies, SizeIs(2));
  EXPECT_EQ(folded.copies[1].entry, 3);
  EXPECT_EQ(folded.copies[1].told_as, 1);
  EXPECT_THAT(window[1].also_in, IsEmpty()) << "other views are made from the same window";
}

// Each with each this would take minutes.
TEST(FoldDuplicates, EndsWithTwoFeedsOfManyPostsUnderOneTitle) {
  std::vector<store::ListedEntry> entries;
  for (int i = 0; i < 4000; ++i) {
    const Post post{"Monitoring Postgres replication slots", "", kOtherEnglish + std::to_string(i * 7919) + kEnglish,
                    "https://a.example/" + std::to_string(i), 1 + i % 2};
    entries.push_back(entry(post, i + 1));
  }
  EXPECT_FALSE(fold_duplicates(posts_in(entries), {}).kept.empty());
}

TEST(FoldDuplicates, LeavesOutCopiesOfWhatWasHad) {
  const auto had = entry({"How we moved to PostgreSQL 18", "Ann", kEnglish, "", 1}, 1);
  const auto copy = entry({"How we moved to PostgreSQL 18", "Ann", kEnglish, "", 2, days(3)}, 2);
  EXPECT_THAT(fold_duplicates({&copy}, {had}).kept, IsEmpty());
  EXPECT_THAT(fold_duplicates({&copy}, {had}).retold, ElementsAre(had.entry.id));
  EXPECT_EQ(fold_duplicates({&copy}, {had}).copies.at(0).told_as, had.entry.id);
  EXPECT_THAT(fold_duplicates({&copy}, {}).kept, SizeIs(1));
}

TEST(IsTelling, KnowsTitlesThatSayNothing) {
  for (const char* title :
       {"", "Weekly update", "This Week in Links #42", "회고", "2026년 11월 셋째 주 회고", "TIL 2026-11-20",
        "[TIL] 오늘 배운 것", "주간 회고 - 11월 3주차", "Release v3.2.1", "November 2026 newsletter", "첫 글",
        "Hello World", "개발 일지 #12", "글또 10기 회고", "日記", "2026-11-20", "🎉"}) {
    EXPECT_FALSE(is_telling(title)) << title;
  }
  for (const char* title :
       {"How we moved to PostgreSQL 18", "우리는 왜 카프카를 걷어냈나", "Docker란 무엇인가", "データ基盤の作り方"}) {
    EXPECT_TRUE(is_telling(title)) << title;
  }
}

}  // namespace
}  // namespace aggregator::digest
