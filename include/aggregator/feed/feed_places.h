// Where the feed of a page may be, told from the page's URL alone. Nothing is asked: what these places hold is to be
// seen by who fetches them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace aggregator::feed {

/// A URL that may be that of a feed.
struct FeedPlace {
  std::string url;     ///< absolute http(s)
  std::string title;   ///< of the feed, for a person: "releases"; may be empty
  std::string reason;  ///< why it may be there, to stand in brackets: "Tistory serves the feed there"
};

/// Where a platform serves the feeds of the page at `page_url`, the one of posts first. Empty for what is on no known
/// platform, and for platforms whose own pages name their feed better than a rule can. A guess all the same: a page of
/// the platform about itself looks like anybody's.
[[nodiscard]] std::vector<FeedPlace> platform_feeds(std::string_view page_url);

/// Where feeds mostly are when neither platform nor page tells: usual names in the page's own folder, in the first
/// folder of its path, where a blog below a site has its home, and in the root. At most 15, likely ones first.
[[nodiscard]] std::vector<FeedPlace> well_known_feeds(std::string_view page_url);

/// The same names in the page's own folder alone, where the feed is nobody else's. At most 9, likely ones first.
[[nodiscard]] std::vector<FeedPlace> own_folder_feeds(std::string_view page_url);

/// The page in whose folder the feed at `feed_url` lies: "https://h/blog/" of "https://h/blog/feed.xml". Empty when the
/// URL does not tell, as whose feed it is comes last: "/rss/@user", "/feed?channel=7".
[[nodiscard]] std::string page_of_feed(std::string_view feed_url);

/// Whether `url` is worded as that of a feed, not of a page: "/feed", "/rss/@user", "/atom.xml", "/?feed=rss2".
[[nodiscard]] bool is_named_like_feed(std::string_view url);

/// Whether `url` is worded as that of a feed of comments.
[[nodiscard]] bool is_named_like_comments(std::string_view url);

}  // namespace aggregator::feed
