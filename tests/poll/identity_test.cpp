#include "identity.h"

#include <gtest/gtest.h>

namespace aggregator::poll {
namespace {

constexpr store::FeedId kFeed = 7;

feed::Entry entry(const std::string& id, const std::string& link, const std::string& title,
                  const std::string& text = "") {
  feed::Entry entry;
  entry.id = id.empty() ? link : id;
  entry.has_own_id = !id.empty();
  entry.link = link;
  entry.title = title;
  entry.content = {text, true, ""};
  return entry;
}

Identity only(const feed::Entry& entry, store::FeedId feed = kFeed) {
  feed::Feed parsed;
  parsed.entries = {entry};
  return identify(feed, parsed, false).entries.front();
}

const std::string kText = "A text that is long enough to be recognised when another feed carries it as well.";

TEST(Identify, SeesTheSamePostBehindDifferentSpellingsOfItsLink) {
  const auto expected = only(entry("", "https://blog.example/post", "T")).link;
  ASSERT_TRUE(expected);
  for (const char* spelling :
       {"http://blog.example/post", "https://www.blog.example/post/", "https://BLOG.example:443/post",
        "https://blog.example/post?utm_source=rss&utm_medium=feed", "https://blog.example/post#more"}) {
    SCOPED_TRACE(spelling);
    EXPECT_EQ(only(entry("", spelling, "T")).link, expected);
  }
}

TEST(Identify, TakesNoLinkToTheFeedsOwnSiteForAKey) {
  feed::Feed parsed;
  parsed.link = "http://www.blog.example";
  parsed.entries = {entry("1", "https://blog.example/", "T"), entry("", "https://blog.example/#top", "T"),
                    entry("3", "https://blog.example/3", "T")};
  const auto identities = identify(kFeed, parsed, false).entries;
  EXPECT_FALSE(identities[0].link);
  EXPECT_FALSE(identities[1].link);
  EXPECT_EQ(identities[1].keys().size(), 1u) << "it is known by what it has";
  EXPECT_TRUE(identities[2].link);
}

TEST(Identify, KeepsPostsApartThatDifferInTheirQuery) {
  EXPECT_NE(only(entry("", "https://blog.example/?p=1", "T")).link,
            only(entry("", "https://blog.example/?p=2", "T")).link);
}

TEST(Identify, ComparesGuidsThatAreUrlsInCanonicalForm) {
  EXPECT_EQ(only(entry("http://blog.example/1", "", "T")).guid, only(entry("https://blog.example/1/", "", "T")).guid);
  EXPECT_NE(only(entry("tag:1", "", "T")).guid, only(entry("tag:1/", "", "T")).guid);
}

TEST(Identify, ScopesGuidsToTheirFeedAndLinksToNone) {
  const feed::Entry post = entry("1", "https://blog.example/1", "T");
  EXPECT_NE(only(post, 1).guid, only(post, 2).guid);
  EXPECT_EQ(only(post, 1).link, only(post, 2).link);
}

TEST(Identify, FingerprintsTitleAndTextWhateverTheMarkup) {
  const auto plain = only(entry("1", "", "Title", "<p>" + kText + "</p>")).fingerprint;
  const auto wrapped = only(entry("2", "", "Title", "<div class='x'><b>" + kText + "</b>&nbsp;</div>"), 9).fingerprint;
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain, wrapped);
  EXPECT_NE(plain, only(entry("1", "", "Another title", kText)).fingerprint);
}

TEST(Identify, TakesNoFingerprintOfAShortText) {
  EXPECT_FALSE(only(entry("1", "", "Release notes", "See the page.")).fingerprint);
}

TEST(Identify, IgnoresDates) {
  feed::Entry dated = entry("", "", "Title", kText);
  const auto undated_keys = only(dated).keys();
  dated.published = Instant(std::chrono::seconds(1'700'000'000));
  EXPECT_EQ(only(dated).keys(), undated_keys);
  EXPECT_EQ(only(dated).content_hash, only(entry("", "", "Title", kText)).content_hash);
}

TEST(Identify, TakesANewTrackingParameterForNoEdit) {
  const auto hash = [](const std::string& link) { return only(entry("1", link, "T")).content_hash; };
  EXPECT_EQ(hash("https://blog.example/1?utm_campaign=monday"), hash("https://blog.example/1?utm_campaign=tuesday"));
  EXPECT_NE(hash("https://blog.example/1"), hash("https://blog.example/one"));
}

TEST(Identify, DistrustsAGuidThatSeveralEntriesShare) {
  feed::Feed parsed;
  parsed.entries = {entry("same", "https://a.example/1", "One"), entry("same", "https://a.example/2", "Two")};
  const Identities identities = identify(kFeed, parsed, false);
  EXPECT_TRUE(identities.guids_repeat);
  EXPECT_FALSE(identities.entries[0].guid);
  EXPECT_NE(identities.entries[0].keys(), identities.entries[1].keys());
}

TEST(Identify, DistrustsALinkThatSeveralEntriesShare) {
  feed::Feed parsed;
  parsed.entries = {entry("1", "https://a.example/", "One"), entry("2", "https://a.example/", "Two")};
  const Identities identities = identify(kFeed, parsed, false);
  EXPECT_FALSE(identities.entries[0].link);
  EXPECT_TRUE(identities.entries[0].guid);
  EXPECT_FALSE(identities.guids_repeat);
}

TEST(Identify, CountsTheVerySameEntryOnce) {
  feed::Feed parsed;
  parsed.entries = {entry("1", "https://a.example/1", "One"), entry("1", "https://a.example/1", "One")};
  const Identities identities = identify(kFeed, parsed, false);
  EXPECT_FALSE(identities.entries[0].is_repeat);
  EXPECT_TRUE(identities.entries[1].is_repeat);
  EXPECT_FALSE(identities.guids_repeat) << "a document that lists an entry twice does not make its guids worthless";
}

TEST(Identify, GivesEveryEntryAKey) {
  feed::Feed parsed;
  parsed.entries = {entry("", "", "One"), entry("", "", "Two"), entry("same", "https://a.example/", "Three"),
                    entry("same", "https://a.example/", "Four")};
  const Identities identities = identify(kFeed, parsed, false);
  for (const Identity& identity : identities.entries) EXPECT_EQ(identity.keys().size(), 1u);
  EXPECT_NE(identities.entries[0].keys(), identities.entries[1].keys());
}

TEST(Identify, UsesNoGuidOfAFeedThatRepeatedThemBefore) {
  feed::Feed parsed;
  parsed.entries = {entry("1", "https://a.example/1", "One")};
  EXPECT_FALSE(identify(kFeed, parsed, true).entries.front().guid);
}

TEST(Identify, RecognisesAnEntryWithoutLinkAfterItsFeedRepeatedAGuid) {
  feed::Feed parsed;
  parsed.entries = {entry("1", "", "One"), entry("same", "", "Two"), entry("same", "", "Three")};
  const auto when_noticed = identify(kFeed, parsed, false).entries.front().keys();
  const auto afterwards = identify(kFeed, parsed, true).entries.front().keys();
  ASSERT_EQ(when_noticed.size(), 2u);
  EXPECT_EQ(afterwards, std::vector{when_noticed.back()});
}

TEST(Identify, NoticesAnEditOfTitleTextOrAuthor) {
  const feed::Entry before = entry("1", "https://a.example/1", "One", kText);
  feed::Entry title = before, text = before, author = before;
  title.title = "Won";
  text.content.source += " More.";
  author.author = "Ann";
  for (const feed::Entry& edited : {title, text, author})
    EXPECT_NE(only(edited).content_hash, only(before).content_hash);
}

}  // namespace
}  // namespace aggregator::poll
