#include "aggregator/deliver/message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "deliver_fixture.h"

namespace aggregator::deliver {
namespace {
using testing::HasSubstr;
using testing::Not;

std::string composed(const config::Settings& settings = example_settings(),
                     const std::string& email = "ann@example.org",
                     const store::EditionRow& edition = example_edition()) {
  return value_of(compose(settings, edition, "subscriber", email, "key"));
}

TEST(Compose, WritesTheHeadersOfADigest) {
  const std::string token = sign_token("key", "unsubscribe", "subscriber");
  const std::string message = composed();
  const std::string header = message.substr(0, message.find("\r\n\r\n") + 2);
  const std::string lines[] = {
      "From: Daily DevBlog <digest@example.org>",
      "To: ann@example.org",
      "Date: Fri, 20 Nov 2026 01:00:00 +0000",
      "Message-ID: <edition-one.subscriber@example.org>",
      "List-Id: =?utf-8?B?642w7J2866asIERldkJsb2c=?= <digest.digest.example.org>",
      "List-Unsubscribe: <https://digest.example.org/unsubscribe/" + token + ">,",
      " <mailto:ops@example.org?subject=unsubscribe%20" + token + ">",
      "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
      "Auto-Submitted: auto-generated",
      "Precedence: bulk",
      "Content-Language: ko",
      "MIME-Version: 1.0",
  };
  for (const std::string& line : lines) EXPECT_THAT("\r\n" + header, HasSubstr("\r\n" + line + "\r\n"));
}

TEST(Compose, NamesTheListAfterTheSenderWhereTheSiteHasNoName) {
  config::Settings settings = example_settings();
  settings.site.url = "https://[::1]/";
  EXPECT_THAT(composed(settings), HasSubstr(" <digest.example.org>\r\n"));
}

TEST(Compose, KeepsTheMessageIdThoughTheSenderChanges) {
  store::EditionRow edition = example_edition();
  edition.domain = "before.example";
  EXPECT_THAT(composed(example_settings(), "ann@example.org", edition),
              HasSubstr("\r\nMessage-ID: <edition-one.subscriber@before.example>\r\n"));
}

TEST(Compose, PutsNoPlaceholderIntoTheMail) {
  store::EditionRow edition = example_edition();
  edition.subject = "for " + placeholder(mail::Placeholder::Address);
  const std::string message = composed(example_settings(), "ann@example.org", edition);
  EXPECT_THAT(message, HasSubstr("Subject: for ann@example.org\r\n"));
  EXPECT_EQ(message.find_first_of("\x02\x03"), std::string::npos);
  EXPECT_THAT(message, Not(HasSubstr("=02")));
}

TEST(Compose, SendsUnsubscribeMailToUsWhereTheContactIsNoAddress) {
  config::Settings settings = example_settings();
  settings.site.contact = "https://example.org/contact";
  EXPECT_THAT(composed(settings), HasSubstr("<mailto:digest@example.org?subject="));
}

TEST(Compose, SendsUnsubscribeMailToWhereBouncesAreRead) {
  config::Settings settings = example_settings();
  settings.mail.bounce_address = "bounces@digest.example.org";
  EXPECT_THAT(composed(settings), HasSubstr("<mailto:bounces@digest.example.org?subject="));
}

TEST(Compose, EscapesTheAddressInAMailtoUrl) {
  config::Settings settings = example_settings();
  settings.site.contact = "a&b%c+d@example.org";
  EXPECT_THAT(composed(settings), HasSubstr("<mailto:a%26b%25c+d@example.org?subject="));
}

TEST(Compose, GivesTheSameBytesEachTime) { EXPECT_EQ(composed(), composed()); }

TEST(Compose, RefusesAnAddressThatWouldInjectAHeader) {
  const auto message =
      compose(example_settings(), example_edition(), "subscriber", "a@example.org\r\nBcc: b@example.org", "key");
  ASSERT_FALSE(message);
  EXPECT_EQ(message.error().code, ErrorCode::Malformed);
}

TEST(PersonalLinks, HoldTokensForOnePurposeEach) {
  const mail::Personal links = personal_links(example_settings(), "subscriber", "ann@example.org", "key");
  EXPECT_EQ(links.address, "ann@example.org");
  const std::tuple<std::string, const char*, const char*> cases[] = {
      {links.unsubscribe_url, "unsubscribe", "confirm"},
      {links.preferences_url, "preferences", "unsubscribe"},
      {links.confirm_url, "confirm", "preferences"},
  };
  for (const auto& [url, purpose, other] : cases) {
    SCOPED_TRACE(url);
    const std::string beginning = std::string("https://digest.example.org/") + purpose + "/";
    ASSERT_TRUE(url.starts_with(beginning));
    const std::string token = url.substr(beginning.size());
    EXPECT_EQ(value_of(verify_token("key", purpose, token)), "subscriber");
    EXPECT_FALSE(verify_token("key", other, token));
  }
}

TEST(MessageId, DiffersByEditionAndSubscriberOnTheSendersDomain) {
  const config::Settings settings = example_settings();
  EXPECT_EQ(message_id(settings, "e", "s"), "e.s@example.org");
  EXPECT_NE(message_id(settings, "e", "s"), message_id(settings, "f", "s"));
  EXPECT_NE(message_id(settings, "e", "s"), message_id(settings, "e", "t"));
}

}  // namespace
}  // namespace aggregator::deliver
