#include "feed_names.h"

#include "aggregator/base/text.h"
#include "aggregator/base/url.h"
#include "aggregator/poll/take_list.h"
#include "aggregator/store/feeds.h"

namespace aggregator::cli {

FindFeed feeds_by_name(Context& context) {
  return [&context, is_list_taken = false](const std::string& name) mutable -> Result<store::FeedId> {
    const auto settings = context.settings();
    if (!settings) return std::unexpected(settings.error());
    const auto database = context.database_or_new();
    if (!database) return std::unexpected(database.error());
    auto found = store::known_feed(**database, name);
    if (found && !*found && !is_list_taken) {
      if (auto taken = poll::take_list(**database, (*settings)->feeds, context.now()); !taken)
        return std::unexpected(taken.error());
      is_list_taken = true;
      found = store::known_feed(**database, name);
    }
    if (!found) return std::unexpected(found.error());
    if (*found) return **found;
    return fail(ErrorCode::NotFound,
                "no feed is listed under " + quote(shown_url(name)) + "; `aggregator feeds` lists them");
  };
}

}  // namespace aggregator::cli
