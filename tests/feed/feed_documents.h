// Small documents for the tests of the feed readers.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "aggregator/feed/feed.h"

namespace aggregator::feed {

/// An RSS 2.0 document around `item`, whose namespaces are the usual ones.
inline std::string rss_with_item(std::string_view item) {
  return R"(<?xml version="1.0" encoding="UTF-8"?><rss version="2.0")"
         R"( xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/")"
         R"( xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd")"
         R"( xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Notes</title>)"
         R"(<link>https://notes.example/</link><item>)" +
         std::string(item) + "</item></channel></rss>";
}

/// An Atom 1.0 document around `entry`.
inline std::string atom_with_entry(std::string_view entry) {
  return R"(<feed xmlns="http://www.w3.org/2005/Atom"><title>Notes</title><link href="https://notes.example/"/>)"
         R"(<author><name>Seo</name></author><entry>)" +
         std::string(entry) + "</entry></feed>";
}

/// The feed in `bytes`; an empty one, and a failure of the test, when it is not understood.
inline Feed understood(std::string_view bytes, const ParseContext& context = {}) {
  Result<Feed> feed = parse_feed(bytes, context);
  EXPECT_TRUE(feed) << feed.error().detail;
  return feed ? std::move(*feed) : Feed{};
}

/// The only entry of the feed in `bytes`.
inline Entry only_entry(std::string_view bytes, const ParseContext& context = {}) {
  Feed feed = understood(bytes, context);
  EXPECT_EQ(feed.entries.size(), 1U);
  return feed.entries.empty() ? Entry{} : std::move(feed.entries.front());
}

}  // namespace aggregator::feed
