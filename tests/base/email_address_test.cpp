#include "aggregator/base/email_address.h"

#include <gtest/gtest.h>

namespace aggregator {

TEST(ParseEmailAddress, KeepsTheAddressAsWritten) {
  const std::pair<const char*, const char*> cases[] = {
      {"reader@example.org", "reader@example.org"},
      {" \tReader.Name+news@Example.ORG\n", "Reader.Name+news@Example.ORG"},
      {"o'hara@sub.example.org", "o'hara@sub.example.org"},
      {"!#$%&'*+-/=?^_`{|}~@example.org", "!#$%&'*+-/=?^_`{|}~@example.org"},
      {"독자@example.org", "독자@example.org"},
      {"\u1112\u1161\u11ab@example.org", "한@example.org"},  // in NFC (RFC 6532 section 3.1)
      {"reader@한국.kr", "reader@xn--3e0b707e.kr"},
      {"reader@xn--3e0b707e.kr", "reader@xn--3e0b707e.kr"},
  };
  for (const auto& [text, expected] : cases) {
    SCOPED_TRACE(text);
    const auto address = parse_email_address(text);
    ASSERT_TRUE(address) << address.error().detail;
    EXPECT_EQ(*address, expected);
  }
}

TEST(ParseEmailAddress, RefusesWhatNoEnvelopeTakes) {
  const std::string long_label(64, 'a');
  for (const std::string& text : {std::string(),
                                  std::string("reader"),
                                  std::string("@example.org"),
                                  std::string("reader@"),
                                  std::string("reader@localhost"),
                                  std::string("reader@.org"),
                                  std::string("reader@example."),
                                  std::string("reader@example..org"),
                                  std::string("reader@-example.org"),
                                  std::string("reader@exa_mple.org"),
                                  std::string("reader@[127.0.0.1]"),
                                  std::string("reader@127.0.0.1"),
                                  std::string(".reader@example.org"),
                                  std::string("reader.@example.org"),
                                  std::string("rea..der@example.org"),
                                  std::string("rea der@example.org"),
                                  std::string("\"reader\"@example.org"),
                                  std::string("a@b@example.org"),
                                  std::string("reader@example.org,b@c.org"),
                                  std::string("reader@example.org\r\nRCPT TO:<x@y.z>"),
                                  std::string("rea\nder@example.org"),
                                  std::string("rea\xff@example.org"),
                                  std::string("rea\xef\xbf\xbd@example.org"),
                                  std::string("rea\xef\xa3\xb7@example.org"),
                                  std::string("rea\xe2\x80\xae@example.org"),
                                  std::string("<reader@example.org>"),
                                  long_label + "a@example.org",
                                  "reader@" + long_label + ".org",
                                  "reader@" + long_label.substr(1) + '.' + long_label.substr(1) + '.' +
                                      long_label.substr(1) + '.' + long_label.substr(1) + ".org"}) {
    SCOPED_TRACE(text);
    const auto address = parse_email_address(text);
    ASSERT_FALSE(address);
    EXPECT_EQ(address.error().code, ErrorCode::Malformed);
    EXPECT_EQ(address.error().detail.find('\n'), std::string::npos);
  }
}

TEST(ParseEmailAddress, SaysWhatItDoesNotSupport) {
  for (const auto& [text, words] : {std::pair("\"rea der\"@example.org", "quotation marks before the @"),
                                    std::pair("reader@[192.0.2.1]", "in brackets behind the @"),
                                    std::pair("reader@[IPv6:2001:db8::1]", "in brackets behind the @")}) {
    SCOPED_TRACE(text);
    const auto address = parse_email_address(text);
    ASSERT_FALSE(address);
    EXPECT_NE(address.error().detail.find(words), std::string::npos) << address.error().detail;
    EXPECT_NE(address.error().detail.find("not supported"), std::string::npos) << address.error().detail;
  }
}

TEST(EmailKey, IsTheSameForEveryCase) {
  EXPECT_EQ(email_key("Reader@Example.ORG"), "reader@example.org");
  EXPECT_EQ(email_key(" ÉMILE@example.org"), email_key("émile@example.org"));
  EXPECT_EQ(email_key("e\u0301mile@example.org"), email_key("émile@example.org"));
  EXPECT_NE(email_key("a.b@example.org"), email_key("ab@example.org"));
}

TEST(ParseMailbox, ReadsNameAndAddress) {
  struct Case {
    const char *text, *name, *address;
  };
  for (const auto& [text, name, address] : {
           Case{"Daily DevBlog <digest@example.org>", "Daily DevBlog", "digest@example.org"},
           Case{"\"DevBlog, \\\"Daily\\\"\" <digest@example.org>", "DevBlog, \"Daily\"", "digest@example.org"},
           Case{"  개발  블로그 <digest@example.org> ", "개발 블로그", "digest@example.org"},
           Case{"Name\r\nBcc: x <digest@example.org>", "Name Bcc: x", "digest@example.org"},
           Case{"<digest@example.org>", "", "digest@example.org"},
           Case{"digest@example.org", "", "digest@example.org"},
       }) {
    SCOPED_TRACE(text);
    const auto mailbox = parse_mailbox(text);
    ASSERT_TRUE(mailbox) << mailbox.error().detail;
    EXPECT_EQ(mailbox->name, name);
    EXPECT_EQ(mailbox->address, address);
  }
}

TEST(ParseMailbox, RefusesWhatIsNoMailbox) {
  for (const char* text : {"", "Name", "Name <>", "Name <digest@example.org", "Name digest@example.org>",
                           "\"Name <digest@example.org>", "\"Na\"me\" <digest@example.org>", "<a@b.org> <c@d.org> x"}) {
    SCOPED_TRACE(text);
    EXPECT_FALSE(parse_mailbox(text));
  }
}

}  // namespace aggregator
