#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <thread>

#include "aggregator/poll/round.h"
#include "aggregator/store/entries.h"
#include "aggregator/store/feeds.h"
#include "aggregator/store/history.h"
#include "aggregator/store/outbox.h"
#include "support/http_server.h"
#include "support/plain_settings.h"
#include "support/temporary_folder.h"
#include "support/value_of.h"

namespace aggregator::poll {
using namespace std::chrono;
using test::value_of;

struct Post {
  std::string guid, link, title, text = "";
  std::string date = "Fri, 20 Nov 2026 06:00:00 GMT";
};

inline std::string rss(const std::vector<Post>& posts) {
  std::string xml = "<rss version='2.0'><channel><title>Blog</title><link>https://blog.example/</link>";
  for (const Post& post : posts) {
    xml += "<item><guid isPermaLink='false'>" + post.guid + "</guid><link>" + post.link + "</link><title>" +
           post.title + "</title><description>" + post.text + "</description><pubDate>" + post.date +
           "</pubDate></item>";
  }
  return xml + "</channel></rss>";
}

inline Post post(int number) {
  const std::string digits = std::to_string(number);
  return {"guid-" + digits, "https://blog.example/" + digits, "Post " + digits};
}

inline std::vector<Post> posts(int from, int to) {
  std::vector<Post> posts;
  for (int number = from; number <= to; ++number) posts.push_back(post(number));
  return posts;
}

/// A runner with a list of feeds on the loopback server, whose clock moves when told.
class RoundFixture : public ::testing::Test {
 protected:
  RoundFixture() {
    settings_.feeds = folder_.path() / "feeds.yaml";
    settings_.poll.allow_addresses = {*allowed(server_.address())};
    settings_.poll.timeout = seconds(2);
    database_ = value_of(store::Database::open("sqlite:" + (folder_.path() / "test.db").string()));
  }

  static Result<AddressRange> allowed(const std::string& text) { return AddressRange::parse(text); }

  void list(const std::vector<std::string>& paths) {
    std::string yaml = "feeds:\n";
    for (const std::string& path : paths) yaml += "  - url: " + server_.url(path) + "\n";
    test::write_file(settings_.feeds, yaml);
  }

  RoundSummary poll(RoundOptions options = {}) { return value_of(try_poll(options)); }

  Result<RoundSummary> try_poll(const RoundOptions& options) {
    const RandomSource no_jitter = [](std::span<unsigned char> bytes) { std::ranges::fill(bytes, 0); };
    return run_round(*database_, settings_, options, {[this] { return now_; }, no_jitter, progress_, environment_});
  }

  /// What the runner is told when the round is over.
  std::vector<std::string> told_after_round() {
    const RoundSummary summary = poll();
    value_of(note_told(*database_, summary, now_));
    std::vector<std::string> words;
    for (const LongFailing& failing : summary.long_failing) words.push_back(failing.words);
    return words;
  }

  store::FeedRow feed(const std::string& path) {
    return value_of(store::find_feed(*database_, server_.url(path))).value();
  }

  std::vector<std::string> titles(const std::string& state = "") {
    std::vector<std::string> titles;
    const auto visited = store::visit_entries(*database_, {}, [&](const store::ListedEntry& entry) {
      if (state.empty() || store::name_of(entry.entry.state) == state) titles.push_back(entry.entry.title);
    });
    if (!visited) throw std::runtime_error(visited.error().detail);
    return titles;
  }

  test::HttpServer server_;
  test::TemporaryFolder folder_;
  Instant now_ = sys_days(2026y / 11 / 20) + hours(9);
  config::Settings settings_ = test::plain_settings();
  config::Environment environment_ = [](const std::string&) { return std::nullopt; };
  std::function<void(const RoundProgress&)> progress_;
  std::optional<store::Database> database_;
};

}  // namespace aggregator::poll
