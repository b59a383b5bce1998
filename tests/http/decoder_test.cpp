#include "decoder.h"

#include <gtest/gtest.h>

#include <string>

#include "fixture.h"

namespace aggregator::http {

constexpr std::size_t kNoLimit = 1u << 30;

const std::string kText = "<rss>" + std::string(200, 'a') + "</rss>";
// kText in brotli's format.
const std::string kBrotli(
    "\x1b\xd2\x00\xf8\x8d\xd4\x62\x4d\x1c\x0f\xd4\x3c\x3e\x61\x73\xea\x45\xae\x24\x99\xad\x10\x28\xa5\x00\xdf\x40\x01",
    28);

struct Coding {
  const char* name;
  std::string encoded;
};

std::vector<Coding> codings() {
  return {{"gzip", compress(kText)},
          {"X-GZIP", compress(kText)},
          {"deflate", compress(kText, 15)},
          {"deflate", compress(kText, -15)},
          {"br", kBrotli}};
}

/// The decoder after it was given `encoded` in pieces of `step` bytes.
struct Decoded {
  Result<void> result;
  std::string text;
  bool is_complete = false;
};

Decoded decode(const char* coding, std::string_view encoded, std::size_t step, std::size_t max_bytes = kNoLimit) {
  auto decoder = make_decoder(coding);
  EXPECT_TRUE(decoder);
  Decoded decoded;
  for (std::size_t at = 0; at < encoded.size() && decoded.result; at += step) {
    decoded.result = (*decoder)->decode(encoded.substr(at, step), decoded.text, max_bytes);
  }
  decoded.is_complete = (*decoder)->is_complete();
  return decoded;
}

TEST(Decoder, DecodesHoweverTheBytesAreCut) {
  for (const auto& [name, encoded] : codings()) {
    for (const std::size_t step : {std::size_t{1}, std::size_t{7}, encoded.size()}) {
      SCOPED_TRACE(std::string(name) + " by " + std::to_string(step));
      const Decoded decoded = decode(name, encoded, step);
      ASSERT_TRUE(decoded.result) << decoded.result.error().detail;
      EXPECT_EQ(decoded.text, kText);
      EXPECT_TRUE(decoded.is_complete);
    }
  }
}

TEST(Decoder, KnowsThatTheStreamIsCutOff) {
  for (const auto& [name, encoded] : codings()) {
    for (std::size_t size = 1; size < encoded.size(); ++size) {
      const Decoded decoded = decode(name, std::string_view(encoded).substr(0, size), size);
      EXPECT_TRUE(!decoded.result || !decoded.is_complete) << name << " cut to " << size;
    }
  }
}

TEST(Decoder, DecodesMoreThanItsBufferHolds) {
  const std::string long_text(1'000'000, 'x');
  EXPECT_EQ(decode("gzip", compress(long_text), 1u << 20).text, long_text);
}

TEST(Decoder, ReadsAllMembersOfAGzipFileAndNothingBehindThem) {
  const std::string two = compress("one ") + compress("two");
  for (const std::string& tail : {std::string(), std::string(64, '\0'), std::string("rubbish")}) {
    const Decoded decoded = decode("gzip", two + tail, 5);
    ASSERT_TRUE(decoded.result) << decoded.result.error().detail;
    EXPECT_EQ(decoded.text, "one two");
    EXPECT_TRUE(decoded.is_complete);
  }
}

TEST(Decoder, TakesAnEmptyBodyForWhole) {
  for (const char* name : {"", "identity", "gzip", "deflate", "br"})
    EXPECT_TRUE(decode(name, "", 1).is_complete) << name;
}

TEST(Decoder, RefusesBytesOfAnotherKind) {
  for (const char* name : {"gzip", "deflate", "br"}) {
    const Decoded decoded = decode(name, "\x0f<rss>plain text, and plenty of it</rss>", 100);
    ASSERT_FALSE(decoded.result) << name;
    EXPECT_EQ(decoded.result.error().code, ErrorCode::Malformed);
  }
}

TEST(Decoder, StopsAtTheLimitInsteadOfFillingTheMemory) {
  const std::string bomb = compress(std::string(64u << 20, ' '));
  ASSERT_LT(bomb.size(), 100'000u);
  const Decoded decoded = decode("gzip", bomb, bomb.size(), 1u << 20);
  ASSERT_FALSE(decoded.result);
  EXPECT_EQ(decoded.result.error().code, ErrorCode::Unavailable);
  EXPECT_EQ(decoded.result.error().detail, "answer larger than 1 MiB");
  EXPECT_LE(decoded.text.size(), 1u << 20);
}

TEST(Decoder, LimitsEveryCodingAtExactlyTheSameSize) {
  for (auto all = codings(); const auto& [name, encoded] : (all.push_back({"identity", kText}), all)) {
    EXPECT_TRUE(decode(name, encoded, encoded.size(), kText.size()).result) << name;
    EXPECT_FALSE(decode(name, encoded, encoded.size(), kText.size() - 1).result) << name;
  }
}

TEST(DecodeAtOnce, DecodesAGzipStreamOfOneMember) {
  for (const std::string& text : {kText, std::string(), std::string(1'000'000, 'x')}) {
    EXPECT_EQ(decode_at_once("gzip", compress(text), text.size()), text);
    EXPECT_EQ(decode_at_once("X-Gzip", compress(text), kNoLimit), text);
  }
}

TEST(DecodeAtOnce, LeavesAllElseToTheDecoder) {
  const std::string gzip = compress(kText);
  const std::string claims_less = gzip.substr(0, gzip.size() - 4) + std::string("\x01\0\0\0", 4);
  const std::string claims_more = gzip.substr(0, gzip.size() - 4) + std::string("\0\0\0\x7f", 4);
  const struct {
    const char* what;
    const char* coding;
    std::string encoded;
    std::size_t max_bytes = kNoLimit;
  } cases[] = {{"another coding", "deflate", compress(kText, 15)},
               {"no coding", "", kText},
               {"nothing", "gzip", ""},
               {"two members", "gzip", compress("one ") + compress("two")},
               {"a tail", "gzip", gzip + "rubbish"},
               {"cut off", "gzip", gzip.substr(0, gzip.size() - 9)},
               {"cut off in its length", "gzip", gzip.substr(0, gzip.size() - 1)},
               {"a checksum of its header", "gzip", gzip.substr(0, 3) + '\x02' + gzip.substr(4)},
               {"a damaged byte", "gzip", gzip.substr(0, 20) + '\xff' + gzip.substr(21)},
               {"a length too small", "gzip", claims_less},
               {"a length that no stream of its size has", "gzip", claims_more},
               {"above the limit", "gzip", gzip, kText.size() - 1},
               {"another kind", "gzip", "<rss>plain text, and plenty of it</rss>"}};
  for (const auto& [what, coding, encoded, max_bytes] : cases) {
    EXPECT_EQ(decode_at_once(coding, encoded, max_bytes), std::nullopt) << what;
  }
}

TEST(MakeDecoder, RefusesCodingsThatWereNotAskedFor) {
  for (const char* name : {"x-nonsense", "compress", "gzip, gzip", "zstd"}) {
    const auto refused = make_decoder(name);
    ASSERT_FALSE(refused) << name;
    EXPECT_EQ(refused.error().code, ErrorCode::Malformed);
  }
}

}  // namespace aggregator::http
