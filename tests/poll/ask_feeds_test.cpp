#include "aggregator/poll/ask_feeds.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "support/http_server.h"

namespace aggregator::poll {
using testing::ElementsAre;
using testing::HasSubstr;

class AskFeeds : public ::testing::Test {
 protected:
  AskFeeds() {
    options_.per_host = 1;
    options_.allow_addresses = {*AddressRange::parse(server_.address())};
  }

  void list(const std::string& path, const std::string& body) {
    server_.reply(path, {.body = body});
    config::ListedFeed feed;
    feed.url = server_.url(path);
    feed.line = list_.feeds.size() + 2;
    list_.feeds.push_back(std::move(feed));
  }

  /// A blog without a feed in the list.
  void list_blog(const std::string& path, const std::string& body) {
    server_.reply(path, {.body = body});
    config::ListedFeed blog;
    blog.site = server_.url(path);
    blog.line = list_.feeds.size() + 2;
    list_.feeds.push_back(std::move(blog));
  }

  /// What is wrong with each feed that has something wrong, and what is to be listed instead.
  std::string found() {
    std::string words;
    for (const AskedFeed& asked : ask()) {
      if (asked.problem.empty()) continue;
      const std::string& url = asked.feed->url.empty() ? asked.feed->site : asked.feed->url;
      words += url + ": " + asked.problem + (asked.instead ? instead_of(asked) : "") + '\n';
    }
    return words;
  }

  static std::string instead_of(const AskedFeed& asked) {
    if (!asked.instead) return "";
    const std::string& reason = asked.instead->reason;
    return "; use " + asked.instead->url + (reason.empty() ? "" : " (" + reason + ")");
  }

  std::vector<AskedFeed> ask(const AskedProgress& progress = [](auto...) {}) {
    http::Client client(options_);
    return ask_feeds(client, list_, {}, std::chrono::steady_clock::time_point::max(), progress);
  }

