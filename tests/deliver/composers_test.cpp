#include "composers.h"

#include <gtest/gtest.h>

#include "deliver_fixture.h"

namespace aggregator::deliver {
namespace {

constexpr int kMost = 16;

class ComposersTest : public DeliverTest {
 protected:
  std::shared_ptr<const Composer> take(store::EditionId id) {
    EXPECT_TRUE(composers_.has_room_for(id));
    return value_of(composers_.get(id));
  }

  void insert_editions(int count) {
    for (int i = 1; i <= count; ++i) {
      store::EditionRow edition = example_edition();
      edition.public_id = "edition-" + std::to_string(i);
      ASSERT_EQ(value_of(store::insert_edition(database_, edition, {})), i);
    }
  }

  Composers composers_{database_, settings_, "key"};
};

TEST_F(ComposersTest, PrepareAnEditionOnceForAllItsDeliveries) {
  insert_editions(3);
  const auto first = take(1);
  take(2);
  take(3);
  EXPECT_EQ(take(1), first);
}

TEST_F(ComposersTest, KeepTheNumberOfEditionsUnderWaySmall) {
  insert_editions(kMost + 1);
  std::vector<std::shared_ptr<const Composer>> under_way;
  for (int id = 1; id <= kMost; ++id) under_way.push_back(take(id));
  EXPECT_FALSE(composers_.is_one_waiting());
  EXPECT_FALSE(composers_.has_room_for(kMost + 1));
  EXPECT_TRUE(composers_.is_one_waiting());
  EXPECT_TRUE(composers_.has_room_for(1));

  composers_.begin_look();
  EXPECT_FALSE(composers_.has_room_for(kMost + 1)) << "all are under way";
  under_way.pop_back();
  EXPECT_FALSE(composers_.has_room_for(kMost + 1)) << "there may be more of it further on";
  composers_.begin_look();
  EXPECT_TRUE(composers_.has_room_for(kMost + 1));
  EXPECT_FALSE(composers_.is_one_waiting());
}

TEST_F(ComposersTest, TakeAnEditionForDoneThatHasNotComeUpForLong) {
  insert_editions(kMost + 1);
  for (int id = 1; id <= kMost; ++id) take(id);
  int asked = 0;
  while (!composers_.has_room_for(kMost + 1) && asked < 100'000) ++asked;
  EXPECT_GT(asked, 10'000) << "of many editions in turns each comes up now and then";
  EXPECT_LT(asked, 20'000);
}

}  // namespace
}  // namespace aggregator::deliver
