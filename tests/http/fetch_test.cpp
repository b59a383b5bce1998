// Many requests at once: order, limits, and that nobody waits for a host that hangs.
#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "fixture.h"

namespace aggregator::http {
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<Request> several(const HttpServer& server, const std::string& path, std::size_t count) {
  return std::vector<Request>(count, Request{.url = server.url(path)});
}

TEST(Fetch, AnswersEachRequestOnceUnderItsIndex) {
  HttpServer server;
  std::vector<Request> requests;
  for (int number = 0; number < 500; ++number) {
    const std::string path = "/" + std::to_string(number);
    server.reply(path, {.body = path});
    requests.push_back({.url = server.url(path)});
  }
  requests[77].url = "nonsense";
  ClientOptions options = options_for({&server});
  options.per_host = 32;
  Client client(options);
  const Outcome outcome = fetch(client, requests);
  EXPECT_EQ(outcome.order.size(), requests.size());
  EXPECT_EQ(std::set(outcome.order.begin(), outcome.order.end()).size(), requests.size());
  for (std::size_t index = 0; index < requests.size(); ++index) {
    if (index == 77) continue;
    ASSERT_TRUE(outcome.results[index]) << outcome.results[index].error().detail;
    EXPECT_EQ(outcome.results[index]->body, "/" + std::to_string(index));
  }
  ASSERT_FALSE(outcome.results[77]);
  EXPECT_EQ(outcome.results[77].error().code, ErrorCode::Malformed);
  EXPECT_LE(server.connections(), 32u);
}

/// When `witness` is asked, `held` has as many requests as the limits let go there, and answers them.
void release_at(HttpServer& witness, HttpServer& held, std::size_t hits) {
  witness.handle("/feed", [&held, hits](const HttpRequest&) {
    EXPECT_TRUE(held.wait_for_hits(hits));
    held.release();
    return HttpReply{};
  });
}

TEST(Fetch, NeverAsksMoreOfOneHostAtOnceThanTheLimit) {
  HttpServer busy, witness;
  busy.hold("/feed");
  // By the order of requests, whatever the limit lets go to `busy` has gone when `witness` is asked.
  release_at(witness, busy, 2);
  std::vector<Request> requests = several(busy, "/feed", 20);
  requests.push_back({.url = witness.url("/feed")});
  Client client(options_for({&busy, &witness}));
  const Outcome outcome = fetch(client, requests);
  for (const auto& result : outcome.results) EXPECT_TRUE(result) << result.error().detail;
  EXPECT_EQ(busy.most_at_once(), 2u);
  EXPECT_EQ(busy.connections(), 2u);
}

/// Blogs with domains of their own, all of them on this machine (RFC 6761 section 6.3).
std::string blog_url(const HttpServer& server, int number, const std::string& path) {
  return "http://blog" + std::to_string(number) + ".localhost:" + std::to_string(server.port()) + path;
}

TEST(Fetch, NeverAsksMoreOfOneMachineAtOnceThanTheLimitHoweverManyNamesItHas) {
  HttpServer busy, witness;
  busy.hold("/feed");
  release_at(witness, busy, 2);
  std::vector<Request> requests;
  for (int number = 0; number < 40; ++number) requests.push_back({.url = blog_url(busy, number % 20, "/feed")});
  requests.push_back({.url = witness.url("/feed")});
  ClientOptions options = options_for({&busy, &witness});
  options.per_address = 2;
  Client client(options);
  const Outcome outcome = fetch(client, requests);
  for (const auto& result : outcome.results) EXPECT_TRUE(result) << result.error().detail;
  EXPECT_EQ(outcome.order.size(), 41u);
  EXPECT_EQ(busy.hits(), 40u);
  EXPECT_EQ(busy.most_at_once(), 2u);
}

TEST(Fetch, CountsRedirectsAtTheMachineTheyLeadTo) {
  HttpServer from, to;
  to.handle("/new", [&](const HttpRequest&) {
    EXPECT_TRUE(from.wait_for_hits(20));  // so that all are on their way here
    return HttpReply{};
  });
  std::vector<Request> requests;
  for (int number = 0; number < 20; ++number) {
    const std::string path = "/" + std::to_string(number);
    from.redirect(path, 302, blog_url(to, number, "/new"));
    requests.push_back({.url = from.url(path)});
  }
  ClientOptions options = options_for({&from, &to});
  options.per_host = 20;
  options.per_address = 1;
  Client client(options);
  const Outcome outcome = fetch(client, requests);
  for (const auto& result : outcome.results) EXPECT_TRUE(result) << result.error().detail;
  EXPECT_EQ(from.hits(), 20u) << "waiting for the machine asks nobody twice";
  EXPECT_EQ(to.hits(), 20u);
  EXPECT_EQ(to.most_at_once(), 1u);
}

TEST(Fetch, CountsRedirectsAtTheHostTheyLeadTo) {
  HttpServer from, to;
  from.redirect("/old", 301, to.url("/new"));
  to.reply("/new", {});
  ClientOptions options = options_for({&from, &to});
  options.per_host = 1;
  Client client(options);
  const Outcome outcome = fetch(client, several(from, "/old", 20));
  for (const auto& result : outcome.results) EXPECT_TRUE(result) << result.error().detail;
  EXPECT_EQ(to.hits(), 20u);
  EXPECT_EQ(to.most_at_once(), 1u);
}

TEST(Fetch, KeepsTheOrderOfRequestsAtOneHost) {
  HttpServer server;
  ClientOptions options = options_for({&server});
  options.per_host = 1;
  Client client(options);
  EXPECT_THAT(fetch(client, several(server, "/missing", 6)).order, ElementsAre(0, 1, 2, 3, 4, 5));
}

TEST(Fetch, LetsAHostThatHangsCostNobodyElse) {
  HttpServer hanging, good;
  hanging.hold("/feed");
  good.reply("/feed", {});
  std::vector<Request> requests = several(hanging, "/feed", 1);
  for (const Request& request : several(good, "/feed", 50)) requests.push_back(request);
  ClientOptions options = options_for({&hanging, &good});
  options.timeout = seconds(1);
  Client client(options);
  const auto begun = steady_clock::now();
  const Outcome outcome = fetch(client, requests);
  EXPECT_LT(steady_clock::now() - begun, seconds(5));
  EXPECT_EQ(outcome.order.back(), 0u);
  ASSERT_FALSE(outcome.results[0]);
  EXPECT_EQ(outcome.results[0].error().code, ErrorCode::Unavailable);
  EXPECT_EQ(outcome.results[0].error().detail, "no answer from " + hanging.address() + " within 1 s");
  EXPECT_GE(outcome.spent[0], seconds(1));
  for (std::size_t index = 1; index < requests.size(); ++index) EXPECT_TRUE(outcome.results[index]);
}

TEST(Fetch, UsesUpNeitherTimeNorAPlaceWhileARequestWaitsForItsHost) {
  HttpServer slow, good;
  slow.hold("/hangs");
  slow.reply("/feed", {});
  good.reply("/feed", {});
  ClientOptions options = options_for({&slow, &good});
  options.timeout = seconds(1);
  options.per_host = 1;
  options.concurrency = 2;
  Client client(options);
  const Outcome outcome =
      fetch(client, {{.url = slow.url("/hangs")}, {.url = slow.url("/feed")}, {.url = good.url("/feed")}});
  EXPECT_THAT(outcome.order, ElementsAre(2, 0, 1));
  EXPECT_FALSE(outcome.results[0]);
  EXPECT_TRUE(outcome.results[1]) << outcome.results[1].error().detail;
  EXPECT_LT(outcome.spent[1], outcome.spent[0]) << "of which it waited for the other one";
}

TEST(Fetch, EndsAtTheDeadlineWithAnAnswerForEach) {
  HttpServer server;
  server.hold("/feed");
  Client client(options_for({&server}));
  const auto begun = steady_clock::now();
  const Outcome outcome = fetch(client, several(server, "/feed", 10), begun + std::chrono::milliseconds(200));
  EXPECT_LT(steady_clock::now() - begun, seconds(5));
  EXPECT_EQ(outcome.order.size(), 10u);
  for (const auto& result : outcome.results) {
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::Busy);
    EXPECT_EQ(result.error().detail, "the deadline came first");
  }
  EXPECT_EQ(server.hits(), 2u);
}

