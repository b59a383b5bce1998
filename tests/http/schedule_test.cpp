#include "schedule.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace aggregator::http {
namespace {
using namespace std::chrono_literals;

constexpr Schedule::Moment kStart{};

Destination host(std::string name) { return {std::move(name), "", ""}; }

constexpr const char* kMachine = "192.0.2.1";

/// A blog with a domain of its own.
Destination blog(std::size_t number, std::string machine = {}) {
  const std::string name = "blog" + std::to_string(number) + ".example";
  return {name, name, std::move(machine)};
}

/// All turns that can be had at `now` without anything being left.
std::vector<Schedule::Turn> take_all(Schedule& schedule, Schedule::Moment now = kStart) {
  std::vector<Schedule::Turn> taken;
  while (const auto turn = schedule.next(now)) taken.push_back(*turn);
  return taken;
}

std::vector<std::size_t> indices(const std::vector<Schedule::Turn>& turns) {
  std::vector<std::size_t> indices;
  for (const Schedule::Turn& turn : turns) indices.push_back(turn.index);
  return indices;
}

ClientOptions limits(std::size_t per_host, std::size_t per_domain = 100, std::size_t per_address = 100) {
  ClientOptions options;
  options.per_host = per_host;
  options.per_domain = per_domain;
  options.per_address = per_address;
  return options;
}

TEST(Schedule, AsksEachHostInOrderBeforeItAsksOneTwice) {
  const ClientOptions options = limits(9);
  Schedule schedule(options);
  schedule.add(0, host("a"));
  schedule.add(1, host("b"));
  schedule.add(2, host("a"));
  schedule.add(3, host("c"));
  EXPECT_EQ(indices(take_all(schedule)), (std::vector<std::size_t>{0, 1, 3, 2}));
}

TEST(Schedule, GoesOnWithTheHostWhoseConnectionWasLeft) {
  const ClientOptions options = limits(9);
  Schedule schedule(options);
  schedule.add(0, host("a"));
  schedule.add(1, host("b"));
  schedule.add(2, host("b"));
  schedule.add(3, host("c"));
  schedule.add(4, host("a"));
  const Schedule::Place a = schedule.next(kStart)->place;
  ASSERT_EQ(schedule.next(kStart)->index, 1u);
  schedule.leave(a, kStart);
  EXPECT_EQ(indices(take_all(schedule)), (std::vector<std::size_t>{4, 3, 2}));
}

TEST(Schedule, PassesOverRequestsWhoseHostIsBusy) {
  const ClientOptions options = limits(1);
  Schedule schedule(options);
  schedule.add(0, host("a"));
  schedule.add(1, host("a"));
  schedule.add(2, host("b"));
  EXPECT_EQ(indices(take_all(schedule)), (std::vector<std::size_t>{0, 2}));
}

TEST(Schedule, GoesBackToTheWaitingRequestWhenAPlaceIsLeft) {
  const ClientOptions options = limits(1);
  Schedule schedule(options);
  schedule.add(0, host("a"));
  schedule.add(1, host("a"));
  schedule.add(2, host("b"));
  schedule.leave(schedule.next(kStart)->place, kStart);
  EXPECT_EQ(indices(take_all(schedule)), (std::vector<std::size_t>{1, 2}));
}

TEST(Schedule, LetsAnEarlierRequestThatCameLaterGoFirst) {
  const ClientOptions options = limits(1);
  Schedule schedule(options);
  schedule.add(5, host("a"));
  schedule.add(6, host("a"));
  schedule.add(2, host("a"));  // redirected here
  EXPECT_EQ(indices(take_all(schedule)), (std::vector<std::size_t>{2}));
}

TEST(Schedule, NeverHandsOutMoreThanTheLimitPerHost) {
  const ClientOptions options = limits(3);
  Schedule schedule(options);
  for (std::size_t index = 0; index < 1000; ++index) schedule.add(index, host("host" + std::to_string(index % 10)));
  EXPECT_EQ(take_all(schedule).size(), 30u);
}

TEST(Schedule, CountsAllHostsOfAPlatformTogether) {
  const ClientOptions options = limits(2, 3);
  Schedule schedule(options);
  for (std::size_t index = 0; index < 8; ++index) {
    schedule.add(index, {"blog" + std::to_string(index) + ".platform.example", "platform.example", ""});
  }
  schedule.add(8, {"other.example", "other.example", ""});
  const auto turns = take_all(schedule);
  EXPECT_EQ(indices(turns), (std::vector<std::size_t>{0, 1, 2, 8}));
  schedule.leave(turns[1].place, kStart);
  EXPECT_EQ(indices(take_all(schedule)), (std::vector<std::size_t>{3}));
}

TEST(Schedule, HasTheOthersOfAHostWaitForTheMachineThatTurnedOneAwayThoughItWasLetInAtAnother) {
  const ClientOptions options = limits(2, 100, 1);
  Schedule schedule(options);
  const char *const kFull = "192.0.2.8", *const kFree = "192.0.2.9";
  schedule.add(0, blog(0, kFull));
  schedule.add(1, blog(1));
  schedule.add(2, blog(1));
  const Schedule::Place full = schedule.next(kStart)->place;
  Schedule::Place place = schedule.next(kStart)->place;
  EXPECT_FALSE(schedule.enter(place, kFull, kStart));
  EXPECT_TRUE(schedule.enter(place, kFree, kStart));
  EXPECT_TRUE(take_all(schedule).empty());
  schedule.leave(full, kStart);
  EXPECT_EQ(indices(take_all(schedule)), (std::vector<std::size_t>{2}));

  // It counts where it is, and nowhere once it has gone.
  schedule.add(3, blog(2, kFree));
  EXPECT_TRUE(take_all(schedule).empty());
  schedule.leave(place, kStart);
  EXPECT_EQ(indices(take_all(schedule)), (std::vector<std::size_t>{3}));
}

TEST(Schedule, SaysWhetherAnybodyWaitsForAHost) {
  const ClientOptions options = limits(9);
  Schedule schedule(options);
  schedule.add(0, host("a"));
  schedule.add(1, host("a"));
  const Schedule::Place first = schedule.next(kStart)->place;
  EXPECT_TRUE(Schedule::is_waited_for(first));
  const Schedule::Place last = schedule.next(kStart)->place;
  EXPECT_FALSE(Schedule::is_waited_for(first));
  EXPECT_FALSE(Schedule::is_waited_for(last));
}

TEST(Schedule, CountsAllNamesOfAMachineTogether) {
  const ClientOptions options = limits(2, 100, 2);
  Schedule schedule(options);
  for (std::size_t index = 0; index < 4; ++index) schedule.add(index, blog(index, kMachine));
  const auto turns = take_all(schedule);
  EXPECT_EQ(indices(turns), (std::vector<std::size_t>{0, 1}));
  schedule.leave(turns[0].place, kStart);
  EXPECT_EQ(indices(take_all(schedule)), (std::vector<std::size_t>{2}));
}

TEST(Schedule, SendsBackWhoWouldConnectToAMachineWithoutRoom) {
  const ClientOptions options = limits(2, 100, 2);
  Schedule schedule(options);
  for (std::size_t index = 0; index < 4; ++index) schedule.add(index, blog(index));
  auto turns = take_all(schedule);
  ASSERT_EQ(turns.size(), 4u) << "nobody knows yet where they are";
  EXPECT_TRUE(schedule.enter(turns[0].place, kMachine, kStart));
  EXPECT_TRUE(schedule.enter(turns[1].place, kMachine, kStart));
  EXPECT_TRUE(schedule.enter(turns[0].place, kMachine, kStart)) << "once more: it is in";
  for (const std::size_t late : {2u, 3u}) {
    EXPECT_FALSE(schedule.enter(turns[late].place, kMachine, kStart));
    schedule.leave(turns[late].place, kStart);
    schedule.add(late, blog(late));
  }
  EXPECT_FALSE(schedule.next(kStart));
  schedule.leave(turns[1].place, kStart);
  turns = take_all(schedule);
  EXPECT_EQ(indices(turns), (std::vector<std::size_t>{2}));
  EXPECT_TRUE(schedule.enter(turns[0].place, kMachine, kStart)) << "its place there was taken with its turn";
}

TEST(Schedule, HasTheOthersOfAHostWaitForItsMachineOnceThatIsKnown) {
  const ClientOptions options = limits(1, 100, 1);
  Schedule schedule(options);
  schedule.add(0, blog(0));
  schedule.add(1, blog(1));
  schedule.add(2, blog(1));  // it could go over the connection that the one before it left open
  schedule.add(3, blog(2));
  auto turns = take_all(schedule);
  ASSERT_EQ(indices(turns), (std::vector<std::size_t>{0, 1, 3}));
  EXPECT_TRUE(schedule.enter(turns[1].place, kMachine, kStart));
  EXPECT_TRUE(schedule.enter(turns[2].place, "192.0.2.9", kStart));
  schedule.leave(turns[1].place, kStart);
  EXPECT_TRUE(schedule.enter(turns[0].place, kMachine, kStart));
  EXPECT_FALSE(schedule.next(kStart));
  schedule.leave(turns[0].place, kStart);
  EXPECT_EQ(indices(take_all(schedule)), (std::vector<std::size_t>{2}));
}

TEST(Schedule, CountsAHostThatHasChangedItsMachineAtBothUntilItLeaves) {
  const ClientOptions options = limits(1, 100, 1);
  Schedule schedule(options);
  for (const std::size_t index : {0u, 1u, 2u}) schedule.add(index, blog(index, index == 2 ? "192.0.2.9" : kMachine));
  auto turns = take_all(schedule);
  ASSERT_EQ(indices(turns), (std::vector<std::size_t>{0, 2}));
  schedule.leave(turns[1].place, kStart);
  EXPECT_TRUE(schedule.enter(turns[0].place, "192.0.2.9", kStart));
  schedule.add(2, blog(2));
  EXPECT_FALSE(schedule.next(kStart)) << "1 waits for the one machine, 2 for the other";
  schedule.leave(turns[0].place, kStart);
  EXPECT_EQ(indices(take_all(schedule)), (std::vector<std::size_t>{2, 1}));
}

TEST(Schedule, PassesOnTheCallOfAMachineToWhichTheOneCalledNoLongerGoes) {
  const ClientOptions options = limits(2, 100, 2);
  Schedule schedule(options);
  for (const std::size_t index : {0u, 1u}) schedule.add(index, blog(0, kMachine));
  auto turns = take_all(schedule);
  ASSERT_EQ(turns.size(), 2u);
  schedule.add(2, blog(0));
  schedule.add(3, blog(1, kMachine));
  ASSERT_FALSE(schedule.next(kStart));
  schedule.leave(turns[0].place, kStart);  // one of the two is called
  EXPECT_TRUE(schedule.enter(turns[1].place, "192.0.2.9", kStart));
  EXPECT_EQ(indices(take_all(schedule)).size(), 2u);
}

TEST(Schedule, KeepsThePaceOfAMachineAlsoWhereItBecomesKnownLate) {
  ClientOptions options = limits(2);
  options.domain_pace = {100ms, 2};
  Schedule schedule(options);
  for (std::size_t index = 0; index < 3; ++index) schedule.add(index, blog(index));
  auto turns = take_all(schedule);
  ASSERT_EQ(turns.size(), 3u);
  EXPECT_TRUE(schedule.enter(turns[0].place, kMachine, kStart));
  EXPECT_TRUE(schedule.enter(turns[1].place, kMachine, kStart));
  EXPECT_FALSE(schedule.enter(turns[2].place, kMachine, kStart));
  schedule.leave(turns[2].place, kStart);
  schedule.add(2, blog(2));
  EXPECT_FALSE(schedule.next(kStart));
  EXPECT_EQ(schedule.opens(), kStart + 100ms);
  EXPECT_EQ(indices(take_all(schedule, kStart + 100ms)), (std::vector<std::size_t>{2}));
}

TEST(Schedule, LetsTheRunnersOwnMachinesInAtAnyTime) {
  const ClientOptions options = limits(100, 100, 1);
  Schedule schedule(options);
  for (std::size_t index = 0; index < 10; ++index) schedule.add(index, host("127.0.0.1"));
  for (auto& turn : take_all(schedule)) EXPECT_TRUE(schedule.enter(turn.place, "127.0.0.1", kStart));
}

TEST(Schedule, PassesOnAPlaceThatTheFirstInLineCannotUse) {
  const ClientOptions options = limits(1, 2);
  Schedule schedule(options);
  schedule.add(0, {"a.platform.example", "platform.example", ""});
  schedule.add(1, {"b.platform.example", "platform.example", ""});
  const auto turns = take_all(schedule);
  schedule.add(2, {"b.platform.example", "platform.example", ""});  // its host is busy, and so is the platform
  schedule.add(3, {"c.platform.example", "platform.example", ""});
  EXPECT_FALSE(schedule.next(kStart));
  schedule.leave(turns[0].place, kStart);
  EXPECT_EQ(indices(take_all(schedule)), (std::vector<std::size_t>{3}));
  schedule.leave(turns[1].place, kStart);
  EXPECT_EQ(indices(take_all(schedule)), (std::vector<std::size_t>{2}));
}

TEST(Schedule, KeepsAPlatformsPaceOnceTheBurstIsUsedUp) {
  ClientOptions options = limits(100, 100);
  options.domain_pace = {100ms, 3};
  Schedule schedule(options);
  for (std::size_t index = 0; index < 10; ++index) {
    schedule.add(index, {"blog" + std::to_string(index) + ".platform.example", "platform.example", ""});
  }
  EXPECT_EQ(take_all(schedule).size(), 3u);
  EXPECT_EQ(schedule.opens(), kStart + 100ms);
  EXPECT_EQ(take_all(schedule, kStart + 99ms).size(), 0u);
  EXPECT_EQ(indices(take_all(schedule, kStart + 100ms)), (std::vector<std::size_t>{3}));
  EXPECT_EQ(take_all(schedule, kStart + 300ms).size(), 2u);
  EXPECT_EQ(take_all(schedule, kStart + 10s).size(), 3u) << "a burst again after a rest, and no more";
  EXPECT_EQ(take_all(schedule, kStart + 11s).size(), 1u) << "all that was left";
  EXPECT_FALSE(schedule.opens());
}

TEST(Schedule, WaitsForThePlaceThenForThePace) {
  ClientOptions options = limits(1);
  options.host_pace = {100ms, 1};
  Schedule schedule(options);
  const Destination blog{"blog.example", "blog.example", ""};
  schedule.add(0, blog);
  schedule.add(1, blog);
  const auto first = schedule.next(kStart);
  EXPECT_FALSE(schedule.next(kStart + 200ms)) << "the place is taken";
  schedule.leave(first->place, kStart + 200ms);
  const auto second = schedule.next(kStart + 200ms);
  ASSERT_TRUE(second);
  schedule.add(2, blog);
  schedule.leave(second->place, kStart + 210ms);
  EXPECT_FALSE(schedule.next(kStart + 210ms)) << "too soon";
  EXPECT_EQ(schedule.opens(), kStart + 300ms);
  EXPECT_TRUE(schedule.next(kStart + 300ms));
}

TEST(Schedule, SetsNoPaceForHostsWithoutADomain) {
  ClientOptions options = limits(100);
  options.host_pace = options.domain_pace = {1h, 1};
  Schedule schedule(options);
  for (std::size_t index = 0; index < 10; ++index) schedule.add(index, host("127.0.0.1"));
  EXPECT_EQ(take_all(schedule).size(), 10u);
}

TEST(Schedule, ServesAHundredThousandRequestsOfOnePlatformOneByOne) {
  const ClientOptions options = limits(1, 4);
  Schedule schedule(options);
  constexpr std::size_t kRequests = 100'000;
  for (std::size_t index = 0; index < kRequests; ++index) {
    schedule.add(index, {"blog" + std::to_string(index) + ".platform.example", "platform.example", ""});
  }
  std::vector<Schedule::Turn> out = take_all(schedule);
  std::size_t served = 0;
  while (!out.empty()) {
    schedule.leave(out.back().place, kStart);
    out.pop_back();
    ++served;
    if (const auto turn = schedule.next(kStart)) out.push_back(*turn);
  }
  EXPECT_EQ(served, kRequests);
}

}  // namespace

