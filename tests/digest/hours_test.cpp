// Every subscriber gets each digest once and on its minute: whole days, minute by minute, with subscribers all over the
// world, through the functions that the commands call.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "aggregator/digest/edition.h"
#include "aggregator/digest/schedule.h"
#include "aggregator/digest/subscribe.h"
#include "aggregator/store/entries.h"
#include "aggregator/store/feeds.h"
#include "aggregator/store/outbox.h"
#include "support/plain_settings.h"
#include "support/temporary_folder.h"
#include "support/value_of.h"

namespace aggregator::digest {
namespace {
using namespace std::chrono;
using test::value_of;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kZones[] = {
    "Pacific/Apia",        "Pacific/Kiritimati",  "Pacific/Chatham",     "Pacific/Auckland",
    "Australia/Lord_Howe", "Australia/Adelaide",  "Asia/Tokyo",          "Asia/Seoul",
    "Asia/Shanghai",       "Asia/Kathmandu",      "Asia/Kolkata",        "Asia/Tehran",
    "Africa/Cairo",        "Europe/Berlin",       "Europe/Dublin",       "UTC",
    "Atlantic/Azores",     "America/Nuuk",        "America/St_Johns",    "America/Sao_Paulo",
    "America/New_York",    "America/Mexico_City", "America/Los_Angeles", "Pacific/Marquesas"};
constexpr minutes kHours[] = {0min, 30min, 150min, 10h, 23h + 45min};  // some of them left out or twice in some zones

store::Choice choice_of(Frequency frequency, const std::string& zone, minutes at, int weekday = 1) {
  store::Choice choice;
  choice.frequency = frequency;
  choice.timezone = zone;
  choice.at = at;
  choice.weekday = weekday;
  choice.language = "en";
  return choice;
}

/// What the clocks of a zone show, quarter of an hour by quarter of an hour: known from nothing but to_local().
class Clocks {
 public:
  Clocks(const std::string& zone, Instant from, Instant to) {
    const TimeZone place = TimeZone::find(zone).value();
    for (Instant instant = from; instant <= to; instant += 15min) shown_.emplace_back(place.to_local(instant), instant);
    std::ranges::stable_sort(shown_, {}, &Shown::first);
  }

  /// When they first show `local`; when they never do, as long after the change as `local` is after the hour left out.
  [[nodiscard]] Instant when(local_seconds local) const {
    const auto found = std::ranges::lower_bound(shown_, local, {}, &Shown::first);
    if (found->first == local) return found->second;
    const auto& [shown, instant] = *std::prev(found);
    return instant + (local - shown);
  }

