#include "aggregator/config/feed_access.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>

#include "aggregator/config/feed_list.h"

namespace aggregator::config {
namespace {
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

Result<FeedList> list_with(const std::string& keys, const std::string& url = "https://a.example/f") {
  return parse_feed_list("feeds:\n  - url: " + url + "\n    " + keys + "\n", "feeds.yaml");
}

std::string complaint(const std::string& keys, const std::string& url = "https://a.example/f") {
  const auto list = list_with(keys, url);
  return list ? "" : list.error().detail;
}

const char* const kGuarded = R"(feeds:
  - url: https://a.example/f
    user: ann marie
    password: $A_PASSWORD
  - url: https://b.example/f
    user: "#1, 'ann'"
    password_file: ../secrets/b [1].txt
  - url: https://c.example/f
    token: $C_TOKEN
    headers: {X-Team: "a, b: {c}", "#": "?", X-Key: $C_KEY}
  - url: https://d.example/f
    token_file: /run/secrets/d
  - url: https://e.example/f
    headers:
      Authorization: $E_LOGIN
      Cookie: $E_COOKIE
)";

}  // namespace

TEST(FeedAccess, IsReadFromTheList) {
  const auto list = parse_feed_list(kGuarded, "feeds.yaml");
  ASSERT_TRUE(list) << list.error().detail;
  ASSERT_EQ(list->feeds.size(), 5u);
  const FeedAccess &a = list->feeds[0].access, &b = list->feeds[1].access, &c = list->feeds[2].access,
                   &d = list->feeds[3].access, &e = list->feeds[4].access;
  EXPECT_EQ(a.user, "ann marie");
  EXPECT_EQ(a.password, "$A_PASSWORD");
  EXPECT_EQ(b.user, "#1, 'ann'");
  EXPECT_EQ(b.password_file, "../secrets/b [1].txt");
  EXPECT_EQ(c.token, "$C_TOKEN");
  EXPECT_THAT(c.headers, ElementsAre(Pair("X-Team", "a, b: {c}"), Pair("#", "?"), Pair("X-Key", "$C_KEY")));
  EXPECT_EQ(d.token_file, "/run/secrets/d");
  EXPECT_THAT(e.headers, ElementsAre(Pair("Authorization", "$E_LOGIN"), Pair("Cookie", "$E_COOKIE")));
}

TEST(FeedAccess, SurvivesWritingEditingAndImporting) {
  const auto list = parse_feed_list(kGuarded, "feeds.yaml");
  ASSERT_TRUE(list) << list.error().detail;
  const auto is_kept = [&](const Result<std::string>& yaml) {
    const auto again = yaml ? parse_feed_list(*yaml, "again") : std::unexpected(yaml.error());
    return again && std::ranges::equal(again->feeds, list->feeds, says_the_same);
  };
  EXPECT_TRUE(is_kept(format_feed_list(list->feeds)));
  EXPECT_TRUE(is_kept(append_feeds("feeds: []\n", list->feeds)));
  EXPECT_TRUE(is_kept(append_feeds("{feeds: []}\n", list->feeds))) << "in braces";
  const auto longer =
      append_feed(kGuarded, {.url = "https://n.example/", .title = {}, .site = {}, .tags = {}, .language = {}});
  ASSERT_TRUE(longer) << longer.error().detail;
  EXPECT_EQ(remove_feed(*longer, "https://n.example/").value(), kGuarded);
  const auto imported = parse_foreign_list(kGuarded, "theirs.yaml");
  ASSERT_TRUE(imported) << imported.error().detail;
  EXPECT_TRUE(std::ranges::equal(imported->feeds, list->feeds, says_the_same));
}

TEST(FeedAccess, MakesADifference) {
  ListedFeed a, b;
  b.access.user = "ann";
  EXPECT_FALSE(says_the_same(a, b));
}

