// The blogs behind the feeds, and how much each of them posts: whose turn it is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "aggregator/store/feeds.h"

namespace aggregator::digest {

/// What tells a blog from others by an address of it: the host without "www.", and on platforms that give their blogs a
/// path ("velog.io/@ann", "reddit.com/r/cpp") that too. Empty where the address does not tell, as for the front page of
/// such a platform.
///
/// Names below one domain are not taken together: under tistory.com or github.io they are other people's.
[[nodiscard]] std::string blog_key(std::string_view url);

struct Blog {
  std::string key;
  std::int64_t posts = 0;  ///< of all its feeds, of late
  std::vector<store::FeedId> feeds;
};

/// Feeds of one site are one blog: who splits a blog into several feeds has still one voice. A site is its host and the
/// path of its home page ("cs.example.edu/people/anna"), without what leads to a language, a tag, an author, a year or
/// the comments of the same blog.
class Blogs {
 public:
  explicit Blogs(const std::vector<store::FeedVolume>& feeds);

  /// A feed that is not known is a blog of its own.
  [[nodiscard]] Blog of(store::FeedId feed) const;

 private:
  std::unordered_map<store::FeedId, std::size_t> by_feed_;
  std::vector<Blog> blogs_;
};

}  // namespace aggregator::digest