TEST(DestinationOf, NamesTheHostThePlatformAndTheMachine) {
  struct Case {
    const char *url, *host, *domain;
  };
  const Case cases[] = {
      {"https://blog.tistory.com/rss", "blog.tistory.com", "tistory.com"},
      {"https://v2.velog.io/rss/@a", "v2.velog.io", "velog.io"},
      {"https://a.b.example.co.kr/feed", "a.b.example.co.kr", "example.co.kr"},
      {"https://someone.github.io/feed.xml", "someone.github.io", "github.io"},       // one site each, one platform
      {"https://someone.blogspot.com/feed", "someone.blogspot.com", "blogspot.com"},  // likewise
      {"http://example.org:8080/feed", "example.org:8080", "example.org"},
      {"https://v2.velog.io./rss", "v2.velog.io.", "velog.io"},  // the dot of the root
      {"http://127.0.0.1:8080/feed", "127.0.0.1:8080", ""},
      {"http://[::1]:8080/feed", "[::1]:8080", ""},
      {"http://[::1]/feed", "[::1]", ""},
      {"http://localhost/feed", "localhost", ""},
      {"https://co.kr/feed", "co.kr", ""},  // a registry, not a platform
      {"https://xn--9n2bp8q.xn--3e0b707e/feed", "xn--9n2bp8q.xn--3e0b707e", "xn--9n2bp8q.xn--3e0b707e"},
  };
  for (const auto& [url, host, domain] : cases) {
    SCOPED_TRACE(url);
    const Destination destination = destination_of(url, "192.0.2.1");
    EXPECT_EQ(destination.host, host);
    EXPECT_EQ(destination.domain, domain);
    EXPECT_EQ(destination.address, *domain == '\0' ? "" : "192.0.2.1");
  }
}

