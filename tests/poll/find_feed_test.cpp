#include "aggregator/poll/find_feed.h"

#include <gmock/gmock.h>

#include <array>
#include <chrono>

#include "support/http_server.h"
#include "support/plain_settings.h"

namespace aggregator::poll {
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(FindFeed, EndsTheSearchWhenItTakesTooLongAndSaysSo) {
  std::array<test::HttpServer, 3> servers;
  config::Settings settings = test::plain_settings();
  for (const test::HttpServer& server : servers) {
    settings.poll.allow_addresses.push_back(*AddressRange::parse(server.address()));
  }
  std::string page = "<html>";
  for (const std::size_t slow : {1u, 2u}) {
    servers[slow].hold("/feed");
    page += "<link rel=alternate type='application/rss+xml' href='" + servers[slow].url("/feed") + "'>";
  }
  servers[0].reply("/", {.body = page + "</html>"});
  const auto found = find_feed(settings, servers[0].url("/"), std::chrono::steady_clock::now() + 1s);
  ASSERT_FALSE(found);
  EXPECT_TRUE(found.error().is_cut_short);
  EXPECT_EQ(servers[1].hits(), 1u);
  EXPECT_EQ(servers[2].hits(), 0u);
  EXPECT_EQ(servers[0].hits(), 1u) << "nor were well-known paths asked";
}

class FindFeedOfPage : public ::testing::Test {
 protected:
  FindFeedOfPage() { settings_.poll.allow_addresses = {*AddressRange::parse(server_.address())}; }

  /// A page that names /1, /2 … and at last `last`, none of which is there.
  void name_dead_links(int count, const std::string& last = "") {
    std::string page = "<html>";
    const auto name = [&](const std::string& path) { page += "<link rel=feed href='" + path + "'>"; };
    for (int link = 1; link <= count; ++link) name("/" + std::to_string(link));
    if (!last.empty()) name(last);
    server_.reply("/", {.body = page + "</html>"});
  }

  static std::vector<std::pair<PlaceKind, std::int64_t>> in_vain(const NoFeed& missed) {
    std::vector<std::pair<PlaceKind, std::int64_t>> places;
    for (const NoFeed::InVain& each : missed.asked) places.emplace_back(each.kind, each.places);
    return places;
  }

  [[nodiscard]] std::expected<FoundFeed, NoFeed> find(const std::string& url) const {
    return find_feed(settings_, url, std::chrono::steady_clock::time_point::max());
  }

