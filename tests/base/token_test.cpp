#include "aggregator/base/token.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "aggregator/base/text.h"
#include "base32.h"
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

TEST(Base32, IsReadBackForEveryLengthInEitherCase) {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    const std::string text = encode_base32({reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()});
    EXPECT_EQ(text.find_first_not_of("abcdefghijklmnopqrstuvwxyz234567"), std::string::npos);
    EXPECT_EQ(decode_base32(text), bytes);
    std::string upper = text;
    for (char& c : upper) c = static_cast<char>(std::toupper(c));
    EXPECT_EQ(decode_base32(upper), bytes);
    bytes += static_cast<char>(i * 7);
  }
  EXPECT_EQ(encode_base32({reinterpret_cast<const unsigned char*>("foobar"), 6}), "mzxw6ytboi");  // RFC 4648 section 10
  EXPECT_FALSE(decode_base32("mzxw1"));
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

TEST(VerifyToken, BelievesFormerKeysOfTheRingAndNoOthers) {
  const KeyRing ring{"new", {"older", "oldest"}};
  for (const char* key : {"new", "older", "oldest"}) {
    EXPECT_EQ(verify_token(ring, "unsubscribe", sign_token(key, "unsubscribe", "abc")).value(), "abc");
  }
  EXPECT_FALSE(verify_token(ring, "unsubscribe", sign_token("another", "unsubscribe", "abc")));
  EXPECT_FALSE(verify_token(ring, "unsubscribe", sign_token("older", "confirm", "abc")));
}

Result<std::optional<std::string>> one_row(std::int64_t number) {
  if (number == 42) return "edition.reader";
  return std::nullopt;
}

std::optional<std::int64_t> number_in(const KeyRing& keys, std::string_view token, const SubjectOf& rows = one_row) {
  return verify_number(keys, "bounce", token, rows).value();
}

TEST(SignNumber, FitsWhereThereIsLittleRoomAndHidesTheNumber) {
  const std::string token = sign_number(kKey, "bounce", 42, "edition.reader");
  EXPECT_EQ(token.size(), kNumberTokenCharacters);
  EXPECT_EQ(lower_ascii(token), token);
  const std::string next = sign_number(kKey, "bounce", 43, "edition.another");
  EXPECT_NE(next.substr(0, 8), token.substr(0, 8)) << "rows that follow each other look alike";
}

TEST(SignNumber, StaysTheSameInEveryVersion) {
  // signature: printf 'bounce\0e.r' | openssl dgst -sha256 -hmac key; mask: the same of 'bounce-number\0' and it
  EXPECT_EQ(sign_number("key", "bounce", 42, "e.r"), "we3q6ak23gcgglbdm3auc77k2ixqu");
}

TEST(VerifyNumber, GivesTheNumberBackInWhateverCaseItComes) {
  std::string token = sign_number(kKey, "bounce", 42, "edition.reader");
  const KeyRing keys{std::string(kKey), {}};
  EXPECT_EQ(number_in(keys, token), 42);
  for (char& c : token) c = static_cast<char>(std::toupper(c));
  EXPECT_EQ(number_in(keys, token), 42);
  EXPECT_EQ(number_in({"new", {"older", std::string(kKey)}}, token), 42);
  EXPECT_FALSE(number_in({"new", {"older"}}, token));
}

TEST(VerifyNumber, RefusesATokenWithAnyCharacterChanged) {
  const std::string token = sign_number(kKey, "bounce", 42, "edition.reader");
  const SubjectOf any_row = [](std::int64_t) -> Result<std::optional<std::string>> { return "edition.reader"; };
  for (std::size_t i = 13; i < token.size(); ++i) {  // from where the signature begins, whatever the number
    for (const char c : {'a', 'q', '7', '.', '\0'}) {
      std::string changed = token;
      if (changed[i] == c) continue;
      changed[i] = c;
      EXPECT_FALSE(number_in({std::string(kKey), {}}, changed, any_row)) << changed;
      EXPECT_FALSE(number_in({std::string(kKey), {}}, changed)) << changed;
    }
  }
  for (const std::string& text : {std::string(), token + "a", token.substr(1), std::string(1 << 20, 'a')}) {
    EXPECT_FALSE(number_in({std::string(kKey), {}}, text, any_row));
  }
}

TEST(VerifyNumber, RefusesATokenWhoseRowIsAboutSomethingElseNow) {
  const std::string token = sign_number(kKey, "bounce", 42, "edition.reader");
  const SubjectOf given_away = [](std::int64_t) -> Result<std::optional<std::string>> { return "edition.another"; };
  EXPECT_FALSE(number_in({std::string(kKey), {}}, token, given_away));
}

TEST(VerifyNumber, TellsThatRowsCannotBeAskedFor) {
  const SubjectOf broken = [](std::int64_t) -> Result<std::optional<std::string>> {
    return fail(ErrorCode::Unavailable, "disk");
  };
  const auto asked = verify_number({"key", {}}, "bounce", sign_number("key", "bounce", 1, "x"), broken);
  ASSERT_FALSE(asked);
  EXPECT_EQ(asked.error().code, ErrorCode::Unavailable);
}

}  // namespace aggregator
