#include "tag_remarks.h"

#include <algorithm>
#include <ostream>
#include <set>

#include "aggregator/base/text.h"
#include "aggregator/config/feed_list.h"
#include "output.h"

namespace aggregator::cli {
namespace {

constexpr std::int64_t kMostTold = 20;

}  // namespace

void remark_on_tags(Context& context, std::span<const std::string> tags) {
  const auto settings = context.settings();
  if (tags.empty() || !settings) return;
  const auto list = config::read_feed_list((*settings)->feeds);
  if (!list) return;
  std::set<std::string> known;
  for (const config::ListedFeed& feed : list->feeds) known.insert(feed.tags.begin(), feed.tags.end());
  std::int64_t unknown = 0;
  for (const std::string& tag : tags) {
    const std::string word = fold_white_space(tag);
    if (known.contains(word) || ++unknown > kMostTold) continue;
    context.err() << "no listed feed has the tag " << quote(word) << "; until one has it brings no posts\n";
  }
  if (unknown > kMostTold) {
    context.err() << "nor one of " << counted(unknown - kMostTold, "other tag", "other tags") << '\n';
  }
}

}  // namespace aggregator::cli
