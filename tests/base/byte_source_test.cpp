#include "aggregator/base/byte_source.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "support/temporary_folder.h"

namespace aggregator {

std::string all_of(const ByteSource& source) {
  std::string bytes;
  for (char chunk[7];;) {
    const auto count = source(chunk);
    EXPECT_TRUE(count) << count.error().detail;
    bytes.append(chunk, count.value_or(0));
    if (count.value_or(0) < sizeof chunk) return bytes;
  }
}

const std::string kBytes("some bytes, \0 and \r\n \xff among them", 34);

TEST(ByteSource, GivesTheBytesOfAFileOrAStream) {
  const test::TemporaryFolder folder;
  test::write_file(folder.path() / "x", kBytes);
  const auto file = open_source(folder.path() / "x");
  ASSERT_TRUE(file) << file.error().detail;
  EXPECT_EQ(all_of(*file), kBytes);
  std::istringstream in(kBytes);
  EXPECT_EQ(all_of(source_of(in)), kBytes);
}

TEST(ByteSource, TellsAMissingFileFromOneThatCannotBeRead) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(open_source(folder.path() / "none").error().code, ErrorCode::NotFound);
  const auto is_folder = open_source(folder.path());
  ASSERT_TRUE(is_folder);
  char room[1];
  EXPECT_EQ((*is_folder)(room).error().code, ErrorCode::Io);
}

TEST(ReadUpTo, TakesNoMoreThanIsAskedFor) {
  const std::string bytes(200'000, 'x');
  for (const std::size_t most : {0u, 1u, 65'536u, 100'000u, 200'000u, 300'000u}) {
    SCOPED_TRACE(most);
    std::istringstream in(bytes);
    const auto read = read_up_to(source_of(in), most);
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, bytes.substr(0, most));
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}).size(), bytes.size() - read->size());
  }
  const auto broken = [](std::span<char>) -> Result<std::size_t> { return fail(ErrorCode::Io, "gone"); };
  EXPECT_EQ(read_up_to(broken, 1).error().detail, "gone");
}

TEST(Spool, GivesTheSameBytesWhenTheirSourceHasEnded) {
  std::string large;
  for (int i = 0; i < 50'000; ++i) large += std::to_string(i);
  for (const std::string& bytes : {std::string(), kBytes, large, std::string(1u << 17, 'x')}) {
    std::istringstream in(bytes);
    const auto spooled = spool(source_of(in));
    ASSERT_TRUE(spooled) << spooled.error().detail;
    EXPECT_TRUE(in.eof());
    EXPECT_EQ(all_of(*spooled), bytes);
  }
}

TEST(Spool, EndsWithTooManyBytesAndWithTheTroubleOfItsSource) {
  std::istringstream in("12345");
  EXPECT_EQ(spool(source_of(in), 4).error().code, ErrorCode::Io);
  const auto broken = [](std::span<char>) -> Result<std::size_t> { return fail(ErrorCode::Io, "gone"); };
  EXPECT_EQ(spool(broken).error().detail, "gone");
}

}  // namespace aggregator