TEST(FeedAccess, OfAnotherProgramIsToldWhenItIsTakenOver) {
  const auto list = parse_foreign_list(
      "- rss: https://a.example/f\n  token: $T\n- rss: https://b.example/f\n  token: hunter2\n"
      "- rss: https://c.example/f\n  user: nickname\n",
      "theirs.yaml");
  ASSERT_TRUE(list) << list.error().detail;
  ASSERT_EQ(list->feeds.size(), 3u);
  EXPECT_EQ(list->feeds[0].access.token, "$T");
  EXPECT_TRUE(list->feeds[1].access.empty());
  EXPECT_TRUE(list->feeds[2].access.empty()) << "no login";
  ASSERT_EQ(list->findings.size(), 2u);
  EXPECT_THAT(list->findings[0].message, HasSubstr("login is taken over too"));
  EXPECT_THAT(list->findings[1].message, HasSubstr("login not taken over"));
  EXPECT_THAT(list->findings[1].message, Not(HasSubstr("hunter2")));
}

TEST(FeedAccess, InAnAddressIsTakenAndRemarkedOnByWhoeverReadsTheList) {
  const std::string_view yaml = "feeds:\n  - url: https://ann:hunter2@a.example/f\n  - url: https://b.example/f\n";
  for (const auto& list : {check_feed_list(yaml, "feeds.yaml"), parse_foreign_list(yaml, "theirs.yaml"),
                           parse_foreign_list("\nhttps://ann:hunter2@a.example/f\nhttps://b.example/f\n", "urls")}) {
    ASSERT_TRUE(list) << list.error().detail;
    ASSERT_EQ(list->feeds.size(), 2u);
    EXPECT_EQ(list->feeds[0].url, "https://ann:hunter2@a.example/f");
    ASSERT_EQ(list->findings.size(), 1u);
    EXPECT_EQ(list->findings[0].line, 2u);
    EXPECT_EQ(list->findings[0].level, Finding::Level::Remark);
    EXPECT_THAT(list->findings[0].message, HasSubstr("https://a.example/f has a login in its address"));
    EXPECT_THAT(list->findings[0].message, Not(HasSubstr("hunter2")));
  }
}

TEST(FeedAccess, InTheAddressOfASiteIsTakenOutAndRemarkedOn) {
  const std::string_view yaml = "feeds:\n  - url: https://a.example/f\n    site: https://ann:hunter2@a.example/\n";
  for (const auto& list : {check_feed_list(yaml, "feeds.yaml"), parse_foreign_list(yaml, "theirs.yaml")}) {
    ASSERT_TRUE(list) << list.error().detail;
    ASSERT_EQ(list->feeds.size(), 1u);
    EXPECT_EQ(list->feeds[0].site, "https://a.example/");
    ASSERT_EQ(list->findings.size(), 1u);
    EXPECT_EQ(list->findings[0].level, Finding::Level::Remark);
    EXPECT_THAT(list->findings[0].message, HasSubstr("https://a.example/ has a login in its address"));
    EXPECT_THAT(list->findings[0].message, Not(HasSubstr("hunter2")));
  }
}

TEST(FeedAccess, IsNotWrittenIntoOpml) {
  const auto list = parse_feed_list(kGuarded, "feeds.yaml");
  ASSERT_TRUE(list) << list.error().detail;
  const std::string opml = format_opml(list->feeds, "feeds");
  for (const char* word : {"PASSWORD", "TOKEN", "secrets", "ann", "X-Team"}) EXPECT_THAT(opml, Not(HasSubstr(word)));
}

TEST(FeedAccess, RefusesSecretsThatStandInTheListAndDoesNotRepeatThem) {
  const std::pair<const char*, const char*> cases[] = {
      {"user: ann, password: hunter2",
       "feeds.password: a password does not belong here; write $NAME for one in the "
       "environment, or use password_file"},
      {"user: ann, password: $", "a password does not belong here"},
      {"user: ann, password: $hunter2!", "a password does not belong here"},
      {"token: hunter2",
       "feeds.token: a token does not belong here; write $NAME for one in the environment, or use "
       "token_file"},
      {"headers: {authorization: Basic hunter2}", "feeds.headers.authorization: its value does not belong here"},
      {"headers: {Cookie: id=hunter2}", "feeds.headers.Cookie: its value does not belong here"},
  };
  for (const auto& [keys, expected] : cases) {
    const auto list =
        parse_feed_list(fmt::format("feeds:\n  - {{url: \"https://a.example/f\", {}}}\n", keys), "feeds.yaml");
    ASSERT_FALSE(list) << keys;
    EXPECT_THAT(list.error().detail, HasSubstr(expected)) << keys;
    EXPECT_THAT(list.error().detail, Not(HasSubstr("hunter2"))) << keys;
  }
}

