#include <gtest/gtest.h>

#include <algorithm>

#include "aggregator/mail/message.h"
#include "decode.h"

namespace aggregator::mail {
namespace {

const Personal kAnn{.address = "ann@example.org",
                    .unsubscribe_url = "https://e.example.org/u?a=1&b=" + std::string(90, 'x'),
                    .preferences_url = "p",
                    .confirm_url = ""};

std::string filled(const std::string& text, const std::string& html) {
  const Form form({.from = {"Daily", "digest@example.org"},
                   .to = {},
                   .subject = "for " + placeholder(Placeholder::Address),
                   .message_id = {},
                   .date = {},
                   .language = "ko",
                   .more_headers = {{"X-All", "1"}},
                   .text = text,
                   .html = html});
  std::string bytes = "of the message before";
  const auto done = form.fill(
      {.personal = kAnn, .to = kAnn.address, .message_id = "a@example.org", .more_headers = {{"X-One", "2"}}}, bytes);
  return done ? bytes : "error: " + done.error().detail;
}

std::string with_crlf(std::string text) {
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2) text.insert(at, "\r");
  return text;
}

void expect_sound(const std::string& bytes) {
  std::size_t begin = 0;
  for (std::size_t end = 0; (end = bytes.find("\r\n", begin)) != std::string::npos; begin = end + 2) {
    const std::string_view line = std::string_view(bytes).substr(begin, end - begin);
    EXPECT_LE(line.size(), 78u) << line;
    EXPECT_EQ(line.find_first_of("\r\n"), std::string_view::npos) << line;
    EXPECT_FALSE(line.ends_with(' ')) << line;
    EXPECT_FALSE(line.starts_with('.')) << line;
  }
  EXPECT_TRUE(std::ranges::all_of(bytes, [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
}

TEST(Form, FillsInWhatWouldHaveBeenEncodedWhole) {
  const std::string unsubscribe = placeholder(Placeholder::UnsubscribeUrl);
  const std::string address = placeholder(Placeholder::Address), empty = placeholder(Placeholder::ConfirmUrl);
  // With each length of what stands between, so that every place in a line and in a group of base64 comes up.
  for (const std::string letter : {"x", "한", "=", " ", ".", "\n"}) {
    for (int length = 0; length < 80; ++length) {
      std::string between;
      for (int i = 0; i < length; ++i) between += letter;
      const std::string body = between + unsubscribe + between + address + address + empty + between + "\n" +
                               unsubscribe + "\n." + between + empty + "\n" + address;
      SCOPED_TRACE(letter + std::to_string(length));
      const std::string bytes = filled(body, body);
      EXPECT_EQ(test::part_of(bytes, "plain"), with_crlf(fill_in(body, kAnn, false)));
      EXPECT_EQ(test::part_of(bytes, "html"), with_crlf(fill_in(body, kAnn, true)));
      expect_sound(bytes);
    }
  }
}

TEST(Form, FillsInTheSubjectAndPutsTheHeadersOfTheRecipientBehindThoseOfAll) {
  const std::string bytes = filled("a\n", "b\n");
  EXPECT_EQ(test::header_of(bytes, "Subject"), "for ann@example.org");
  EXPECT_LT(bytes.find("\r\nX-All: 1\r\n"), bytes.find("\r\nX-One: 2\r\n"));
  EXPECT_LT(bytes.find("\r\nX-One: 2\r\n"), bytes.find("\r\nContent-Language: ko\r\n"));
}

}  // namespace
}  // namespace aggregator::mail
