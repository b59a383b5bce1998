#include "feed_names.h"

#include "aggregator/base/text.h"
#include "aggregator/base/url.h"
#include "aggregator/poll/take_list.h"
#include "aggregator/store/feeds.h"

namespace aggregator::cli {

FindFeed feeds_by_name(Context& context) {
  return [&context](const std::string& name) -> Result<store::FeedId> {
    const auto settings = context.settings();
    if (!settings) return std::unexpected(settings.error());
    const auto database = context.database_or_new();
    if (!database) return std::unexpected(database.error());
    auto found = store::known_feed(**database, name);
    if (found && !*found) {
      if (auto taken = poll::take_list(**database, (*settings)->feeds, context.now()); !taken)
        return std::unexpected(taken.error());
      found = store::known_feed(**database, name);
    }
    if (!found) return std::unexpected(found.error());
    if (*found) return **found;
    return fail(ErrorCode::NotFound,
                "no feed is listed under " + quote(shown_url(name)) + "; `aggregator feeds` lists them");
  };
}

}  // namespace aggregator::cli