TEST(FeedAccess, RefusesWhatDoesNotGoTogether) {
  const std::pair<const char*, const char*> cases[] = {
      {"user: \"ann:x\"\n    password: $P", "a name has a colon here"},
      {"user: ann", "feeds.yaml:3: feeds.user: without a password; add password_file: FILE or password: $NAME"},
      {"password: $P", "feeds.password: without a user; add user: NAME"},
      {"password_file: p", "feeds.password_file: without a user"},
      {"user: ann\n    password: $P\n    password_file: p", "there is a password_file too"},
      {"token: $T\n    token_file: t", "there is a token_file too"},
      {"user: ann\n    password: $P\n    token: $T", "more than one login"},
      {"token_file: t\n    headers: {authorization: $A}", "more than one login"},
  };
  for (const auto& [keys, expected] : cases) EXPECT_THAT(complaint(keys), HasSubstr(expected)) << keys;
  EXPECT_THAT(complaint("token: $T", "https://ann:x@a.example/f"), HasSubstr("more than one login"));
  EXPECT_EQ(complaint("headers: {X-Key: $K}", "https://ann:x@a.example/f"), "");
}

TEST(FeedAccess, RefusesHeadersThatTheClientDecidesAbout) {
  for (const char* name : {"Host", "content-length", "Transfer-Encoding", "Connection", "If-None-Match",
                           "IF-MODIFIED-SINCE", "Accept-Encoding", "User-Agent", "Range", "Proxy-Authorization"}) {
    EXPECT_THAT(complaint("headers: {" + std::string(name) + ": x}"), HasSubstr("the program says this itself"))
        << name;
  }
}

TEST(FeedAccess, RefusesHeadersThatAreNone) {
  const std::pair<std::string, const char*> cases[] = {
      {R"(headers: {"X Y": a})", "feeds.headers.X Y: no name of a header"},
      {R"(headers: {"X:": a})", "no name of a header"},
      {R"(headers: {"": a})", "no name of a header"},
      {R"(headers: {"X\r\nHost": a})", "no name of a header"},
      {"headers: {한글: a}", "no name of a header"},
      {R"(headers: {X-A: "a\r\nHost: b"})", "is no value of a header"},
      {R"(headers: {X-A: " a"})", "is no value of a header"},
      {R"(headers: {X-A: ""})", "is no value of a header"},
      {"headers: {X-A: 한글}", "is no value of a header"},
      {"headers: {X-A: " + std::string(5000, 'a') + "}", "is no value of a header"},
      {"headers: {X-A: a, x-a: b}", "feeds.headers.x-a: given twice"},
      {"headers: {X-A: [a]}", "feeds.headers.X-A: expected one value, found a list"},
      {"headers: [X-A]", "feeds.headers: expected keys and values here, found a list"},
      {"headers: {X-A: $}", "write $NAME"},
  };
  for (const auto& [keys, expected] : cases) EXPECT_THAT(complaint(keys), HasSubstr(expected)) << keys;
}

TEST(FeedAccess, RefusesMoreHeadersThanAServerWouldRead) {
  std::string headers;
  for (int i = 0; i < 20; ++i) headers += (i > 0 ? ", X-" : "X-") + std::to_string(i) + ": a";
  EXPECT_EQ(complaint("headers: {" + headers + "}"), "");
  EXPECT_THAT(complaint("headers: {" + headers + ", X-20: a}"), HasSubstr("20 at most"));
}

}  // namespace aggregator::config
