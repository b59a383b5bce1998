#include "aggregator/poll/round.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "round_fixture.h"

namespace aggregator::poll {
namespace {
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class Round : public RoundFixture {};

TEST_F(Round, StoresEachPostOnce) {
  server_.reply("/feed", {.body = rss(posts(1, 3))});
  list({"/feed"});
  const RoundSummary first = poll();
  EXPECT_EQ(first.due, 1);
  EXPECT_EQ(first.fetched, 1);
  EXPECT_EQ(first.new_entries, 3);
  now_ += hours(2);
  const RoundSummary second = poll();
  EXPECT_EQ(second.unchanged, 1) << "the same bytes";
  EXPECT_EQ(second.new_entries, 0);
  EXPECT_THAT(titles(), UnorderedElementsAre("Post 1", "Post 2", "Post 3"));
}

TEST_F(Round, KeepsNoLoginThatAFeedGivesForItsSite) {
  server_.reply("/feed", {.body = "<rss version='2.0'><channel><title>Blog</title>"
                                  "<link>https://ann:secret@blog.example/</link></channel></rss>"});
  list({"/feed"});
  poll();
  EXPECT_EQ(feed("/feed").own_site, "https://blog.example/");
}

TEST_F(Round, RemembersTheHubOfTheHttpHeader) {
  server_.reply("/feed", {.headers = {{"Link", "</hub>; rel=hub"}, {"Link", "</feed>; rel=self"}}, .body = rss({})});
  list({"/feed"});
  poll();
  EXPECT_EQ(feed("/feed").hub, server_.url("/hub"));
}

TEST_F(Round, RemembersTheMachineOfAFeedThatFails) {
  server_.reply("/feed", {.status = 404});
  list({"/feed"});
  poll();
  EXPECT_EQ(feed("/feed").address, "127.0.0.1");
}

TEST_F(Round, SendsTheStoredValidatorsAndKeepsTheEntriesOn304) {
  server_.replies("/feed", {{.headers = {{"ETag", "W/\"odd\""}, {"Last-Modified", "Fri, 20 Nov 2026 06:00:00 GMT"}},
                             .body = rss(posts(1, 2))},
                            {.status = 304}});
  list({"/feed"});
  poll();
  EXPECT_FALSE(server_.requests("/feed")[0].has("If-None-Match"));
  now_ += hours(2);
  EXPECT_EQ(poll().unchanged, 1);
  EXPECT_EQ(server_.requests("/feed")[1].header("If-None-Match"), "W/\"odd\"");
  EXPECT_EQ(server_.requests("/feed")[1].header("If-Modified-Since"), "Fri, 20 Nov 2026 06:00:00 GMT");
  EXPECT_EQ(titles().size(), 2u);
  now_ += hours(2);
  poll();
  EXPECT_EQ(server_.requests("/feed")[2].header("If-None-Match"), "W/\"odd\"") << "a 304 without validators keeps them";
}

TEST_F(Round, DoesNothingWhenRunAgainAtOnce) {
  server_.reply("/feed", {.body = rss(posts(1, 1))});
  list({"/feed"});
  poll();
  EXPECT_EQ(poll().due, 0);
  EXPECT_EQ(poll({.all = true}).due, 0) << "the minimum interval holds";
  EXPECT_EQ(server_.hits("/feed"), 1u);
  EXPECT_EQ(poll({.all = true, .force = true}).due, 1);
}

TEST_F(Round, RecordsAFailureInWordsAndLosesNothing) {
  server_.replies("/feed", {{.body = rss(posts(1, 2))},
                            {.status = 404},
                            {.body = "<html><title>Oops</title></html>"},
                            {.body = rss(posts(1, 3))}});
  list({"/feed"});
  poll();
  now_ += hours(2);
  EXPECT_EQ(poll().failed, 1);
  EXPECT_EQ(feed("/feed").status, store::FeedStatus::Error);
  EXPECT_THAT(feed("/feed").error, HasSubstr("404"));
  const Instant failing_since = now_;
  now_ += hours(2);
  EXPECT_EQ(poll().failed, 1);
  EXPECT_EQ(feed("/feed").failing_since, failing_since);
  EXPECT_EQ(titles().size(), 2u);
  now_ += hours(5);
  EXPECT_EQ(poll().new_entries, 1);
  EXPECT_EQ(feed("/feed").status, store::FeedStatus::Ok);
  EXPECT_EQ(feed("/feed").error, "");
}

TEST_F(Round, TellsOnceOfAFeedThatHasFailedForLong) {
  server_.replies("/feed",
                  {{.status = 500}, {.status = 500}, {.status = 500}, {.body = rss(posts(1, 1))}, {.status = 500}});
  list({"/feed"});
  EXPECT_THAT(told_after_round(), IsEmpty());
  now_ += days(8);
  EXPECT_THAT(told_after_round(), ElementsAre(HasSubstr("has failed since 2026-11-20: answered 500")));
  now_ += days(8);
  EXPECT_THAT(told_after_round(), IsEmpty()) << "told already";
  now_ += days(8);
  poll();  // works
  now_ += days(8);
  EXPECT_THAT(told_after_round(), IsEmpty()) << "failed only now";
  now_ += days(8);
  EXPECT_THAT(told_after_round(), SizeIs(1)) << "a new failure is told of again";
}

TEST_F(Round, LeavesTheOtherFeedsOfAHostAloneForAsLongAsItAsksFor) {
  std::vector<std::string> paths;
  for (int number = 0; number < 6; ++number) {
    paths.push_back("/" + std::to_string(number));
    server_.reply(paths.back(), {.status = 429, .headers = {{"Retry-After", "86400"}}});
  }
  list(paths);
  settings_.poll.per_host = 1;
  const RoundSummary summary = poll();
  EXPECT_EQ(summary.failed, 3);
  EXPECT_EQ(summary.unreached, 3);
  for (const std::string& path : paths) {
    const store::FeedRow row = feed(path);
    EXPECT_EQ(row.next_poll, now_ + days(1)) << path;
    EXPECT_EQ(row.failures, static_cast<int>(server_.hits(path))) << path;
  }
  now_ += hours(23);
  EXPECT_EQ(poll().due, 0);
  const auto events = value_of(store::feed_events(*database_, feed("/5").id));
  ASSERT_EQ(events.size(), 1u);
  EXPECT_THAT(events[0].what, HasSubstr("wants to be left alone"));
}

TEST_F(Round, TellsWhyFeedsFailedAndWhichHostsAnswered) {
  server_.replies("/a", {{.status = 500}});
  server_.replies("/b", {{.status = 500}});
  server_.replies("/c", {{.body = "<html><title>Oops</title></html>"}});
  list({"/a", "/b", "/c"});
  const RoundSummary summary = poll();
  ASSERT_EQ(summary.reasons.size(), 2u);
  EXPECT_EQ(summary.reasons.front().reason, "answered 500: the server has a fault");
  EXPECT_EQ(summary.reasons.front().feeds, 2);
  ASSERT_EQ(summary.slowest.size(), 1u) << "one server";
  EXPECT_EQ("http://" + summary.slowest.front().host + "/", server_.url("/"));
}

TEST_F(Round, ShowsHowFarItIsFromTheFirstMoment) {
  server_.replies("/a", {{.body = rss(posts(1, 2))}});
  server_.replies("/b", {{.status = 404}});
  list({"/a", "/b"});
  std::vector<RoundProgress> shown;
  progress_ = [&shown](const RoundProgress& progress) { shown.push_back(progress); };
  poll();
  ASSERT_GE(shown.size(), 2u) << "after each transaction, which may take both";
  for (const RoundProgress& progress : shown) {
    EXPECT_EQ(progress.total, 2);
    EXPECT_EQ(progress.waited_for.empty(), progress.done == 2);
  }
  EXPECT_EQ(shown.front().done, 0);
  EXPECT_EQ(shown.back().done, 2);
  EXPECT_EQ(shown.back().new_entries, 2);
}

TEST_F(Round, LeavesATraceOfEachTurn) {
  server_.replies("/feed", {{.body = rss(posts(1, 3))}, {.status = 500}, {.status = 500}, {.body = rss(posts(1, 3))}});
  list({"/feed"});
  for (int round = 0; round < 4; ++round, now_ += days(2)) poll();
  std::vector<std::string> turns;
  for (const auto& event : value_of(store::feed_events(*database_, feed("/feed").id))) turns.push_back(event.what);
  EXPECT_THAT(turns,
              ElementsAre("understood for the first time", HasSubstr("began to fail"), HasSubstr("works again")));
}

TEST_F(Round, AsksAGoneFeedNoMore) {
  server_.reply("/feed", {.status = 410});
  list({"/feed"});
  EXPECT_THAT(told_after_round(), ElementsAre(HasSubstr("is not polled any more: answered 410")));
  EXPECT_EQ(feed("/feed").status, store::FeedStatus::Gone);
  EXPECT_EQ(feed("/feed").next_poll, std::nullopt);
  now_ += days(30);
  EXPECT_EQ(poll().due, 0);
  EXPECT_THAT(told_after_round(), IsEmpty()) << "it was told already";
  const auto named = try_poll({.force = true, .feed = "1"});
  ASSERT_FALSE(named);
  EXPECT_THAT(named.error().detail, HasSubstr("is gone; `aggregator enable 1`"));
  EXPECT_EQ(server_.hits("/feed"), 1u);
}

TEST_F(Round, TellsAgainOfAGoneFeedWhenTheWordsWereLost) {
  server_.reply("/feed", {.status = 410});
  list({"/feed"});
  EXPECT_THAT(poll().long_failing, SizeIs(1)) << "and the process is killed";
  now_ += hours(2);
  EXPECT_THAT(told_after_round(), SizeIs(1));
  EXPECT_THAT(told_after_round(), IsEmpty());
}

TEST_F(Round, TellsOfALongFailureOnceMoreWhenTheFeedIsGone) {
  server_.replies("/feed", {{.status = 500}, {.status = 500}, {.status = 410}});
  list({"/feed"});
  EXPECT_THAT(told_after_round(), IsEmpty());
  now_ += days(90);
  EXPECT_THAT(told_after_round(), ElementsAre(HasSubstr("has failed since 2026")));
  now_ += days(90);
  EXPECT_THAT(told_after_round(), ElementsAre(HasSubstr("is not polled any more")));
}

TEST_F(Round, AsksWhatHasNoNextPollHoweverShortlyItWasPolled) {
  server_.reply("/feed", {.status = 500});
  list({"/feed"});
  EXPECT_EQ(poll().due, 1);
  EXPECT_EQ(poll().due, 0);
  store::FeedRow enabled = feed("/feed");
  enabled.next_poll.reset();
  value_of(store::update_feed(*database_, enabled));
  EXPECT_EQ(poll().due, 1);
  EXPECT_EQ(poll().due, 0);
}

TEST_F(Round, FindsTheFeedThatAPageOrItsHeaderNames) {
  server_.reply("/page", {.headers = {{"Content-Type", "text/html"}},
                          .body = "<html><link rel=alternate type='application/rss+xml' href='/a'></html>"});
  server_.reply("/header", {.headers = {{"Content-Type", "text/html"}, {"Link", "</b>; rel=feed"}}, .body = "<html>"});
  server_.reply("/a", {.body = rss(posts(1, 2))});
  server_.reply("/b", {.body = rss(posts(3, 4))});
  list({"/page", "/header"});
  EXPECT_EQ(poll().failed, 2);
  now_ += hours(2);
  EXPECT_EQ(poll().new_entries, 4);
  EXPECT_EQ(feed("/page").url, server_.url("/a"));
  EXPECT_EQ(feed("/header").url, server_.url("/b"));
}

TEST_F(Round, TakesNoFeedBecauseAPageOnlyLeadsItsReadersThere) {
  server_.reply("/", {.headers = {{"Content-Type", "text/html"}}, .body = "<html><a href=/feed>RSS</a>"});
  server_.reply("/feed", {.body = rss(posts(1, 2))});
  list({"/"});
  for (int round = 0; round < 3; ++round, now_ += days(2)) poll();
  EXPECT_EQ(server_.hits("/feed"), 0u);
  EXPECT_EQ(feed("/").url, server_.url("/"));
}

TEST_F(Round, WatchesThePageThatNamesAFeedOnAnotherHostBeforeItBelievesIt) {
  const std::string page =
      "<html><link rel=alternate type='application/rss+xml' href='http://localhost:1/feed'></html>";
  server_.replies("/feed", {{.body = page}, {.body = page}, {.body = rss(posts(1, 2))}});
  list({"/feed"});
  poll();
  EXPECT_EQ(feed("/feed").url, server_.url("/feed"));
  EXPECT_EQ(feed("/feed").moving_to, "http://localhost:1/feed");
  EXPECT_THAT(feed("/feed").error, HasSubstr("believed once it was seen in 3 rounds over 48 hours"));
  now_ += hours(25);
  poll();
  now_ += hours(25);
  EXPECT_EQ(poll().fetched, 1) << "it was a page of the host in trouble";
  EXPECT_EQ(feed("/feed").moving_to, "");
}

TEST_F(Round, GoesToTheFeedOnAnotherHostThatAPageKeepsNamingAndBackWhenThereIsNone) {
  server_.reply("/feed", {.body = "<html><link rel=alternate type='application/rss+xml'"
                                  " href='http://localhost:1/feed'></html>"});
  list({"/feed"});
  for (int round = 0; round < 3; ++round, now_ += hours(25)) poll();
  EXPECT_EQ(feed("/feed").url, "http://localhost:1/feed");
  poll();
  EXPECT_EQ(server_.hits("/feed"), 3u);
  EXPECT_EQ(feed("/feed").url, server_.url("/feed"));
}

TEST_F(Round, TriesTheFeedsThatAPageNamesInTurn) {
  server_.reply("/page", {.body = "<html><link rel=alternate type='application/rss+xml' href='/page'>"
                                  "<link rel=alternate type='application/rss+xml' href='/dead'>"
                                  "<link rel=alternate type='application/rss+xml' href='/feed'></html>"});
  server_.reply("/feed", {.body = rss({post(1)})});
  list({"/page"});
  for (int round = 0; round < 4; ++round, now_ += days(2)) poll();
  EXPECT_THAT(titles(), ElementsAre("Post 1"));
}

TEST_F(Round, KeepsNoValidatorsOfADocumentThatWasCutOff) {
  std::string whole = rss(posts(1, 3));
  server_.replies("/feed", {{.headers = {{"ETag", "\"1\""}}, .body = whole.substr(0, whole.rfind("<guid"))},
                            {.headers = {{"ETag", "\"1\""}}, .body = whole}});
  list({"/feed"});
  poll();
  EXPECT_EQ(feed("/feed").etag, "");
  now_ += hours(2);
  poll();
  EXPECT_EQ(titles().size(), 3u);
  EXPECT_EQ(feed("/feed").etag, "\"1\"");
}

TEST_F(Round, DoesNotFollowThePageThatReplacesAFeedThatWorked) {
  server_.replies("/feed", {{.body = rss(posts(1, 2))},
                            {.body = "<html><link rel=alternate type='application/rss+xml' href='/advert'></html>"}});
  list({"/feed"});
  poll();
  now_ += hours(2);
  poll();
  EXPECT_EQ(feed("/feed").url, server_.url("/feed"));
  EXPECT_THAT(feed("/feed").error, HasSubstr("/advert"));
}

TEST_F(Round, RefusesPrivateAddressesInWords) {
  server_.reply("/feed", {.body = rss(posts(1, 1))});
  list({"/feed"});
  settings_.poll.allow_addresses.clear();
  EXPECT_EQ(poll().failed, 1);
  EXPECT_EQ(feed("/feed").status, store::FeedStatus::Refused);
  EXPECT_THAT(feed("/feed").error, HasSubstr("127.0.0.1"));
  EXPECT_EQ(server_.hits("/feed"), 0u);
}

TEST_F(Round, AsksAGuardedFeedWithItsLoginWhereverItWasMovedOnItsServer) {
  server_.redirect("/feed", 301, "/moved");
  server_.handle("/moved", [](const test::HttpRequest& request) {
    const bool known = request.header("Authorization") == "Bearer t0ken";
    return test::HttpReply{.status = known ? 200 : 401, .body = rss(posts(1, 1))};
  });
  environment_ = [](const std::string&) { return "t0ken"; };
  test::write_file(settings_.feeds, "feeds:\n  - url: " + server_.url("/feed") + "\n    token: $TOKEN\n");
  for (const std::int64_t fetched : {1, 0}) {
    EXPECT_EQ(poll().fetched, fetched);
    EXPECT_EQ(feed("/feed").status, store::FeedStatus::Ok);
    now_ += hours(25);
  }
  EXPECT_EQ(server_.hits("/feed"), 1u);
  EXPECT_EQ(server_.hits("/moved"), 2u);
}

TEST_F(Round, GivesUpAFeedWhoseSecretIsMissingAndPollsTheOthers) {
  server_.reply("/open", {.body = rss(posts(1, 1))});
  test::write_file(settings_.feeds, "feeds:\n  - url: " + server_.url("/guarded") +
                                        "\n    token: $TOKEN\n  - url: " + server_.url("/open") + "\n");
  const RoundSummary summary = poll();
  EXPECT_EQ(summary.failed, 1);
  EXPECT_EQ(summary.fetched, 1);
  EXPECT_EQ(feed("/guarded").error, "token: the environment variable \"TOKEN\" is not set");
  EXPECT_EQ(feed("/open").status, store::FeedStatus::Ok);
  EXPECT_EQ(server_.hits("/guarded"), 0u);
}

TEST_F(Round, StoresTheOthersWhileOneHangs) {
  server_.hold("/hangs");
  server_.reply("/feed", {.body = rss(posts(1, 1))});
  list({"/hangs", "/feed"});
  const RoundSummary summary = poll();
  EXPECT_EQ(summary.failed, 1);
  EXPECT_EQ(summary.new_entries, 1);
  ASSERT_EQ(summary.slowest.size(), 1u) << "one server";
  EXPECT_GE(summary.slowest.front().seconds, 1) << "two thirds of its time, after which it is given up";
}

TEST_F(Round, LeavesWhatTheDeadlineCutOffDue) {
  server_.hold("/hangs");
  list({"/hangs"});
  settings_.poll.round_deadline = seconds(1);
  settings_.poll.timeout = seconds(30);
  const RoundSummary summary = poll();
  EXPECT_EQ(summary.unreached, 1);
  EXPECT_EQ(summary.failed, 0);
  EXPECT_EQ(feed("/hangs").status, store::FeedStatus::New);
  EXPECT_FALSE(feed("/hangs").next_poll) << "due at once";
  poll();
  EXPECT_THAT(value_of(store::feed_events(*database_, feed("/hangs").id)), ::testing::SizeIs(1))
      << "one turn, told once";
  EXPECT_THAT(value_of(store::feed_events(*database_, feed("/hangs").id))[0].what,
              HasSubstr("not polled in its round"));
}

TEST_F(Round, HoldsItAgainstNoFeedThatThisMachineHasNoNetwork) {
  const std::vector<std::string> urls{"http://a.example/feed", "http://b.example/feed", "http://c.example/feed"};
  std::string yaml = "feeds:\n";
  for (const std::string& url : urls) {
    server_.reply(url, {.body = rss({post(1)})});
    yaml += "  - url: " + url + "\n";
  }
  test::write_file(settings_.feeds, yaml);
  settings_.poll.proxy = "http://" + server_.address();
  EXPECT_EQ(poll().fetched, 3);
  const auto row = [&](const std::string& url) { return value_of(store::find_feed(*database_, url)).value(); };
  const auto due_before = row(urls[0]).next_poll;

  {
    const test::HttpServer gone;
    settings_.poll.proxy = "http://" + gone.address();
  }
  now_ += days(2);
  const RoundSummary summary = poll();
  EXPECT_EQ(summary.unreached, 3);
  EXPECT_EQ(summary.failed, 0);
  for (const std::string& url : urls) {
    EXPECT_EQ(row(url).failures, 0);
    EXPECT_EQ(row(url).status, store::FeedStatus::Ok);
    EXPECT_LE(row(url).next_poll, now_);
  }
  EXPECT_EQ(row(urls[0]).next_poll, due_before);
  const auto events = value_of(store::feed_events(*database_, row(urls[0]).id));
  EXPECT_THAT(events.back().what, testing::HasSubstr("no network"));

  settings_.poll.proxy = "http://" + server_.address();
  EXPECT_EQ(poll().unchanged, 3);
}

TEST_F(Round, CountsAsFailedWhatNoServerIsMetForWhereTheNetworkShowsOrMayBeThere) {
  const std::string nowhere = "http://224.0.0.1/feed";  // the kernel has no route to it
  settings_.poll.allow_addresses.push_back(*allowed("224.0.0.1"));
  server_.reply("/a", {.body = rss({post(1)})});
  for (const bool is_alone : {true, false}) {
    test::write_file(settings_.feeds,
                     "feeds:\n  - url: " + nowhere + "\n" + (is_alone ? "" : "  - url: " + server_.url("/a") + "\n"));
    const RoundSummary summary = poll({.all = true, .force = true});
    EXPECT_EQ(summary.failed, 1);
    EXPECT_EQ(summary.fetched, is_alone ? 0 : 1);
    const auto row = value_of(store::find_feed(*database_, nowhere)).value();
    EXPECT_EQ(row.failures, is_alone ? 1 : 2);
    EXPECT_THAT(row.error, testing::StartsWith("no connection to 224.0.0.1:80"));
  }
}

TEST_F(Round, TakesTheOldPostsOfAnotherFeedForNoNewsOfTheOneThatLeadsThere) {
  std::vector<Post> old = posts(1, 3);
  for (Post& post : old) post.date = "Mon, 16 Nov 2026 06:00:00 GMT";  // before the backfill, less than a week ago
  server_.reply("/a", {.body = rss({post(9)})});
  server_.reply("/b", {.body = rss(old)});
  list({"/a", "/b"});
  EXPECT_EQ(poll().backlog, 3);
  for (const int status : {302, 301}) {
    server_.reply("/a", {.status = status, .headers = {{"Location", server_.url("/b")}}});
    now_ += hours(6);
    EXPECT_EQ(poll({.all = true, .force = true}).new_entries, 0) << status;
  }
  EXPECT_EQ(titles("new"), std::vector<std::string>{"Post 9"});
}

TEST_F(Round, KeepsTheHistoryOfAFeedThatIsTakenOffTheListAndPutBack) {
  server_.reply("/feed", {.body = rss(posts(1, 2))});
  server_.reply("/other", {.status = 404});
  list({"/feed"});
  poll();
  list({"/other"});
  poll();
  list({"/feed"});
  EXPECT_EQ(poll({.all = true, .force = true}).new_entries, 0);
  EXPECT_EQ(titles().size(), 2u);
}

TEST_F(Round, PollsOneFeedByUrlOrSaysThatItIsNotListed) {
  server_.reply("/feed", {.body = rss(posts(1, 1))});
  server_.reply("/other", {.body = rss(posts(2, 2))});
  list({"/feed", "/other"});
  EXPECT_EQ(poll({.feed = server_.url("/other")}).new_entries, 1);
  EXPECT_EQ(server_.hits("/feed"), 0u);
  const auto too_soon = try_poll({.feed = server_.url("/other")});
  ASSERT_FALSE(too_soon);
  EXPECT_EQ(too_soon.error().code, ErrorCode::Busy);
  EXPECT_THAT(too_soon.error().detail, HasSubstr("poll.min_interval allows it again from 2026-11-20T10:00:00Z on"));
  EXPECT_EQ(poll({.force = true, .feed = server_.url("/other")}).unchanged, 1);
  const auto unknown = try_poll({.feed = "https://nowhere.example/"});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, ErrorCode::NotFound);
}

TEST_F(Round, RefusesToPollAPausedFeedByName) {
  test::write_file(settings_.feeds, "feeds:\n  - url: " + server_.url("/feed") + "\n    enabled: false\n");
  const auto paused = try_poll({.force = true, .feed = server_.url("/feed")});
  ASSERT_FALSE(paused);
  EXPECT_THAT(paused.error().detail, HasSubstr("is paused in the list"));
  EXPECT_EQ(server_.hits("/feed"), 0u);
}

TEST_F(Round, LeavesWhenAnotherRoundIsUnderWay) {
  list({"/feed"});
  auto other = store::Database::open("sqlite:" + (folder_.path() / "test.db").string());
  ASSERT_TRUE(other);
  const auto lock = other->lock(store::Stage::Poll);
  ASSERT_TRUE(lock);
  const auto summary = try_poll({});
  ASSERT_FALSE(summary);
  EXPECT_EQ(summary.error().code, ErrorCode::Busy);
}

TEST_F(Round, ReadsThousandsOfEntriesFromManyFeeds) {
  std::vector<std::string> paths;
  for (int feed = 0; feed < 40; ++feed) {
    paths.push_back("/feed" + std::to_string(feed));
    server_.reply(paths.back(), {.body = rss(posts(feed * 100, feed * 100 + 49))});
  }
  list(paths);
  const RoundSummary summary = poll();
  EXPECT_EQ(summary.fetched, 40);
  EXPECT_EQ(summary.new_entries, 2000);
  EXPECT_EQ(titles().size(), 2000u);
}

}  // namespace
}  // namespace aggregator::poll
