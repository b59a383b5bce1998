#include "aggregator/mail/dns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/dns_server.h"

namespace aggregator::mail {
namespace {
using test::DnsServer;
using Records = std::map<std::pair<std::string, int>, std::string>;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Dns, PutsTheStringsOfATextTogether) {
  const DnsServer server(Records{{{DnsServer::wire("a.test"), DnsServer::kTxt}, "\x07v=spf1 \x06mx ~al\x01l"}});
  const auto texts = resolver_at("127.0.0.1", server.port())("a.test", DnsRecord::Txt);
  ASSERT_TRUE(texts) << texts.error().detail;
  EXPECT_THAT(*texts, ElementsAre("v=spf1 mx ~all"));
}

TEST(Dns, NamesTheHostThatTakesMail) {
  const DnsServer server(
      Records{{{DnsServer::wire("a.test"), DnsServer::kMx}, std::string("\0\x0A", 2) + DnsServer::wire("mx.b.test")}});
  const auto hosts = resolver_at("127.0.0.1", server.port())("a.test", DnsRecord::Mx);
  ASSERT_TRUE(hosts) << hosts.error().detail;
  EXPECT_THAT(*hosts, ElementsAre("mx.b.test"));
}

TEST(Dns, TellsTheAddressesOfEitherKind) {
  const DnsServer server(Records{{{DnsServer::wire("four.test"), DnsServer::kA}, std::string("\xC0\0\2\1", 4)},
                                 {{DnsServer::wire("six.test"), DnsServer::kAaaa},
                                  std::string("\x20\1\x0D\xB8", 4) + std::string(11, '\0') + '\1'}});
  const Resolver resolve = resolver_at("127.0.0.1", server.port());
  EXPECT_THAT(*resolve("four.test", DnsRecord::Address), ElementsAre("192.0.2.1"));
  EXPECT_THAT(*resolve("six.test", DnsRecord::Address), ElementsAre("2001:db8::1"));
}

TEST(Dns, FindsNothingUnderANameThatIsNotThere) {
  const DnsServer server(Records{});
  const auto texts = resolver_at("127.0.0.1", server.port())("nowhere.test", DnsRecord::Txt);
  ASSERT_TRUE(texts) << texts.error().detail;
  EXPECT_THAT(*texts, IsEmpty());
}

TEST(Dns, ToleratesATextWithALengthThatIsNotTrue) {
  const DnsServer server(Records{{{DnsServer::wire("a.test"), DnsServer::kTxt}, "\x7Fshort"}});
  const auto texts = resolver_at("127.0.0.1", server.port())("a.test", DnsRecord::Txt);
  ASSERT_TRUE(texts);
  EXPECT_THAT(*texts, ElementsAre("short"));
}

TEST(Dns, SaysThatNobodyCouldBeAsked) {
  const auto texts = resolver_at("no address", 53)("a.test", DnsRecord::Txt);
  ASSERT_FALSE(texts);
  EXPECT_EQ(texts.error().code, ErrorCode::Unavailable);
}

TEST(Dns, TakesASilentPortForNoAnswerAndNotForNoRecords) {
  const auto texts = resolver_at("127.0.0.1", 1)("a.test", DnsRecord::Txt);
  ASSERT_FALSE(texts);
  EXPECT_EQ(texts.error().code, ErrorCode::Unavailable);
}

}  // namespace
}  // namespace aggregator::mail