TEST(Schedule, GivesNobodyATurnAtAHostThatRefusesSeveralInARow) {
  const ClientOptions options = limits(1);
  Schedule schedule(options);
  for (std::size_t index = 0; index < 6; ++index) schedule.add(index, host("busy"));
  std::vector<std::size_t> dropped;
  for (int refusals = 0; refusals < 3; ++refusals) {
    EXPECT_TRUE(dropped.empty());
    const auto turn = schedule.next(kStart);
    ASSERT_TRUE(turn);
    schedule.leave(turn->place, kStart);
    dropped = schedule.note_answer(turn->place, true, kStart);
  }
  EXPECT_EQ(dropped, (std::vector<std::size_t>{3, 4, 5}));
  EXPECT_TRUE(schedule.is_left_alone(host("busy")));
  EXPECT_FALSE(schedule.is_left_alone(host("other")));
  schedule.add(6, host("other"));
  EXPECT_EQ(indices(take_all(schedule)), (std::vector<std::size_t>{6}));
}

TEST(Schedule, GivesTheTurnOfAHostThatIsLeftAloneToThePlatformsOthers) {
  const ClientOptions options = limits(2, 1);
  Schedule schedule(options);
  for (std::size_t index = 0; index < 6; ++index) schedule.add(index, {"a.example.org", "example.org", ""});
  schedule.add(6, {"b.example.org", "example.org", ""});
  for (int refusals = 0; refusals < 3; ++refusals) {
    const auto turns = take_all(schedule);
    ASSERT_EQ(turns.size(), 1U);
    ASSERT_LT(turns.front().index, 6U);  // a host that was asked before goes first
    schedule.leave(turns.front().place, kStart);
    EXPECT_EQ(schedule.note_answer(turns.front().place, true, kStart).size(), refusals < 2 ? 0U : 3U);
  }
  EXPECT_EQ(indices(take_all(schedule)), (std::vector<std::size_t>{6}));
}

TEST(Schedule, ForgetsRefusalsWhenTheHostAnswersAnother) {
  const ClientOptions options = limits(1);
  Schedule schedule(options);
  for (std::size_t index = 0; index < 7; ++index) schedule.add(index, host("picky"));
  for (const bool is_refusal : {true, true, false, true, true, false}) {
    const auto turn = schedule.next(kStart);
    ASSERT_TRUE(turn);
    schedule.leave(turn->place, kStart);
    EXPECT_TRUE(schedule.note_answer(turn->place, is_refusal, kStart).empty());
  }
  EXPECT_EQ(indices(take_all(schedule)), (std::vector<std::size_t>{6}));
}

}  // namespace aggregator::http
