// feeds.yaml written anew.
#include "aggregator/config/feed_list.h"
#include "feed_text.h"

namespace aggregator::config {

std::string format_feed_list(const std::vector<ListedFeed>& feeds) {
  if (feeds.empty()) return "feeds: []\n";
  std::string yaml = "feeds:\n";
  for (const ListedFeed& feed : feeds) yaml += entry_lines(feed, {});
  return yaml;
}

std::string sample_feed_list() {
  return R"(# The feeds of this digest. Keep this file in git: adding a blog is a change that people can review.
# `aggregator add-feed URL` finds the feed behind a page and appends it here, `aggregator import FILE` reads OPML and
# other lists, `aggregator check` looks for mistakes without a network.
#
# Each entry needs a url; everything else may be left out:
#
#   - url: https://blog.example.org/feed.xml      # where the feed is
#     title: Example Engineering                  # instead of the feed's own title
#     site: https://blog.example.org/             # the page for people
#     tags: [backend, database]                   # what readers choose by and digest.groups are made of; no commas in one
#     language: en                                # instead of the feed's own language
#     enabled: true                               # false: keep it here but do not poll it
#
# A feed that is not for everybody has some of these too. Secrets stay out of this file: $NAME is a variable of the
# environment, a file (relative to this one) holds one and nothing else. They are sent to the feed's own server only.
#
#     user: digest                                # instead of user and password: token: $NAME or token_file: FILE
#     password_file: secrets/example-password     # or password: $NAME
#     headers: {X-Api-Key: $EXAMPLE_KEY}          # what else the server wants to be told
feeds: []
)";
}

}  // namespace aggregator::config
