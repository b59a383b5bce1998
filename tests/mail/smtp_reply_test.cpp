#include "smtp_reply.h"

#include <gtest/gtest.h>

namespace aggregator::mail {
namespace {

TEST(TakeReply, ReadsCodeAndWordsOnOneLine) {
  const std::tuple<const char*, int, const char*> cases[] = {
      {"250 2.0.0 ok\r\n", 250, "250 2.0.0 ok"},
      {"550-5.1.1 no such\r\n550 5.1.1 mailbox here\r\n", 550, "550 5.1.1 no such 5.1.1 mailbox here"},
      {"354\r\n", 354, "354"},
      {"250 ok\n", 250, "250 ok"},  // a bare line feed
      {"421 \x1b[31mred\xff\r\n", 421, "421 [31mred\xEF\xBF\xBD"},
  };
  for (const auto& [bytes, code, text] : cases) {
    SCOPED_TRACE(bytes);
    std::string received = bytes;
    const auto reply = take_reply(received);
    ASSERT_TRUE(reply) << reply.error().detail;
    ASSERT_TRUE(*reply);
    EXPECT_EQ((*reply)->code, code);
    EXPECT_EQ((*reply)->text, text);
    EXPECT_EQ(received, "");
  }
}

TEST(TakeReply, LeavesTheNextRepliesOfAPipelineWhereTheyAre) {
  std::string received = "250 one\r\n550 two\r\n35";
  EXPECT_EQ(take_reply(received).value()->text, "250 one");
  EXPECT_EQ(take_reply(received).value()->text, "550 two");
  EXPECT_FALSE(take_reply(received).value().has_value());
  EXPECT_EQ(received, "35");
}

TEST(TakeReply, WaitsForTheLastLine) {
  for (const char* bytes : {"", "2", "250", "250-a\r\n", "250-a\r\n250 b"}) {
    std::string received = bytes;
    const auto reply = take_reply(received);
    ASSERT_TRUE(reply) << bytes;
    EXPECT_FALSE(reply->has_value()) << bytes;
  }
}

TEST(TakeReply, CutsAFloodOfWords) {
  std::string received = "550 " + std::string(10'000, 'x') + "\r\n";
  EXPECT_LE(take_reply(received).value()->text.size(), 310u);
}

TEST(TakeReply, TakesTheCodeOfWhatGrowsWithoutAnEnd) {
  for (const std::string begin : {"550 5.7.1 ", "550-5.7.1 no\r\n550-"}) {
    std::string received = begin + std::string(20'000, 'x');
    const auto reply = take_reply(received);
    ASSERT_TRUE(reply && *reply);
    EXPECT_EQ((*reply)->code, 550);
    EXPECT_TRUE((*reply)->text.starts_with("550 5.7.1 "));
    EXPECT_LE((*reply)->text.size(), 310u);
  }
}

TEST(TakeReply, RefusesWhatIsNoReply) {
  const std::string cases[] = {"\xff\xfe no reply code\r\n", "\r\n", "25\r\n", "2500 x\r\n", "100 x\r\n", "abc\r\n",
                               std::string(20'000, '2')};
  for (std::string received : cases) {
    SCOPED_TRACE(received.substr(0, 20));
    const auto reply = take_reply(received);
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, ErrorCode::Malformed);
  }
}

}  // namespace
}  // namespace aggregator::mail