  static constexpr const char* kFeed = "<rss version='2.0'><channel><title>A</title></channel></rss>";
  static constexpr const char* kPost =
      "<rss version='2.0'><channel><title>A</title><item><title>One</title></item></channel></rss>";
  test::HttpServer server_;
  http::ClientOptions options_;
  config::FeedList list_;
};

TEST_F(AskFeeds, GoesOnAskingWhileAnAnswerIsRead) {
  for (const char* path : {"/1", "/2", "/3"}) list(path, kFeed);
  // Progress is told by whoever has read an answer: while that one waits, the other feeds must be asked.
  const auto asked = ask([&](auto...) { EXPECT_TRUE(server_.wait_for_hits(3)); });
  EXPECT_EQ(asked.size(), 3u);
  EXPECT_EQ(found(), "");
}

TEST_F(AskFeeds, TellsHowFarItIs) {
  for (const char* path : {"/1", "/2"}) list(path, kFeed);
  std::vector<std::string> told;
  ask([&](std::int64_t done, std::int64_t total, const std::string& /*url*/) {
    told.push_back(std::to_string(done) + '/' + std::to_string(total));
  });
  EXPECT_THAT(told, ElementsAre("1/2", "2/2"));
}

TEST_F(AskFeeds, SaysWhatAFeedIsKnownBy) {
  list("/feed", kPost);
  list("/temporary", "");
  server_.redirect("/temporary", 302, "/feed");
  list("/empty", kFeed);
  const auto asked = ask();
  ASSERT_EQ(asked.size(), 3u);
  EXPECT_EQ(asked[0].answered_at, server_.url("/feed"));
  EXPECT_EQ(asked[1].answered_at, server_.url("/feed")) << "behind all redirects";
  EXPECT_NE(asked[0].body_hash, 0u);
  EXPECT_EQ(asked[1].body_hash, asked[0].body_hash);
  EXPECT_EQ(asked[2].body_hash, 0u) << "nothing is known of what it says";
}

TEST_F(AskFeeds, ProposesTheFirstLinkOfAPageThatIsAFeed) {
  list("/feed", "<html><link rel=feed href=/comments/feed><link rel=feed href=/dead><link rel=feed href=/alive>");
  server_.reply("/alive", {.body = kFeed});
  server_.reply("/comments/feed", {.body = kFeed});
  EXPECT_EQ(found(), server_.url("/feed") + ": an HTML page, not a feed; use " + server_.url("/alive") + "\n");
  EXPECT_EQ(server_.hits("/dead"), 1u);
}

TEST_F(AskFeeds, LooksInTheFolderOfABlogThatNamesNoFeedAndSaysSo) {
  list_blog("/~kiln/", "<html>");
  server_.reply("/~kiln/feed", {.body = kFeed});
  EXPECT_EQ(found(), server_.url("/~kiln/") + ": a blog without a feed; use " + server_.url("/~kiln/feed") +
                         " (at the well-known path /~kiln/feed)\n");
}

TEST_F(AskFeeds, TakesNoFeedOfAFolderAboveNorOfCommentsForThatOfABlog) {
  list_blog("/~kiln/", "<html><link rel=feed href=/~kiln/comments/feed>");
  server_.reply("/feed.xml", {.body = kFeed});
  server_.reply("/~kiln/comments/feed", {.body = kFeed});
  EXPECT_EQ(found(), server_.url("/~kiln/") + ": a blog without a feed\n");
}

TEST_F(AskFeeds, AsksSixPlacesForAFeedAndNoneAgainOfABusyServer) {
  std::string page = "<html>";
  for (const char* name : {"1", "2", "3", "4", "5", "6", "7"})
    page += "<link rel=feed href=/" + std::string(name) + ">";
  list_blog("/many", page);
  EXPECT_EQ(found(), server_.url("/many") + ": a blog without a feed\n");
  EXPECT_EQ(server_.hits("/6"), 1u);
  EXPECT_EQ(server_.hits(), 7u);

  list_.feeds.clear();
  list_blog("/busy", "<html><link rel=feed href=/full><link rel=feed href=/next>");
  server_.reply("/full", {.status = 503});
  EXPECT_EQ(found(), server_.url("/busy") + ": a blog without a feed\n");
  EXPECT_EQ(server_.hits("/full"), 1u);
  EXPECT_EQ(server_.hits("/next"), 0u);
}

TEST_F(AskFeeds, LooksAtThePageInWhoseFolderAFeedWasThatIsThereNoMore) {
  const auto list_gone = [&](const char* path) {
    list(path, "");
    server_.reply(path, {.status = 404});
  };
  for (const char* path : {"/blog/feed.xml", "/~kiln/rss.xml", "/feed/@somebody"}) list_gone(path);
  server_.reply("/blog/", {.body = "<html><link rel=feed href=/alive>"});
  server_.reply("/alive", {.body = kFeed});
  server_.reply("/~kiln/", {.body = "<html>"});
  server_.reply("/~kiln/feed", {.body = kFeed});
  server_.reply("/", {.body = "<html><link rel=feed href=/of-the-house>"});
  server_.reply("/of-the-house", {.body = kFeed});
  std::vector<std::string> proposals;
  std::ranges::transform(ask(), std::back_inserter(proposals), instead_of);
  EXPECT_THAT(proposals,
              ElementsAre("; use " + server_.url("/alive") + " (" + server_.url("/blog/") + " names it)",
                          "; use " + server_.url("/~kiln/feed") + " (at the well-known path /~kiln/feed)", ""));
}

TEST_F(AskFeeds, LooksForNoOtherFeedWhileTheListedOneIsBusy) {
  list("/feed", "");
  list_.feeds.back().site = server_.url("/");
  server_.reply("/feed", {.status = 503});
  server_.reply("/feed.xml", {.body = kFeed});
  EXPECT_THAT(found(), testing::Not(testing::HasSubstr("; use ")));
  EXPECT_EQ(server_.hits(), 1u);
}

TEST_F(AskFeeds, FollowsAPageThatSendsItsReadersOn) {
  list("/feed", "<html><meta http-equiv=refresh content='0; url=/moved'>");
  server_.reply("/moved", {.body = kFeed});
  list_blog("/blog/", "<html><meta http-equiv=refresh content='0; url=/new/'>");
  server_.reply("/new/", {.body = "<html><link rel=feed href=/posts>"});
  server_.reply("/posts", {.body = kFeed});
  EXPECT_EQ(found(), server_.url("/feed") + ": an HTML page, not a feed; use " + server_.url("/moved") +
                         " (the page sends its readers there)\n" + server_.url("/blog/") +
                         ": a blog without a feed; use " + server_.url("/posts") + " (" + server_.url("/new/") +
                         " names it)\n");
}

TEST_F(AskFeeds, ProposesWhereARefreshEndsForGoodAndFollowsNoneToTheSamePage) {
  list("/feed", "<html><meta http-equiv=refresh content='0; url=/moved'>");
  server_.redirect("/moved", 301, "/here");
  server_.reply("/here", {.body = kFeed});
  list("/self", "<html><meta http-equiv=refresh content='0; url=#top'>");
  EXPECT_THAT(found(), HasSubstr("; use " + server_.url("/here") + " (the page sends its readers there)\n"));
  EXPECT_EQ(server_.hits("/self"), 1u);
}

TEST_F(AskFeeds, AsksNothingMoreOfAServerThatRefusesWhereAPageSendsItsReaders) {
  list_blog("/blog/", "<html><meta http-equiv=refresh content='0; url=/new/'>");
  server_.reply("/new/", {.status = 503});
  server_.reply("/blog/feed", {.body = kFeed});
  EXPECT_EQ(found(), server_.url("/blog/") + ": a blog without a feed\n");
  EXPECT_EQ(server_.hits(), 2u);
}

TEST_F(AskFeeds, IsLedToNoServerThatIsKeptOut) {
  const test::HttpServer inside;  // which poll.allow_addresses does not name
  list("/refresh", "<html><meta http-equiv=refresh content='0; url=" + inside.url("/") + "'>");
  list("/link", "<html><link rel=feed href=" + inside.url("/feed") + ">");
  list("/shown", "<html><a href=" + inside.url("/feed") + ">RSS</a>");  // counts on the page's own host only
  list("/header", "");
  server_.reply("/header", {.headers = {{"Link", "<" + inside.url("/feed") + ">; rel=feed"}}, .body = "<html>"});
  for (const AskedFeed& asked : ask()) EXPECT_FALSE(asked.instead);
  EXPECT_EQ(inside.connections(), 0u);
}

TEST_F(AskFeeds, ProposesWhereTheHeaderOrALinkOfThePageLeads) {
  list("/page", "");
  server_.reply("/page", {.headers = {{"Link", "</posts>; rel=feed"}}, .body = "<html>"});
  server_.reply("/posts", {.body = kFeed});
  list_blog("/blog/", "<html><a href=/blog/rss>x</a>");
  server_.reply("/blog/rss", {.body = kFeed});
  EXPECT_EQ(found(), server_.url("/page") + ": an HTML page, not a feed; use " + server_.url("/posts") + "\n" +
                         server_.url("/blog/") + ": a blog without a feed; use " + server_.url("/blog/rss") +
                         " (a link of the page leads there)\n");
}

TEST_F(AskFeeds, SaysOfAnAddressThatIsKeptOutThatNobodyWasAsked) {
  config::ListedFeed feed;
  feed.url = "http://10.0.0.1/feed";
  list_.feeds.push_back(feed);
  const auto asked = ask();
  ASSERT_EQ(asked.size(), 1u);
  EXPECT_TRUE(asked[0].is_off_limits);
  EXPECT_EQ(asked[0].problem, "address 10.0.0.1:80 is not public; allow it with poll.allow_addresses");
}

}  // namespace aggregator::poll
