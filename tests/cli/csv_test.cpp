#include "csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <span>
#include <utility>

namespace aggregator::cli {
using testing::ElementsAre;
using Fields = std::vector<std::string>;

std::vector<Fields> fields_of(std::string_view text) {
  std::vector<Fields> all;
  const auto records = parse_csv(text);
  EXPECT_TRUE(records) << (records ? "" : records.error().detail);
  if (records) {
    for (const CsvRecord& record : *records) all.push_back(record.fields);
  }
  return all;
}

TEST(ParseCsv, ReadsRecordsAsSpreadsheetsWriteThem) {
  const std::pair<const char*, std::vector<Fields>> cases[] = {
      {"", {}},
      {"a,b\nc,d\n", {{"a", "b"}, {"c", "d"}}},
      {"a,b\r\nc,d", {{"a", "b"}, {"c", "d"}}},  // the last line end may be missing
      {"\xEF\xBB\xBF"
       "a,b\n",
       {{"a", "b"}}},          // byte order mark
      {"\n\na\n\n", {{"a"}}},  // empty lines
      {"a,,\n", {{"a", "", ""}}},
      {"\"a,b\",\"c\"\"d\"\n", {{"a,b", "c\"d"}}},
      {"\"two\nlines\",x\n", {{"two\nlines", "x"}}},
      {"\"quoted\" and more,x\n", {{"quoted and more", "x"}}},
      {"가,\"나,다\"\n", {{"가", "나,다"}}},
  };
  for (const auto& [text, expected] : cases) {
    SCOPED_TRACE(text);
    EXPECT_EQ(fields_of(text), expected);
  }
}

TEST(ParseCsv, NumbersLinesAsEditorsDo) {
  const std::pair<const char*, std::vector<std::size_t>> cases[] = {
      {"a\nb\nc\n", {1, 2, 3}},
      {"a\r\nb\r\nc", {1, 2, 3}},
      {"a\rb\rc", {1, 2, 3}},  // as old Macintoshes end lines
      {"\n\r\n\na\r\n\r\nb\n\n", {4, 6}},
      {"a\n\n\"b\nb\"\nc\n", {1, 3, 5}},
      {"\"a\r\na\r\n\"\r\nb", {1, 4}},
      {"\"a\ra\r\"\rb", {1, 4}},
      {"\"a\r\"\"\n\",\"\n\"\nb", {1, 5}},
      {"\"\n\"\nb", {1, 3}},
      {"\xEF\xBB\xBF\na\n,,\nb", {2, 3, 4}},
  };
  for (const auto& [text, lines] : cases) {
    SCOPED_TRACE(text);
    const auto records = parse_csv(text);
    ASSERT_TRUE(records);
    std::vector<std::size_t> numbers;
    for (const CsvRecord& record : *records) numbers.push_back(record.line);
    EXPECT_EQ(numbers, lines);
  }
}

TEST(ParseCsv, RefusesAQuoteThatIsNeverClosed) {
  const auto records = parse_csv("a\nb,\"c\nd\n");
  ASSERT_FALSE(records);
  EXPECT_EQ(records.error().code, ErrorCode::Malformed);
  EXPECT_THAT(records.error().detail, testing::HasSubstr("line 2"));
}

/// Gives `text` in whole bufferfuls, as a file does.
ByteSource source_of(std::string text) {
  return [text = std::move(text), at = std::size_t{0}](std::span<char> room) mutable -> Result<std::size_t> {
    const std::size_t count = text.copy(room.data(), room.size(), at);
    at += count;
    return count;
  };
}

TEST(CsvReader, ReadsWhatLiesAcrossTheEndOfABuffer) {
  const std::string record = "\xEF\xBB\xBF\"a\"\"b\",\"two\nlines, one field\"\r\n끝,c\r\n";
  for (std::size_t shift = 0; shift < record.size(); ++shift) {
    SCOPED_TRACE(shift);
    std::string text = "x" + std::string((1u << 16) - 2 - shift, ' ') + "\n" + record.substr(3);
    CsvReader reader(source_of(std::move(text)));
    std::vector<CsvRecord> records;
    for (;;) {
      auto next = reader.next();
      ASSERT_TRUE(next) << next.error().detail;
      if (!*next) break;
      records.push_back(**std::move(next));
    }
    ASSERT_EQ(records.size(), 3u);
    EXPECT_THAT(records[1].fields, ElementsAre("a\"b", "two\nlines, one field"));
    EXPECT_THAT(records[2].fields, ElementsAre("끝", "c"));
    EXPECT_EQ(records[2].line, 4u);
  }
}

TEST(CsvReader, CountsALineBreakOnceThatLiesAcrossTheEndOfABuffer) {
  for (std::size_t shift = 0; shift < 4; ++shift) {
    SCOPED_TRACE(shift);
    CsvReader reader(source_of('"' + std::string((1u << 16) - 3 + shift, ' ') + "\r\n\"\nb"));
    ASSERT_TRUE(*reader.next());
    EXPECT_EQ((*reader.next())->line, 3u);
  }
}

TEST(CsvReader, SkipsTheByteOrderMarkOfASource) {
  CsvReader reader(source_of("\xEF\xBB\xBF\"email\"\n"));
  EXPECT_THAT((*reader.next())->fields, ElementsAre("email"));
}

TEST(CsvReader, ReadsFilesOfSpreadsheetsThatPartFieldsOtherwise) {
  const std::pair<const char*, std::vector<Fields>> cases[] = {
      {"email;tags\na@b.c;\"x, y\"\n", {{"email", "tags"}, {"a@b.c", "x, y"}}},
      {"email\ttags\r\na@b.c\tx, y\r\n", {{"email", "tags"}, {"a@b.c", "x, y"}}},
      {"email,tags\na@b.c,x;y\n", {{"email", "tags"}, {"a@b.c", "x;y"}}},  // the comma goes before
      {"email\na@b.c\n", {{"email"}, {"a@b.c"}}},
      {"\r\n\nemail;tags\r\na@b.c;x\r\n", {{"email", "tags"}, {"a@b.c", "x"}}},
      {"\n\n", {}},
      {"sep=;\r\nemail;tags\r\na@b.c;x, y\r\n", {{"email", "tags"}, {"a@b.c", "x, y"}}},  // as Excel says it
      {"\xEF\xBB\xBFSEP=|\nemail|tags\na@b.c|x;y\n", {{"email", "tags"}, {"a@b.c", "x;y"}}},
      {"sep=,\n", {}},
      {"sep=email,tags\n", {{"sep=email", "tags"}}},
  };
  for (const auto& [text, expected] : cases) {
    SCOPED_TRACE(text);
    CsvReader reader(source_of(text));
    for (const Fields& fields : expected) {
      const auto record = reader.next();
      ASSERT_TRUE(record && *record);
      EXPECT_EQ((*record)->fields, fields);
    }
  }
  EXPECT_THAT(*parse_csv_list("C;D"), ElementsAre("C;D")) << "in one field commas alone do";
}

TEST(CsvReader, CountsTheLineThatNamesTheSeparator) {
  CsvReader reader(source_of("sep=;\r\nemail\r\n"));
  EXPECT_EQ((*reader.next())->line, 2u);
}

TEST(CsvReader, EndsWithTheTroubleOfItsSource) {
  bool is_begun = false;
  CsvReader reader([&](std::span<char> room) -> Result<std::size_t> {
    if (std::exchange(is_begun, true)) return fail(ErrorCode::Io, "the disk is gone");
    std::ranges::fill(room, 'a');
    return room.size();
  });
  const auto record = reader.next();
  ASSERT_FALSE(record);
  EXPECT_EQ(record.error().detail, "the disk is gone");
}

TEST(CsvReader, DoesNotTakeInARecordThatNeverEnds) {
  for (const char endless : {'a', ',', '"', '\n'}) {
    SCOPED_TRACE(endless);
    std::size_t given = 0;
    CsvReader reader([&](std::span<char> room) -> Result<std::size_t> {
      std::ranges::fill(room, endless);
      if (given == 0) room[0] = '"';  // a quote that is not closed, but for the quotes
      if (given == 0 && endless != '\n') room[0] = endless;
      given += room.size();
      return given > 8u << 20 ? 0 : room.size();
    });
    const auto record = reader.next();
    ASSERT_FALSE(record);
    EXPECT_EQ(record.error().code, ErrorCode::Malformed);
    EXPECT_LT(given, 4u << 20);
  }
}

TEST(FormatCsv, IsReadBackAsItWas) {
  for (const Fields& fields : {Fields{"a", "b"}, Fields{"a,b", "c\"d", "e\nf", "g\rh"}, Fields{"=1+1", "", "끝"},
                               Fields{"\xEF\xBB\xBF끝", "b"}}) {
    EXPECT_THAT(fields_of(format_csv(fields)), ElementsAre(fields));
  }
}

TEST(FormatCsv, QuotesOnlyWhatNeedsIt) { EXPECT_EQ(format_csv({"a", "b c", "d,e"}), "a,b c,\"d,e\"\n"); }

TEST(CsvList, KeepsBlanksCommasAndQuotesOfItsWords) {
  for (const Fields& words :
       {Fields{}, Fields{"a"}, Fields{"front end", "a,b", "\"c\""}, Fields{"카프카", "머신 러닝"}}) {
    const auto read = parse_csv_list(format_csv_list(words));
    ASSERT_TRUE(read) << read.error().detail;
    EXPECT_EQ(*read, words);
  }
  EXPECT_THAT(*parse_csv_list(" a, b ,,c"), ElementsAre("a", "b", "c"));
  const auto refused = parse_csv_list("b,\"a");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().detail, testing::EndsWith(" has a quotation mark that is never closed"));
}

}  // namespace aggregator::cli