 private:
  using Shown = std::pair<local_seconds, Instant>;
  std::vector<Shown> shown_;
};

const Clocks& clocks_of(const std::string& zone) {
  static std::map<std::string, Clocks> known;
  return known.try_emplace(zone, zone, sys_days(2025y / 12 / 30), sys_days(2028y / 1 / 3)).first->second;
}

TEST(Hours, ComeOnceADayAtTheirMinuteInEveryZoneForTwoYears) {
  const local_days begin = local_days(2026y / 1 / 1), end = local_days(2028y / 1 / 1);
  for (const char* const zone : kZones) {
    SCOPED_TRACE(zone);
    const Clocks& clocks = clocks_of(zone);
    for (const minutes at : kHours) {
      const store::Choice daily = choice_of(Frequency::Daily, zone, at);
      Instant due = clocks.when(begin + at) - 1s;
      for (local_days day = begin; day < end; day += days(1)) {
        due = value_of(next_due(daily, due));
        ASSERT_EQ(format_rfc3339(due), format_rfc3339(clocks.when(day + at)));
      }
    }
  }
}

TEST(Hours, OfAWeekdayComeOnceAWeekForTwoYears) {
  for (const char* const zone : kZones) {
    SCOPED_TRACE(zone);
    const Clocks& clocks = clocks_of(zone);
    for (int weekday = 0; weekday < 7; ++weekday) {
      const store::Choice weekly = choice_of(Frequency::Weekly, zone, 150min, weekday);
      local_days day = local_days(2026y / 1 / std::chrono::weekday(static_cast<unsigned>(weekday))[1]);
      Instant due = clocks.when(day + 150min) - 1s;
      for (; day < local_days(2028y / 1 / 1); day += days(7)) {
        due = value_of(next_due(weekly, due));
        ASSERT_EQ(format_rfc3339(due), format_rfc3339(clocks.when(day + 150min)));
      }
    }
  }
}

TEST(Hours, DoNotDependOnTheSecondAtWhichTheyAreAskedFor) {
  for (const char* const zone : kZones) {
    for (const minutes at : kHours) {
      const store::Choice daily = choice_of(Frequency::Daily, zone, at);
      Instant last;
      for (Instant after = sys_days(2026y / 10 / 23); after < sys_days(2026y / 11 / 3); after += 3601s) {
        const Instant due = value_of(next_due(daily, after));
        ASSERT_GT(due, after);
        ASSERT_GE(due, last) << "a later moment has no earlier digest";
        ASSERT_EQ(value_of(next_due(daily, due - 1s)), due) << "and it is still the next one a second before";
        last = due;
      }
    }
  }
}

TEST(Hours, OfADayThatAZoneSkippedComeOnTheDayAfter) {
  // Samoa had no 30 December 2011, which was a Friday: the clocks went from Thursday midnight to Saturday.
  const Instant thursday = sys_days(2011y / 12 / 29) + 20h;  // ten o'clock there
  const store::Choice daily = choice_of(Frequency::Daily, "Pacific/Apia", 10h);
  EXPECT_EQ(value_of(next_due(daily, thursday - 1s)), thursday);
  EXPECT_EQ(value_of(next_due(daily, thursday)), thursday + 24h) << "Saturday, ten o'clock, once";
  EXPECT_EQ(value_of(next_due(daily, thursday + 24h)), thursday + 48h);
  const store::Choice friday = choice_of(Frequency::Weekly, "Pacific/Apia", 10h, 5);
  EXPECT_EQ(value_of(next_due(friday, thursday)), thursday + 24h);
  EXPECT_EQ(value_of(next_due(friday, thursday + 24h)), thursday + 24h * 7);
}

TEST(Hours, ComeEachYearOnALeapDayToo) {
  const store::Choice daily = choice_of(Frequency::Daily, "Asia/Seoul", 0min);
  const Instant eve = sys_days(2028y / 2 / 28) + 15h;  // midnight in Seoul
  EXPECT_EQ(value_of(next_due(daily, eve - 1s)), eve);
  EXPECT_EQ(value_of(next_due(daily, eve)), eve + 24h);
}

/// A digest with a post every hour, and subscribers who joined before `kBegin`.
class Sweep : public ::testing::Test {
 protected:
  Sweep() : database_(value_of(store::Database::open("sqlite:" + (folder_.path() / "test.db").string()))) {
    config::ListedFeed feed;
    feed.url = "https://blog.example/feed";
    value_of(store::sync_feeds(database_, {feed}));
    feed_ = value_of(store::find_feed(database_, feed.url))->id;
    settings_.digest.max_entries = 5;
  }

  void publish(Instant when) {
    store::EntryRow entry;
    entry.feed = feed_;
    entry.title = "Post " + std::to_string(++posts_);
    entry.link = "https://blog.example/" + std::to_string(posts_);
    entry.published = entry.first_seen = when;
    const std::vector<store::EntryKey> keys = {posts_};
    value_of(store::insert_entry(database_, entry, keys));
  }

  void join(const std::string& email, const store::Choice& choice, Instant when) {
    value_of(subscribe(database_, settings_, {email, choice, store::SubscriberState::Active}, when, random_));
  }

  /// As `digest` and `send` do, with the mail taken at once: at which moments who got something.
  void sweep(Instant from, Instant to, seconds step, seconds ahead = 0s) {
    for (Instant now = from; now < to; now += step) {
      if (now.time_since_epoch() % hours(1) == 0s) publish(now);
      value_of(make_editions(database_, settings_, {now, now + ahead}, random_));
      deliver(now);
    }
  }

