#include "judgement.h"

#include <gtest/gtest.h>

namespace aggregator::mail {
namespace {
using State = Outcome::State;

Outcome judged(const std::string& text) { return judge({std::stoi(text), text}); }

TEST(Judge, TellsTakenFromDeferredAndRefused) {
  const std::pair<const char*, State> cases[] = {{"250 2.0.0 stored", State::Sent},
                                                 {"451 try later", State::Deferred},
                                                 {"452 4.2.2 mailbox full", State::Deferred},
                                                 {"550 5.1.1 no such user", State::Failed},
                                                 {"554 5.7.1 spam", State::Failed}};
  for (const auto& [text, state] : cases) {
    EXPECT_EQ(judged(text).state, state) << text;
    EXPECT_EQ(judged(text).reason, text);
    EXPECT_FALSE(judged(text).unreachable) << text;
  }
}

TEST(Judge, HoldsNothingAgainstASubscriberThatIsAboutUs) {
  for (const char* text :
       {"530 5.7.0 authentication required", "534 5.7.9 weak", "535 5.7.8 bad password", "538 5.7.11 encryption needed",
        "550 5.4.5 Daily user sending limit exceeded", "550 Daily user sending limit exceeded (5.4.5)"}) {
    EXPECT_EQ(judged(text).state, State::Deferred) << text;
    EXPECT_TRUE(judged(text).unreachable) << text;
    EXPECT_TRUE(judged(text).reason.starts_with(text));
  }
}

TEST(Judge, SeesWhatAsksToSlowDown) {
  for (const char* text : {"421 4.7.0 [TSS04] temporarily deferred", "421 too many", "450 4.7.1 slow down", "450 busy",
                           "451 4.7.500 server busy", "451 4.3.2 not now", "452 4.7.0 limit", "421 4.4.5 congested"}) {
    EXPECT_TRUE(judged(text).pushed_back) << text;
  }
}

TEST(Judge, SeesNoReasonToSlowDownInWhatIsAboutOneMailboxOrGreylisting) {
  for (const char* text :
       {"450 4.2.1 receives too fast", "452 4.2.2 full", "451 4.1.8 bad sender", "452 4.3.1 no space",
        "451 4.7.1 Greylisting in action", "450 4.2.0 Recipient address rejected: Greylisted",
        "450 mailbox busy (4.2.1)", "250 2.0.0 ok", "550 5.7.1 no"}) {
    EXPECT_FALSE(judged(text).pushed_back) << text;
  }
}

}  // namespace
}  // namespace aggregator::mail
