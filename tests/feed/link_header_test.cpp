#include "link_header.h"

#include <gtest/gtest.h>

#include "aggregator/feed/feed.h"

namespace aggregator::feed {

constexpr const char* kBase = "https://blog.example/feed";

TEST(ReadLinkHeader, FindsTheFeedItselfAndItsHub) {
  struct Case {
    const char *header, *self, *hub;
  };
  const Case cases[] = {
      {"", "", ""},
      {"<https://hub.example/>; rel=\"hub\", <https://blog.example/f>; rel=\"self\"", "https://blog.example/f",
       "https://hub.example/"},
      {"<https://hub.example/>;rel=hub,</f>;REL=Self", "https://blog.example/f", "https://hub.example/"},
      {"</f>; rel=\"alternate self  hub\"", "https://blog.example/f", "https://blog.example/f"},
      {"</f>; rel=\"self\thub\"", "https://blog.example/f", "https://blog.example/f"},
      {"<https://a.example/>; rel=hub, <https://b.example/>; rel=hub", "", "https://a.example/"},
      {"<https://a.example/a,b;c>; title=\"x, <y>; rel=self \\\"\" ; rel = hub", "", "https://a.example/a,b;c"},
      {"<https://a.example/>; rel=preload; rel=hub", "", ""},
      {"<https://a.example/>; rel=hub; anchor=\"https://other.example/\"", "", ""},
      {"<javascript:alert(1)>; rel=hub, <ftp://a.example/>; rel=self", "", ""},
      {"nonsense, <https://a.example/>; rel=hub", "", "https://a.example/"},
      {"<https://a.example/>; as=x y z; rel=hub", "", "https://a.example/"},
      {"<https://a.example/; rel=hub", "", ""},
      {"<https://a.example/>; rel=\"hub", "", "https://a.example/"},
      {"<https://a.example/>; rel=", "", ""},
      {"<>; rel=self", kBase, ""},
      {"<https://user:secret@hub.example/>; rel=hubs", "", ""},
  };
  for (const auto& [header, self, hub] : cases) {
    SCOPED_TRACE(header);
    const HeaderLinks links = read_link_header(header, kBase);
    EXPECT_EQ(links.self, self);
    EXPECT_EQ(links.hub, hub);
  }
}

TEST(ParseFeed, TakesWhatTheHeaderSaysOfItsHubForWhatTheDocumentSays) {
  const char* const document =
      "<feed xmlns='http://www.w3.org/2005/Atom'><title>Blog</title><link rel='self' href='https://doc.example/self'/>"
      "<link rel='hub' href='https://doc.example/hub'/></feed>";
  const auto header = parse_feed(document, {kBase, "", "<https://hub.example/>; rel=hub"});
  ASSERT_TRUE(header);
  EXPECT_EQ(header->hub, "https://hub.example/");
  EXPECT_EQ(header->self, "https://doc.example/self");
  const auto json = parse_feed(R"({"version":"https://jsonfeed.org/version/1.1","title":"Blog","items":[]})",
                               {kBase, "", "<https://hub.example/>; rel=hub, </feed>; rel=self"});
  ASSERT_TRUE(json);
  EXPECT_EQ(json->hub, "https://hub.example/");
  EXPECT_EQ(json->self, kBase);
}

}  // namespace aggregator::feed
