#include "aggregator/base/token.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base64url.h"

namespace aggregator {
namespace {
constexpr std::string_view kKey = "0123456789abcdef0123456789abcdef";
}

TEST(Base64Url, IsReadBackForEveryLength) {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    const std::string text = encode_base64url({reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()});
    EXPECT_EQ(text.find_first_of("+/="), std::string::npos);
    EXPECT_EQ(decode_base64url(text), bytes);
    bytes += static_cast<char>(i * 7);
  }
}

TEST(RandomId, Is22CharactersOfTheRandomSource) {
  const RandomSource zeros = [](std::span<unsigned char> bytes) { std::ranges::fill(bytes, '\0'); };
  EXPECT_EQ(random_id(zeros), "AAAAAAAAAAAAAAAAAAAAAA");
}

TEST(SystemRandom, DoesNotRepeatItself) {
  const RandomSource random = system_random();
  std::set<std::string> ids;
  for (int i = 0; i < 100; ++i) ids.insert(random_id(random));
  EXPECT_EQ(ids.size(), 100u);
}

TEST(SignToken, StaysTheSameInEveryVersion) {
  // printf 'unsubscribe\0abc' | openssl dgst -sha256 -hmac KEY, first 16 bytes
  EXPECT_EQ(sign_token("key", "unsubscribe", "abc"), "YWJj.o2RxVoReN4ng8H9haG7Mzg");
}

TEST(VerifyToken, GivesTheSubjectBack) {
  for (const char* subject : {"", "a", "kX3-_9", "two words"}) {
    EXPECT_EQ(verify_token(kKey, "confirm", sign_token(kKey, "confirm", subject)).value(), subject);
  }
}

TEST(VerifyToken, RefusesATokenForAnotherPurposeOrKey) {
  const std::string token = sign_token(kKey, "unsubscribe", "abc");
  EXPECT_FALSE(verify_token(kKey, "preferences", token));
  EXPECT_FALSE(verify_token("another key", "unsubscribe", token));
  EXPECT_FALSE(verify_token("", "unsubscribe", token));
}

TEST(VerifyToken, RefusesATokenWithAnyCharacterChanged) {
  const std::string token = sign_token(kKey, "confirm", "ab");
  for (std::size_t i = 0; i < token.size(); ++i) {
    for (const char c : {'A', 'Q', 'x', '-', '.', '\0', '='}) {
      std::string changed = token;
      if (changed[i] == c) continue;
      changed[i] = c;
      const auto subject = verify_token(kKey, "confirm", changed);
      ASSERT_FALSE(subject) << changed;
      EXPECT_EQ(subject.error().code, ErrorCode::Malformed);
    }
  }
}

TEST(VerifyToken, RefusesTokensOfOtherShapes) {
  const std::string token = sign_token(kKey, "confirm", "abc");
  for (const std::string& text : {std::string(), std::string("."), std::string("YWJj"), std::string("YWJj."),
                                  token + "A", "A" + token, token + "." + token, std::string(1 << 20, 'A')}) {
    EXPECT_FALSE(verify_token(kKey, "confirm", text));
  }
}

}  // namespace aggregator
