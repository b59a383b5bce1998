// What a runner decides about a feed that polling has stopped at: one that is gone, posts that are held.
#include <ostream>

#include "aggregator/base/text.h"
#include "aggregator/base/url.h"
#include "aggregator/poll/take_list.h"
#include "aggregator/store/entries.h"
#include "aggregator/store/feeds.h"
#include "aggregator/store/history.h"
#include "commands.h"
#include "output.h"

namespace aggregator::cli {
namespace {

struct NamedFeed {
  store::FeedRow row;
  bool is_listed = true;
};

/// A feed of the list as it is now, or of an earlier one.
Result<NamedFeed> feed_named(Context& context, store::Database& database, const std::string& url_or_id) {
  const auto settings = context.settings();
  if (!settings) return std::unexpected(settings.error());
  if (const auto taken = poll::take_list(database, (*settings)->feeds, context.now()); !taken)
    return std::unexpected(taken.error());
  const auto feed = store::find_feed(database, url_or_id);
  if (!feed) return std::unexpected(feed.error());
  if (*feed) return NamedFeed{.row = **feed};
  const auto former = store::find_former_feed(database, url_or_id);
  if (!former) return std::unexpected(former.error());
  if (*former) return NamedFeed{.row = **former, .is_listed = false};
  return fail(ErrorCode::NotFound,
              "no feed " + quote(shown_url(url_or_id)) + " in the list; `aggregator feeds` shows it");
}

}  // namespace

Result<void> enable_feed(Context& context, const std::string& url_or_id) {
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  const auto named = feed_named(context, **database, url_or_id);
  if (!named) return std::unexpected(named.error());
  const store::FeedRow& feed = named->row;
  const std::string url = shown_url(feed.listed_url);
  if (!named->is_listed) {
    return fail(ErrorCode::NotFound, url + " is no longer listed; `aggregator add-feed " + url + "` lists it again");
  }
  if (!feed.enabled) {
    return fail(ErrorCode::Conflict, url + " is paused in the list; take `enabled: false` out of the feed list");
  }
  if (feed.failures == 0 && feed.status == store::FeedStatus::Ok && feed.next_poll) {
    const bool is_due = *feed.next_poll <= context.now();
    context.out() << url << " works, and is polled again "
                  << (is_due ? "in the next round" : "at " + format_rfc3339(*feed.next_poll))
                  << "; `aggregator poll --force --feed " << feed.id << "` asks it at once\n";
    return {};
  }
  const store::FeedEvent event{context.now(), "enabled again by the runner"};
  const auto stored = (*database)->transact([&]() -> Result<void> {
    if (auto told = store::add_feed_event(**database, feed.id, event); !told) return told;
    return store::enable_feed(**database, feed.id);
  });
  if (!stored) return stored;
  context.out() << url << " is polled in the next round\n";
  return {};
}

Result<void> release_posts(Context& context, const ReleaseOptions& options) {
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  const auto named = feed_named(context, **database, options.feed);
  if (!named) return std::unexpected(named.error());
  const store::EntryState state = options.drop ? store::EntryState::Backlog : store::EntryState::New;
  const std::string reason = options.drop ? std::string(store::kDroppedByRunner) : "held, then released by the runner";
  std::int64_t released = 0;
  const auto stored = (*database)->transact([&]() -> Result<void> {
    const auto settled = store::settle_held(**database, named->row.id, state, reason);
    if (!settled) return std::unexpected(settled.error());
    released = *settled;
    if (released == 0) return {};
    const std::string what =
        counted(released, "held post", "held posts") + (options.drop ? " dropped" : " released") + " by the runner";
    return store::add_feed_event(**database, named->row.id, {context.now(), what});
  });
  if (!stored) return stored;
  context.out() << shown_url(named->row.listed_url) << ": " << counted(released, "held post", "held posts")
                << (options.drop       ? " dropped\n"
                    : named->is_listed ? " released into the next digest\n"
                                       : " released; digests have none of a feed that is no longer listed\n");
  return {};
}

}  // namespace aggregator::cli
