#include "element_names.h"

#include <gtest/gtest.h>

#include <set>

namespace aggregator::feed {

TEST(NameFrom, KnowsNamesInAnyCase) {
  EXPECT_EQ(name_from("pubDate"), Name::PubDate);
  EXPECT_EQ(name_from("TITLE"), Name::Title);
  EXPECT_EQ(name_from("updatefrequency"), Name::UpdateFrequency);
  EXPECT_EQ(name_from("a"), Name::A);
}

TEST(NameFrom, TakesNothingElseForAName) {
  for (const char* text : {"", "b", "titles", "titl", "title ", "updatefrequency2", "제목", "item\x80",
                           "a name that is much longer than all others"}) {
    EXPECT_EQ(name_from(text), Name::Other) << text;
  }
}

TEST(NameFrom, GivesEveryNameAnElement) {
  const char* const all[] = {"a",
                             "abstract",
                             "author",
                             "body",
                             "category",
                             "channel",
                             "comments",
                             "content",
                             "contributor",
                             "created",
                             "creator",
                             "date",
                             "description",
                             "div",
                             "enclosure",
                             "encoded",
                             "entry",
                             "feed",
                             "fullitem",
                             "group",
                             "guid",
                             "icon",
                             "id",
                             "identifier",
                             "image",
                             "issued",
                             "item",
                             "items",
                             "language",
                             "lastbuilddate",
                             "lastupdated",
                             "link",
                             "logo",
                             "modified",
                             "pubdate",
                             "published",
                             "publisher",
                             "rdf",
                             "rss",
                             "skipdays",
                             "skiphours",
                             "source",
                             "subject",
                             "subtitle",
                             "summary",
                             "tagline",
                             "tags",
                             "thumbnail",
                             "title",
                             "ttl",
                             "updatefrequency",
                             "updateperiod",
                             "updated",
                             "url"};
  std::set<Name> names;
  for (const char* text : all) names.insert(name_from(text));
  EXPECT_EQ(names.size(), std::size(all));
  EXPECT_FALSE(names.contains(Name::Other));
  EXPECT_EQ(names.size(), static_cast<std::size_t>(Name::Url));
}

}  // namespace aggregator::feed