TEST(Fetch, BeginsNothingAfterTheDeadline) {
  HttpServer server;
  server.reply("/feed", {});
  Client client(options_for({&server}));
  const Outcome outcome = fetch(client, several(server, "/feed", 3), steady_clock::now());
  EXPECT_EQ(outcome.order.size(), 3u);
  EXPECT_EQ(server.connections(), 0u);
}

TEST(Fetch, CanBeUsedAgainAfterTransfersWereBrokenOff) {
  HttpServer server;
  server.hold("/held");
  server.reply("/feed", {.body = "<rss/>"});
  Client client(options_for({&server}));
  fetch(client, several(server, "/held", 2), steady_clock::now() + std::chrono::milliseconds(100));
  const auto response = client.get({.url = server.url("/feed")});
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_EQ(response->body, "<rss/>");
}

TEST(Fetch, BeginsNothingWhileThereIsNoRoom) {
  HttpServer server;
  server.reply("/feed", {});
  Client client(options_for({&server}));
  int asked = 0;
  FetchEvents events;
  events.has_room = [&] {
    const bool has_room = ++asked > 3;
    EXPECT_TRUE(has_room || server.connections() == 0);
    return has_room;
  };
  const auto begun = steady_clock::now();
  const Outcome outcome = fetch(client, several(server, "/feed", 4), steady_clock::time_point::max(), events);
  for (const auto& result : outcome.results) EXPECT_TRUE(result);
  EXPECT_LT(steady_clock::now() - begun, seconds(2));
}

