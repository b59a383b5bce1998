#include "find_feed.h"

#include <gmock/gmock.h>

#include <array>

#include "support/http_server.h"
#include "support/plain_settings.h"

namespace aggregator::cli {
using testing::HasSubstr;

TEST(FindFeed, EndsTheSearchWhenItTakesTooLongAndSaysSo) {
  std::array<test::HttpServer, 4> servers;
  config::Settings settings = test::plain_settings();
  settings.poll.timeout = std::chrono::seconds(1);
  for (const test::HttpServer& server : servers) {
    settings.poll.allow_addresses.push_back(*AddressRange::parse(server.address()));
  }
  std::string page = "<html>";
  for (const std::size_t slow : {1u, 2u, 3u}) {
    servers[slow].hold("/feed");
    page += "<link rel=alternate type='application/rss+xml' href='" + servers[slow].url("/feed") + "'>";
  }
  servers[0].reply("/", {.body = page + "</html>"});
  const auto found = find_feed(settings, servers[0].url("/"));
  ASSERT_FALSE(found);
  EXPECT_THAT(found.error().detail, HasSubstr("; the search was over after 2 s (twice poll.timeout); "));
  EXPECT_EQ(servers[1].hits(), 1u);
  EXPECT_EQ(servers[3].hits(), 0u);
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

  test::HttpServer server_;
  config::Settings settings_ = test::plain_settings();
};

TEST_F(FindFeedOfPage, TriesEightLinksAndNamesTheRest) {
  server_.reply("/feed-of-posts", {.body = "<rss version='2.0'><channel><title>A</title></channel></rss>"});
  name_dead_links(7, "/feed-of-posts");
  const auto found = find_feed(settings_, server_.url("/"));
  ASSERT_TRUE(found) << found.error().detail;
  EXPECT_EQ(found->url, server_.url("/feed-of-posts"));

  name_dead_links(8, "/feed-of-posts");
  const auto missed = find_feed(settings_, server_.url("/"));
  ASSERT_FALSE(missed);
  EXPECT_THAT(missed.error().detail, HasSubstr("nor is there one at 8 links of the page or 9 well-known paths; "
                                               "not tried: " +
                                               server_.url("/feed-of-posts") + "; "));
}

TEST_F(FindFeedOfPage, SaysHowManyOfEachKindThereWere) {
  name_dead_links(1, "/comments");
  const auto missed = find_feed(settings_, server_.url("/"));
  ASSERT_FALSE(missed);
  EXPECT_THAT(missed.error().detail, HasSubstr("nor is there one at 1 link of the page or 9 well-known paths or "
                                               "1 link of the page to comments; look"));
}

}  // namespace aggregator::cli
