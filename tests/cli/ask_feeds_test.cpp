#include "ask_feeds.h"

#include <gmock/gmock.h>

#include <sstream>

#include "support/http_server.h"

namespace aggregator::cli {
using testing::IsEmpty;

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

  std::vector<config::Finding> ask(std::function<std::size_t()> columns = [] { return std::size_t{0}; }) {
    std::ostringstream screen;
    ProgressLine progress({screen, std::move(columns)});
    http::Client client(options_);
    return ask_feeds(client, list_, {}, std::chrono::steady_clock::time_point::max(), progress);
  }

  static constexpr const char* kFeed = "<rss version='2.0'><channel><title>A</title></channel></rss>";
  test::HttpServer server_;
  http::ClientOptions options_;
  config::FeedList list_;
};

TEST_F(AskFeeds, GoesOnAskingWhileAnAnswerIsRead) {
  for (const char* path : {"/1", "/2", "/3"}) list(path, kFeed);
  // The progress line is drawn by whoever has read an answer: while that one waits, the other feeds must be asked.
  EXPECT_THAT(ask([&]() -> std::size_t {
                EXPECT_TRUE(server_.wait_for_hits(3));
                return 80;
              }),
              IsEmpty());
}

}  // namespace aggregator::cli
