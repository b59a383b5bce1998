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

}  // namespace aggregator::cli