  void deliver(Instant now) {
    std::vector<store::Settled> settled;
    const auto leased = value_of(store::lease_deliveries(database_, now, now + 600s, {.limit = 10'000}));
    for (const store::Job& job : leased.jobs) {
      got_[job.email].push_back(now);
      settled.push_back({job.id, store::DeliveryState::Sent, "", now, std::nullopt});
    }
    if (!settled.empty()) value_of(store::settle_deliveries(database_, settled));
  }

  /// The moments at which `choice` wants a digest, from the clocks alone.
  static std::vector<Instant> wanted(const store::Choice& choice, const Clocks& clocks, Instant from, Instant to) {
    std::set<Instant> moments;
    for (local_days day = local_days(floor<days>(from).time_since_epoch()) - days(2);
         day <= local_days(floor<days>(to).time_since_epoch()) + days(2); day += days(1)) {
      const bool is_day =
          choice.frequency == Frequency::Daily || weekday(day).c_encoding() == static_cast<unsigned>(choice.weekday);
      const Instant when = clocks.when(day + choice.at);
      if (is_day && from <= when && when < to) moments.insert(when);
    }
    return {moments.begin(), moments.end()};
  }

  /// Three days of a world of subscribers, the second of which is a change of the clocks somewhere.
  void check_world(Instant begin, seconds ahead) {
    const Instant end = begin + days(3);
    std::map<std::string, store::Choice> readers;
    for (const char* const zone : kZones) {
      for (const minutes at : kHours) {
        readers.emplace(zone + std::to_string(at.count()) + "@example.org", choice_of(Frequency::Daily, zone, at));
      }
      const auto weekday = static_cast<int>(std::chrono::weekday(floor<days>(begin) + days(1)).c_encoding());
      readers.emplace(std::string(zone) + "@weekly.example.org", choice_of(Frequency::Weekly, zone, 150min, weekday));
    }
    publish(begin - 2h);
    for (const auto& [email, choice] : readers) {
      value_of(subscribe(database_, settings_, {email, choice, store::SubscriberState::Active}, begin - 1min, random_));
    }
    sweep(begin, end, 1min, ahead);
    for (const char* const zone : kZones) {
      const Clocks clocks(zone, begin - days(5), end + days(5));
      for (const auto& [email, choice] : readers) {
        if (choice.timezone != zone) continue;
        EXPECT_EQ(got_[email], wanted(choice, clocks, begin, end)) << email;
      }
    }
  }

  test::TemporaryFolder folder_{test::memory()};  // thousands of commits
  store::Database database_;
  config::Settings settings_ = test::plain_settings();
  store::FeedId feed_ = 0;
  store::EntryKey posts_ = 0;
  std::uint64_t random_state_ = 0;
  RandomSource random_ = [this](std::span<unsigned char> bytes) {
    for (unsigned char& byte : bytes)
      byte = static_cast<unsigned char>((random_state_ = random_state_ * 6364136223846793005u + 1442695040888963407u) >>
                                        56);
  };
  std::map<std::string, std::vector<Instant>> got_;
};

TEST_F(Sweep, OfThreeDaysAroundTheSpringOfTheNorth) { check_world(sys_days(2026y / 3 / 28) + 5h, 0s); }

TEST_F(Sweep, OfThreeDaysAroundTheAutumnOfTheNorth) { check_world(sys_days(2026y / 10 / 24) + 5h, 0s); }

TEST_F(Sweep, OfThreeDaysWithEditionsMadeAheadOfTheirHour) { check_world(sys_days(2026y / 4 / 3) + 5h, 5min); }

TEST_F(Sweep, AfterAWeekOffGivesOneDigestAndThenTheUsualOnes) {
  const Instant begin = sys_days(2026y / 11 / 20) + 9h, back = begin + days(7) + 3h;
  const store::Choice daily = choice_of(Frequency::Daily, "UTC", 10h);
  join("daily@example.org", daily, begin);
  join("weekly@example.org", choice_of(Frequency::Weekly, "UTC", 10h, 1), begin);
  join("instant@example.org", choice_of(Frequency::Instant, "UTC", 0min), begin);
  sweep(begin, begin + 2h, 1min);
  const auto usual = got_["daily@example.org"];
  EXPECT_THAT(usual, ElementsAre(begin + 1h));
  for (Instant missed = begin + 2h; missed < back; missed += 1h) publish(missed);
  got_.clear();
  sweep(back, back + days(1), 1min);
  EXPECT_THAT(got_["daily@example.org"], ElementsAre(back, begin + days(8) + 1h));
  EXPECT_THAT(got_["weekly@example.org"], ElementsAre(back)) << "and then on Monday";
  EXPECT_EQ(got_["instant@example.org"].front(), back);
  EXPECT_EQ(got_["instant@example.org"].size(), 24u) << "one for each post that is new now";
}

TEST_F(Sweep, SendsNothingTwiceWhenTheClockGoesBack) {
  const Instant begin = sys_days(2026y / 11 / 20) + 9h + 50min, hour = begin + 10min;
  join("ann@example.org", choice_of(Frequency::Daily, "UTC", 10h), begin);
  publish(begin);
  sweep(begin, hour + 5min, 1min);
  publish(hour + 5min);
  sweep(hour - 30min, hour + 30min, 1min);
  EXPECT_THAT(got_["ann@example.org"], ElementsAre(hour));
}

TEST_F(Sweep, ComesBackFromAClockThatWasAhead) {
  const Instant begin = sys_days(2026y / 11 / 20) + 9h;
  join("daily@example.org", choice_of(Frequency::Daily, "UTC", 10h), begin);
  join("weekly@example.org", choice_of(Frequency::Weekly, "UTC", 10h, 5), begin);  // Fridays
  publish(begin);
  const Instant wrong = begin + days(4000);
  sweep(wrong, wrong + 1min, 1min);
  EXPECT_EQ(got_.size(), 2u);
  got_.clear();
  sweep(begin, begin + days(8), 10min);
  EXPECT_EQ(got_["daily@example.org"].size(), 8u);
  EXPECT_EQ(got_["daily@example.org"].front(), begin + 1h);
  EXPECT_THAT(got_["weekly@example.org"], ElementsAre(begin + 1h, begin + days(7) + 1h));
}

TEST_F(Sweep, IsSilentOnDaysWithoutNews) {
  const Instant begin = sys_days(2026y / 11 / 20) + 9h + 30min;
  join("ann@example.org", choice_of(Frequency::Daily, "UTC", 10h), begin);
  for (Instant now = begin; now < begin + days(2); now += 5min) {
    value_of(make_editions(database_, settings_, {now}, random_));
    deliver(now);
  }
  EXPECT_THAT(got_, IsEmpty());
}

TEST_F(Sweep, MakesAheadButNothingLeavesBeforeItsHour) {
  const Instant hour = sys_days(2026y / 11 / 20) + 10h;
  join("ann@example.org", choice_of(Frequency::Daily, "UTC", 10h), hour - 1h);
  publish(hour - 1h);
  EXPECT_EQ(value_of(make_editions(database_, settings_, {hour - 5min, hour - 1s}, random_)).editions, 0);
  EXPECT_EQ(value_of(make_editions(database_, settings_, {hour - 5min, hour}, random_)).editions, 1);
  deliver(hour - 1s);
  EXPECT_THAT(got_, IsEmpty());
  EXPECT_EQ(value_of(make_editions(database_, settings_, {hour, hour + 5min}, random_)).editions, 0);
  deliver(hour);
  EXPECT_THAT(got_["ann@example.org"], ElementsAre(hour));
}

TEST_F(Sweep, GivesAllWhoWantPostsAtOnceTheSameEdition) {
  const Instant noon = sys_days(2026y / 11 / 20) + 12h;
  for (int minute = 0; minute < 10; ++minute) {
    join(std::to_string(minute) + "@example.org", choice_of(Frequency::Instant, "UTC", 0min), noon + minutes(minute));
  }
  publish(noon + 12min);
  const EditionSummary summary = value_of(make_editions(database_, settings_, {noon + 15min}, random_));
  EXPECT_EQ(summary.editions, 1);
  EXPECT_EQ(summary.deliveries, 10);
}

}  // namespace
}  // namespace aggregator::digest
