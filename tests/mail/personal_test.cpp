#include "aggregator/mail/personal.h"

#include <gtest/gtest.h>

namespace aggregator::mail {
namespace {

const Personal kAnn{.address = "a&b@example.org",
                    .unsubscribe_url = "https://e.org/u?x=1&y=<2>",
                    .preferences_url = "P",
                    .confirm_url = "C"};

TEST(FillIn, PutsEachValueInItsPlaceAsOftenAsItStandsThere) {
  const std::string body = placeholder(Placeholder::ConfirmUrl) + " " + placeholder(Placeholder::PreferencesUrl) +
                           "\n" + placeholder(Placeholder::UnsubscribeUrl) + placeholder(Placeholder::ConfirmUrl) +
                           "end " + placeholder(Placeholder::Address);
  EXPECT_EQ(fill_in(body, kAnn, false), "C P\nhttps://e.org/u?x=1&y=<2>Cend a&b@example.org");
}

TEST(FillIn, EscapesForHtml) {
  const std::string link = "<a href=\"" + placeholder(Placeholder::UnsubscribeUrl) + "\">";
  EXPECT_EQ(fill_in(link, kAnn, true), "<a href=\"https://e.org/u?x=1&amp;y=&lt;2&gt;\">");
  Personal quotes = kAnn;
  quotes.address = "\"'";
  EXPECT_EQ(fill_in(placeholder(Placeholder::Address), quotes, true), "&quot;&#39;");
}

TEST(FillIn, LeavesOtherTextAlone) {
  for (const char* body : {"", "{{unsubscribe}} ${x} %s", "\x02no end", "no start\x03"}) {
    EXPECT_EQ(fill_in(body, kAnn, true), body);
  }
}

TEST(FillIn, NeverFillsInWhatAValueBringsAlong) {
  Personal evil = kAnn;
  evil.address = placeholder(Placeholder::ConfirmUrl);
  EXPECT_EQ(fill_in(placeholder(Placeholder::Address), evil, false), placeholder(Placeholder::ConfirmUrl));
}

}  // namespace
}  // namespace aggregator::mail