  static constexpr const char* kFeed = "<rss version='2.0'><channel><title>A</title></channel></rss>";
  test::HttpServer server_;
  config::Settings settings_ = test::plain_settings();
};

TEST_F(FindFeedOfPage, TriesEightLinksAndNamesTheRest) {
  server_.reply("/feed-of-posts", {.body = kFeed});
  name_dead_links(7, "/feed-of-posts");
  const auto found = find(server_.url("/"));
  ASSERT_TRUE(found) << found.error().error.detail;
  EXPECT_EQ(found->url, server_.url("/feed-of-posts"));

  name_dead_links(8, "/feed-of-posts");
  const auto missed = find(server_.url("/"));
  ASSERT_FALSE(missed);
  EXPECT_THAT(in_vain(missed.error()), ElementsAre(std::pair(PlaceKind::Posts, 8), std::pair(PlaceKind::WellKnown, 9)));
  ASSERT_EQ(missed.error().not_asked.size(), 1u);
  EXPECT_EQ(missed.error().not_asked[0].url, server_.url("/feed-of-posts"));
}

TEST_F(FindFeedOfPage, SaysHowManyOfEachKindThereWere) {
  name_dead_links(1, "/comments");
  const auto missed = find(server_.url("/"));
  ASSERT_FALSE(missed);
  EXPECT_THAT(in_vain(missed.error()), ElementsAre(std::pair(PlaceKind::Posts, 1), std::pair(PlaceKind::WellKnown, 9),
                                                   std::pair(PlaceKind::Comments, 1)));
  EXPECT_THAT(missed.error().not_asked, IsEmpty());
  EXPECT_EQ(missed.error().status, 200);
}

TEST_F(FindFeedOfPage, GoesByTheLinkHeader) {
  server_.reply("/",
                {.headers = {{"Link", "</posts>; rel=\"alternate\"; type=\"application/rss+xml\""}}, .body = "<html>"});
  server_.reply("/posts", {.body = kFeed});
  const auto found = find(server_.url("/"));
  ASSERT_TRUE(found) << found.error().error.detail;
  EXPECT_EQ(found->url, server_.url("/posts"));
  EXPECT_EQ(found->reason, "the page names it");
  EXPECT_EQ(server_.hits(), 2u);
}

TEST_F(FindFeedOfPage, TriesWhereThePageLeadsItsReadersBeforeUsualNames) {
  server_.reply("/", {.body = "<html><link rel=feed href=/dead><a href=/posts/rss>x</a>"});
  server_.reply("/posts/rss", {.body = kFeed});
  server_.reply("/feed.xml", {.body = kFeed});
  const auto found = find(server_.url("/"));
  ASSERT_TRUE(found) << found.error().error.detail;
  EXPECT_EQ(found->url, server_.url("/posts/rss"));
  EXPECT_EQ(found->reason, "a link of the page leads there");
  EXPECT_EQ(server_.hits("/feed.xml"), 0u);
}

TEST_F(FindFeedOfPage, FollowsAPageThatSendsItsReadersOnOnce) {
  const auto refresh_to = [](const std::string& url) {
    return "<html><meta http-equiv=refresh content='0; url=" + url + "'>";
  };
  server_.reply("/", {.body = refresh_to("/new/")});
  server_.reply("/new/", {.body = "<html><link rel=feed href=/posts>"});
  server_.reply("/posts", {.body = kFeed});
  const auto found = find(server_.url("/"));
  ASSERT_TRUE(found) << found.error().error.detail;
  EXPECT_EQ(found->url, server_.url("/posts"));
  EXPECT_EQ(found->reason, "the page names it; " + server_.url("/") + " sends its readers there");

  server_.reply("/twice", {.body = refresh_to("/once")});
  server_.reply("/once", {.body = refresh_to("/new/")});
  EXPECT_FALSE(find(server_.url("/twice")));
  EXPECT_EQ(server_.hits("/once"), 1u);
  EXPECT_EQ(server_.hits("/new/"), 1u) << "only of the first search";

  server_.reply("/self", {.body = refresh_to("self#top")});
  server_.redirect("/to-self", 302, "/self");
  EXPECT_FALSE(find(server_.url("/to-self")));
  EXPECT_EQ(server_.hits("/self"), 1u);
}

TEST_F(FindFeedOfPage, IsLedToNoServerThatIsKeptOut) {
  const test::HttpServer inside;  // which poll.allow_addresses does not name
  const std::pair<const char*, test::HttpReply> pages[] = {
      {"/refresh", {.body = "<html><meta http-equiv=refresh content='0; url=" + inside.url("/") + "'>"}},
      {"/link", {.body = "<html><link rel=feed href=" + inside.url("/feed") + ">"}},
      {"/header", {.headers = {{"Link", "<" + inside.url("/feed") + ">; rel=feed"}}, .body = "<html>"}},
      {"/shown", {.body = "<html><a href=" + inside.url("/feed") + ">RSS</a>"}},  // counts on the page's own host only
  };
  for (const auto& [path, page] : pages) {
    SCOPED_TRACE(path);
    server_.reply(path, page);
    const auto missed = find(server_.url(path));
    ASSERT_FALSE(missed);
    EXPECT_EQ(missed.error().error.detail, server_.url(path) + ": an HTML page, not a feed");
  }
  EXPECT_EQ(inside.connections(), 0u);
}

TEST_F(FindFeedOfPage, AsksNothingMoreOfAPlatformThatDoesNotAnswer) {
  settings_.poll.proxy = "http://" + server_.address();
  server_.raw("github.com:443", "HTTP/1.1 503 Scripted\r\nContent-Length: 0\r\n\r\n");
  const auto missed = find("https://github.com/kiln/oven");
  ASSERT_FALSE(missed);
  EXPECT_THAT(missed.error().error.detail, HasSubstr("https://github.com/kiln/oven/releases.atom: "));
  EXPECT_THAT(missed.error().asked, IsEmpty());
  EXPECT_EQ(server_.hits(), 1u);
}

TEST_F(FindFeedOfPage, LooksAtTheHomePageOfASitemap) {
  for (const char* root : {"urlset", "sitemapindex"}) {
    SCOPED_TRACE(root);
    server_.reply("/blog/sitemap.xml", {.body = "<" + std::string(root) + "/>"});
    server_.reply("/blog/", {.body = "<html><link rel=feed href=/posts>"});
    server_.reply("/posts", {.body = kFeed});
    const auto found = find(server_.url("/blog/sitemap.xml"));
    ASSERT_TRUE(found) << found.error().error.detail;
    EXPECT_EQ(found->url, server_.url("/posts"));
    EXPECT_EQ(found->reason, "the page names it; " + server_.url("/blog/sitemap.xml") + " is a sitemap of that page");
  }
  server_.reply("/sitemap.xml", {.body = "<urlset/>"});
  server_.reply("/", {.body = "<html>"});
  const auto missed = find(server_.url("/sitemap.xml"));
  ASSERT_FALSE(missed);
  EXPECT_EQ(missed.error().error.detail, server_.url("/sitemap.xml") + ": a sitemap, not a feed");
}

}  // namespace aggregator::poll
