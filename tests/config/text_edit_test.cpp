#include "text_edit.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>

namespace aggregator::config {
namespace {

std::string numbered(int from, int to) {
  std::string text;
  for (int line = from; line <= to; ++line) text += "line " + std::to_string(line) + '\n';
  return text;
}

/// The edit that puts `now` where `old` stands.
TextEdit instead(const std::string& text, const std::string& old, const std::string& now) {
  const std::size_t begin = text.find(old);
  return {begin, begin + old.size(), now};
}

}  // namespace

TEST(ApplyEdits, MakesThemAll) {
  EXPECT_EQ(apply_edits("abcdef", {{0, 1, "A"}, {2, 2, "-"}, {4, 6, ""}}), "Ab-cd");
  EXPECT_EQ(apply_edits("abc", {}), "abc");
}

TEST(UnifiedDiff, IsEmptyWithoutEdits) { EXPECT_EQ(unified_diff("a\n", {}, "f"), ""); }

TEST(UnifiedDiff, ShowsThreeLinesAroundAChange) {
  const std::string text = numbered(1, 9);
  EXPECT_EQ(unified_diff(text, {instead(text, "line 5", "five")}, "f"),
            "--- f\n+++ f\n@@ -2,7 +2,7 @@\n line 2\n line 3\n line 4\n-line 5\n+five\n line 6\n line 7\n line 8\n");
}

TEST(UnifiedDiff, CountsTheLinesThatEarlierHunksAddedOrTook) {
  const std::string text = numbered(1, 30);
  const std::string diff = unified_diff(
      text,
      {instead(text, "line 2\nline 3\n", ""), instead(text, "line 15", "a\nb\nc"), instead(text, "line 30\n", "")},
      "f");
  EXPECT_NE(diff.find("@@ -1,6 +1,4 @@\n line 1\n-line 2\n-line 3\n line 4\n"), std::string::npos) << diff;
  EXPECT_NE(diff.find("@@ -12,7 +10,9 @@\n"), std::string::npos) << diff;
  EXPECT_NE(diff.find("@@ -27,4 +27,3 @@\n line 27\n line 28\n line 29\n-line 30\n"), std::string::npos) << diff;
}

TEST(UnifiedDiff, JoinsChangesWhoseContextMeets) {
  const std::string text = numbered(1, 20);
  const std::string near = unified_diff(text, {instead(text, "line 4", "x"), instead(text, "line 11", "y")}, "f");
  EXPECT_NE(near.find("@@ -1,14 +1,14 @@"), std::string::npos) << near;
  const std::string apart = unified_diff(text, {instead(text, "line 4", "x"), instead(text, "line 12", "y")}, "f");
  EXPECT_NE(apart.find("@@ -9,7 +9,7 @@"), std::string::npos) << apart;
}

TEST(UnifiedDiff, ShowsALineOnceHoweverOftenItChanges) {
  EXPECT_EQ(unified_diff("a b c\nd\n", {{0, 1, "A"}, {4, 5, "C"}}, "f"),
            "--- f\n+++ f\n@@ -1,2 +1,2 @@\n-a b c\n+A b C\n d\n");
}

TEST(UnifiedDiff, SaysWhereThereIsNoFinalLineBreak) {
  EXPECT_EQ(unified_diff("a\nb", {{2, 3, "c"}}, "f"),
            "--- f\n+++ f\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n");
  EXPECT_EQ(unified_diff("a\nb", {{1, 3, ""}}, "f"),
            "--- f\n+++ f\n@@ -1,2 +1,1 @@\n-a\n-b\n\\ No newline at end of file\n+a\n\\ No newline at end of file\n");
}

TEST(UnifiedDiff, CanLeaveNothing) {
  EXPECT_EQ(unified_diff("a\nb\n", {{0, 4, ""}}, "f"), "--- f\n+++ f\n@@ -1,2 +0,0 @@\n-a\n-b\n");
}

}  // namespace aggregator::config
