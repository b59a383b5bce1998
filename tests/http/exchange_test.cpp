#include "exchange.h"

#include "fixture.h"

namespace aggregator::http {

TEST(Exchange, GivesBackWhatItCountedAsArrivingWhenItIsDroppedUnfinished) {
  HttpServer server;
  server.reply("/feed", {.body = std::string(1000, 'x')});
  const ClientOptions options = options_for({&server});
  std::size_t arriving = 7;  // of other exchanges
  {
    Exchange exchange(options, arriving);
    const auto url = parse_url(server.url("/feed"));
    ASSERT_TRUE(url);
    exchange.prepare({.url = *url, .access = nullptr, .etag = {}, .last_modified = {}, .time_left = seconds(30)});
    ASSERT_EQ(curl_easy_perform(exchange.handle()), CURLE_OK);
    EXPECT_EQ(arriving, 1007u);
  }
  EXPECT_EQ(arriving, 7u);
}

}  // namespace aggregator::http
