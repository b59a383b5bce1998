#include "aggregator/mail/message.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "decode.h"

namespace aggregator::mail {
namespace {
using namespace std::chrono;

Message example() {
  return {.from = {"데일리 데브블로그", "digest@example.org"},
          .to = "ann@example.org",
          .subject = "PostgreSQL 18로 옮기며 배운 것 외 21편",
          .message_id = "edition.subscriber@example.org",
          .date = sys_days(2026y / 11 / 20) + 1h + 2min + 3s,
          .language = "ko",
          .more_headers = {{"Precedence", "bulk"}},
          .text = "첫째 줄\n둘째 줄\n",
          .html = "<p>plain = simple</p>\n"};
}

std::string formatted(const Message& message) {
  const auto bytes = format_message(message);
  return bytes ? *bytes : "error: " + bytes.error().detail;
}

TEST(FormatMessage, WritesEachHeaderOnce) {
  const std::string bytes = formatted(example());
  std::vector<std::string> names;
  for (const auto& [name, value] : test::read_header(bytes)) names.push_back(name);
  EXPECT_EQ(names, (std::vector<std::string>{"From", "To", "Subject", "Date", "Message-ID", "Precedence",
                                             "Content-Language", "MIME-Version", "Content-Type"}));
  EXPECT_EQ(test::decode_words(test::header_of(bytes, "From")), "데일리 데브블로그 <digest@example.org>");
  EXPECT_EQ(test::decode_words(test::header_of(bytes, "Subject")), example().subject);
  EXPECT_EQ(test::header_of(bytes, "Date"), "Fri, 20 Nov 2026 01:02:03 +0000");
  EXPECT_EQ(test::header_of(bytes, "Message-ID"), "<edition.subscriber@example.org>");
}

TEST(FormatMessage, PutsTheTextBeforeTheHtmlWhichReadersPrefer) {
  const std::string bytes = formatted(example());
  EXPECT_TRUE(test::header_of(bytes, "Content-Type").starts_with("multipart/alternative; boundary=\"=_"));
  EXPECT_LT(bytes.find("Content-Type: text/plain; charset=utf-8\r\n"),
            bytes.find("Content-Type: text/html; charset=utf-8\r\n"));
}

TEST(FormatMessage, GivesTheBodiesBackWithCrlf) {
  const std::string bytes = formatted(example());
  EXPECT_EQ(test::part_of(bytes, "plain"), "첫째 줄\r\n둘째 줄\r\n");
  EXPECT_EQ(test::part_of(bytes, "html"), "<p>plain = simple</p>\r\n");
}

TEST(FormatMessage, TakesTheShorterEncodingForEachPart) {
  Message message = example();
  message.text.clear();
  for (int i = 0; i < 100; ++i) message.text += "한국어로 된 긴 문장입니다\n";
  message.html.clear();
  for (int i = 0; i < 100; ++i) message.html += "<p style=\"margin:0\">mostly plain 글</p>\n";
  const std::string bytes = formatted(message);
  const std::size_t html = bytes.find("text/html");
  EXPECT_LT(bytes.find("Content-Transfer-Encoding: base64"), html);
  EXPECT_NE(bytes.find("Content-Transfer-Encoding: quoted-printable", html), std::string::npos);
  EXPECT_EQ(test::decode_quoted_printable("a=3D=\r\nb"), "a=b");  // the reader used here works
}

TEST(FormatMessage, KeepsEveryByteOfAwkwardBodies) {
  const std::string cases[] = {
      "",
      "no line end",
      "\n",
      "\n\n.\n..\n",
      "trailing blanks \t \nand more \n",
      "From here\n--=_x\n",
      std::string(5000, 'x'),
      std::string(5000, '='),
      "\r\nalready crlf\r\n",
      "tab\tand \xE2\x80\xA8 and 👩‍👩‍👧‍👦\n",
  };
  for (const std::string& body : cases) {
    SCOPED_TRACE(body.substr(0, 40));
    std::string expected;
    for (const char c : body) {
      if (c == '\n' && !expected.ends_with('\r')) expected += '\r';
      expected += c;
    }
    Message message = example();
    message.text = message.html = body;
    EXPECT_EQ(test::part_of(formatted(message), "plain"), expected);
    EXPECT_EQ(test::part_of(formatted(message), "html"), expected);
  }
}

TEST(FormatMessage, HasNoBareLineEndNoEightBitAndNoLongLine) {
  Message message = example();
  message.text = std::string(3000, 'x') + "\nbare\rcr\n" + message.text;
  message.html = "<p>" + std::string(100'000, 'y') + "</p>";
  message.subject = std::string(2000, 's') + " 외 " + std::string(300, 't');
  const std::string bytes = formatted(message);
  std::size_t begin = 0;
  for (std::size_t end = 0; (end = bytes.find("\r\n", begin)) != std::string::npos; begin = end + 2) {
    const std::string_view line = std::string_view(bytes).substr(begin, end - begin);
    EXPECT_LE(line.size(), 78u) << line;
    EXPECT_EQ(line.find_first_of("\r\n"), std::string_view::npos) << line;
  }
  EXPECT_EQ(begin, bytes.size());
  EXPECT_TRUE(std::ranges::all_of(bytes, [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
}

TEST(FormatMessage, GivesTheSameBytesForTheSameMessage) {
  EXPECT_EQ(formatted(example()), formatted(example()));
  Message other = example();
  other.message_id = "edition.other@example.org";
  EXPECT_NE(test::header_of(formatted(example()), "Content-Type"), test::header_of(formatted(other), "Content-Type"));
}

TEST(FormatMessage, WritesAnInternationalAddressAsItIs) {
  Message message = example();
  message.to = "민지@example.org";
  EXPECT_EQ(test::header_of(formatted(message), "To"), "민지@example.org");
}

TEST(FormatMessage, RefusesWhatWouldInjectAHeader) {
  const std::string evil[] = {"a\r\nBcc: b@example.org", "a\nb", "a\rb", std::string("a\0b", 3)};
  for (const std::string& value : evil) {
    const auto with = [&](auto change) {
      Message message = example();
      change(message);
      return message;
    };
    const Message cases[] = {
        with([&](Message& m) { m.subject = value; }),
        with([&](Message& m) { m.from.name = value; }),
        with([&](Message& m) { m.from.address = value; }),
        with([&](Message& m) { m.to = value; }),
        with([&](Message& m) { m.message_id = value; }),
        with([&](Message& m) { m.language = value; }),
        with([&](Message& m) { m.more_headers = {{"X", value}}; }),
        with([&](Message& m) { m.more_headers = {{value, "x"}}; }),
    };
    for (const Message& message : cases) {
      const auto bytes = format_message(message);
      ASSERT_FALSE(bytes) << *bytes;
      EXPECT_EQ(bytes.error().code, ErrorCode::Malformed);
    }
  }
}

TEST(FormatMessage, RefusesAMoreHeaderThatIsNotAscii) {
  Message message = example();
  message.more_headers = {{"X-Name", "이름"}};
  ASSERT_FALSE(format_message(message));
}

TEST(UnsubscribeHeaders, OfferOneClickAndMail) {
  const auto headers = unsubscribe_headers("https://example.org/unsubscribe/T", "mailto:ops@example.org?subject=T");
  ASSERT_EQ(headers.size(), 2u);
  EXPECT_EQ(headers[0].first, "List-Unsubscribe");
  EXPECT_EQ(headers[0].second, "<https://example.org/unsubscribe/T>, <mailto:ops@example.org?subject=T>");
  EXPECT_EQ(headers[1], (std::pair<std::string, std::string>("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")));
}

TEST(ListIdHeader, NamesTheListForPeopleAndPrograms) {
  EXPECT_EQ(list_id_header("Daily DevBlog", "digest.example.org").second, "Daily DevBlog <digest.example.org>");
  EXPECT_EQ(list_id_header("데브", "digest.example.org").second, "=?utf-8?B?642w67iM?= <digest.example.org>");
  EXPECT_EQ(list_id_header("", "digest.example.org").second, "<digest.example.org>");
}

}  // namespace
}  // namespace aggregator::mail