TEST(Fetch, FinishesWhatIsInFlightWhileThereIsNoRoom) {
  HttpServer server;
  server.reply("/feed", {});
  Client client(options_for({&server}));
  int asked = 0;
  FetchEvents events;
  events.has_room = [&] { return asked++ < 2; };
  const Outcome outcome =
      fetch(client, several(server, "/feed", 10), steady_clock::now() + std::chrono::milliseconds(500), events);
  EXPECT_EQ(std::ranges::count_if(outcome.results, [](const auto& result) { return result.has_value(); }), 2);
  EXPECT_EQ(server.hits(), 2u);
}

TEST(Fetch, DropsEverythingWhenStopped) {
  HttpServer server;
  server.hold("/feed");
  Client client(options_for({&server}));
  FetchEvents events;
  events.stopped = [&] { return server.hits() >= 2; };
  const auto begun = steady_clock::now();
  const Outcome outcome = fetch(client, several(server, "/feed", 10), steady_clock::time_point::max(), events);
  EXPECT_LT(steady_clock::now() - begun, seconds(5));
  EXPECT_TRUE(outcome.order.empty());
}

TEST(Fetch, LeavesAHostAloneThatSaysSoSeveralTimesInARow) {
  HttpServer busy, good;
  busy.reply("/feed", {.status = 429});
  good.reply("/feed", {});
  ClientOptions options = options_for({&busy, &good});
  options.per_host = 1;
  Client client(options);
  std::vector<Request> requests = several(busy, "/feed", 20);
  requests.push_back({.url = good.url("/feed")});
  const Outcome outcome = fetch(client, requests);
  EXPECT_EQ(busy.hits(), 3u);
  for (std::size_t index = 0; index < 3; ++index) EXPECT_EQ(outcome.results[index]->status, 429);
  for (std::size_t index = 3; index < 20; ++index) {
    ASSERT_FALSE(outcome.results[index]);
    EXPECT_EQ(outcome.results[index].error().code, ErrorCode::Unavailable);
    EXPECT_EQ(outcome.results[index].error().detail,
              "not asked: " + busy.address() + " wants to be left alone, it said so several times in a row");
  }
  EXPECT_TRUE(outcome.results[20]);
}

TEST(Fetch, LeavesNoConnectionOpenThatNobodyWaitsFor) {
  HttpServer one, other;
  one.redirect("/old", 302, "/feed");
  for (HttpServer* server : {&one, &other}) server->reply("/feed", {.body = "<rss/>"});
  ClientOptions options = options_for({&one, &other});
  options.per_host = 1;
  Client client(options);
  std::vector<Request> requests = several(one, "/feed", 2);
  for (const HttpServer* server : {&one, &other}) requests.push_back({.url = server->url("/feed")});
  requests.push_back({.url = one.url("/old")});
  const Outcome outcome = fetch(client, requests);
  for (const auto& result : outcome.results) EXPECT_TRUE(result);
  EXPECT_EQ(one.connections(), 1u) << "who waits for it takes the one that is there, also behind a redirect";
  EXPECT_TRUE(one.wait_for_no_connection());
  EXPECT_TRUE(other.wait_for_no_connection());
}

