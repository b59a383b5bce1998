#include "subject.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "aggregator/base/text.h"
#include "sample_page.h"

namespace aggregator::digest {
namespace {

std::string subject(const std::vector<std::string>& titles, std::size_t total, const std::string& language = "en") {
  std::vector<ShownEntry> entries;
  for (const std::string& title : titles)
    entries.push_back(sample_entry(title, "blog of " + title, "", 1, "An excerpt."));
  DigestPage page = page_of(language, std::move(entries));
  page.total = total;
  return subject_line(page, strings_for(language, Templates::load(std::nullopt).value()));
}

}  // namespace

TEST(SubjectLine, NamesTwoPostsAndCountsTheOthers) {
  EXPECT_EQ(subject({"One"}, 1), "One");
  EXPECT_EQ(subject({"One"}, 4), "One and 3 more");
  EXPECT_EQ(subject({"One", "Two"}, 2), "One, Two");
  EXPECT_EQ(subject({"One", "Two", "Three"}, 23), "One, Two and 21 more");
  EXPECT_EQ(subject({"하나", "둘", "셋"}, 23, "ko"), "하나, 둘 외 21편");
}

TEST(SubjectLine, SaysWhenThereIsNothing) {
  EXPECT_EQ(subject({}, 0, "ko"), "새벽 개발 소식: 이번에는 새 글이 없습니다");
}

TEST(SubjectLine, HoldsNothingThatAMailProgramWouldDecodeOnceMore) {
  EXPECT_EQ(subject({"=?UTF-8?B?7ZWc6riA?= decoded", "=?x?= y=?"}, 2),
            "=\u200C?UTF-8?B?7ZWc6riA?= decoded, =\u200C?x?= y=\u200C?");
  EXPECT_EQ(subject({"a == b ? c : d?="}, 1), "a == b ? c : d?=");
}

TEST(SubjectLine, DropsASubtitleBeforeItCutsATitle) {
  EXPECT_EQ(subject({"Moving to a new database: notes from six long weeks without sleep", "Two"}, 2),
            "Moving to a new database: notes from six long weeks…, Two");
  EXPECT_EQ(subject({"Everything we learned while moving our database: notes from six weeks", "Two"}, 2),
            "Everything we learned while moving our database, Two");
}

TEST(SubjectLine, GivesTheRoomThatOneTitleLeavesToTheOther) {
  EXPECT_EQ(subject({"Short", "A second title that is just long enough to fill the rest"}, 9),
            "Short, A second title that is just long enough… and 7 more");
}

TEST(SubjectLine, FitsSixtyColumnsAndNeverBreaksACharacter) {
  const std::string family = "👨‍👩‍👧‍👦";
  const std::string cases[][2] = {
      {repeated("가나다라 ", 40), repeated("마바사아 ", 40)},
      {repeated("한글", 200), repeated("한글", 200)},
      {repeated(family, 40), repeated(family, 40)},
      {repeated("letters", 3000), "x"},
      {"x", repeated("e\u0301", 300)},
      {repeated("日本語", 50), repeated("word ", 50)},
  };
  for (const std::string language : {"ko", "en", "ja"}) {
    for (const auto& titles : cases) {
      for (const std::size_t total : {2u, 3u, 12'345u}) {
        const std::string line = subject({titles[0], titles[1]}, total, language);
        EXPECT_LE(display_width(line), kSubjectColumns) << line;
        EXPECT_GE(display_width(line), 20u) << line;
        EXPECT_EQ(clean_utf8(line), line);
        EXPECT_EQ(line.find("\u200D…"), std::string::npos) << line;
        EXPECT_EQ(line.find('\n'), std::string::npos);
      }
    }
  }
}

TEST(SubjectLine, NamesTwoBlogsWhereThereAreTwo) {
  DigestPage page =
      page_of("en", {sample_entry("First", "Loud blog", "", 1, ""), sample_entry("Second", "Loud blog", "", 1, ""),
                     sample_entry("Third", "Quiet blog", "", 1, "")});
  EXPECT_EQ(subject_line(page, strings_for("en", Templates::load(std::nullopt).value())), "First, Third and 1 more");
}

TEST(PreviewLine, ContinuesTheSubjectInsteadOfRepeatingIt) {
  EXPECT_EQ(preview_line(page_of("en", {sample_entry("One", "a", "", 1, ""), sample_entry("Two", "b", "", 1, ""),
                                        sample_entry("Three", "c", "", 1, ""), sample_entry("Four", "d", "", 1, "")})),
            "Three · Four");
}

TEST(PreviewLine, QuotesTheFirstPostWhenTheSubjectHasAllTitles) {
  EXPECT_EQ(preview_line(page_of("en", {sample_entry("One", "a", "", 1, "It begins here.")})), "It begins here.");
  EXPECT_EQ(preview_line(empty_page("en")), "");
}

TEST(PreviewLine, StaysShort) {
  EXPECT_LE(display_width(preview_line(large_page("ko", 60))), kPreviewColumns);
  EXPECT_LE(display_width(preview_line(odd_page("ko"))), kPreviewColumns);
}

}  // namespace aggregator::digest