TEST(Fetch, SaysForHowLongAHostWantsToBeLeftAlone) {
  HttpServer busy;
  busy.replies("/feed", {{.status = 429, .headers = {{"Retry-After", "60"}}},
                         {.status = 429},
                         {.status = 429, .headers = {{"Retry-After", "86400"}}}});
  ClientOptions options = options_for({&busy});
  options.per_host = 1;
  Client client(options);
  std::vector<std::size_t> left_alone;
  FetchEvents events;
  events.left_alone = [&](std::size_t index, const LeftAlone& host) {
    left_alone.push_back(index);
    EXPECT_EQ(host.host, busy.address());
    EXPECT_EQ(host.retry_after, (std::vector<std::string>{"60", "86400"}));
  };
  const Outcome outcome = fetch(client, several(busy, "/feed", 5), steady_clock::time_point::max(), events);
  EXPECT_EQ(left_alone, (std::vector<std::size_t>{3, 4}));
  EXPECT_EQ(outcome.order.size(), 3u) << "nothing is said of a request twice";
}

TEST(Fetch, LeavesAHostAloneThatIsClosedForAWhileWhoeverLeadsThere) {
  HttpServer closed, from;
  closed.reply("/feed", {.status = 503, .headers = {{"Retry-After", "600"}}});
  from.redirect("/old", 302, closed.url("/feed"));
  ClientOptions options = options_for({&closed, &from});
  options.per_host = 1;
  Client client(options);
  fetch(client, several(from, "/old", 20));
  EXPECT_EQ(from.hits(), 20u);
  EXPECT_EQ(closed.hits(), 3u);
}

TEST(Fetch, LeavesAHostAloneThatIsBusyAndGoesOnAskingOneThatIsBroken) {
  for (const auto& [status, hits] : {std::pair(429, 3u), std::pair(503, 3u), std::pair(500, 9u)}) {
    HttpServer server;
    server.reply("/feed", {.status = status});
    ClientOptions options = options_for({&server});
    options.per_host = 1;
    Client client(options);
    fetch(client, several(server, "/feed", 9));
    EXPECT_EQ(server.hits(), hits) << status;
  }
}

TEST(Fetch, PutsOffABodyThatTakesMoreThanItsShareWhenThereIsNoRoom) {
  HttpServer server;
  server.reply("/large", {.body = std::string(300'000, 'x')});
  server.reply("/small", {.body = std::string(90'000, 'x')});
  ClientOptions options = options_for({&server});
  options.concurrency = 1;
  options.max_arriving = 100'000;
  Client client(options);
  const Outcome outcome =
      fetch(client, {{.url = server.url("/large")}, {.url = server.url("/small")}, {.url = server.url("/small")}});
  ASSERT_FALSE(outcome.results[0]);
  EXPECT_EQ(outcome.results[0].error().code, ErrorCode::Busy);
  EXPECT_TRUE(outcome.results[1]);  // what was put off takes up no room
  EXPECT_TRUE(outcome.results[2]);
  EXPECT_EQ(server.hits("/large"), 2u);
}

TEST(Fetch, AsksAgainWhenThereIsRoomForWhatWasPutOff) {
  HttpServer server;
  server.script("/stalled", [&](const HttpRequest&, HttpConnection& connection) {
    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n" + std::string(95'000, 'x'));
    server.release();
  });
  server.hold("/feed", {.body = std::string(30'000, 'x')});
  ClientOptions options = options_for({&server});
  options.timeout = std::chrono::seconds(2);
  options.max_arriving = 100'000;
  options.concurrency = 8;
  Client client(options);
  const Outcome outcome = fetch(client, {{.url = server.url("/stalled")}, {.url = server.url("/feed")}});
  EXPECT_FALSE(outcome.results[0]);
  EXPECT_TRUE(outcome.results[1]) << outcome.results[1].error().detail;
}

TEST(Fetch, LeavesNothingBehindWhenTheCallerThrows) {
  HttpServer server;
  server.reply("/feed", {});
  Client client(options_for({&server}));
  FetchEvents events;
  events.done = [](std::size_t, const Result<Response>&, auto) { throw std::runtime_error("bug"); };
  const Requests requests{10, [&](std::size_t) { return Request{.url = server.url("/feed")}; }};
  EXPECT_THROW(client.fetch(requests, events, steady_clock::time_point::max()), std::runtime_error);
  EXPECT_TRUE(client.get({.url = server.url("/feed")}));
}

}  // namespace aggregator::http
