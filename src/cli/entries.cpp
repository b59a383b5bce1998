#include "aggregator/store/entries.h"

#include <fmt/format.h>

#include <ostream>
#include <utility>

#include "aggregator/base/text.h"
#include "aggregator/base/url.h"
#include "aggregator/poll/former_address.h"
#include "aggregator/store/feeds.h"
#include "commands.h"
#include "output.h"

namespace aggregator::cli {
namespace {

constexpr std::size_t kFeedColumns = 24;

Json json_of(const store::ListedEntry& listed) {
  const store::EntryRow& entry = listed.entry;
  Json sources = Json::array();
  for (const std::string& url : listed.sources) sources.push_back(shown_url(url));
  return {{"id", entry.id},
          {"feed", shown_url(listed.feed_url)},
          {"sources", std::move(sources)},
          {"title", entry.title},
          {"link", json_or_null(entry.link)},
          {"author", json_or_null(entry.author)},
          {"published", cli::json_of(entry.published)},
          {"updated", cli::json_of(entry.updated)},
          {"first_seen", format_rfc3339(entry.first_seen)},
          {"state", store::name_of(entry.state)},
          {"tags", listed.feed_tags},
          {"excerpt", json_or_null(entry.excerpt)}};
}

std::string line_of(const store::ListedEntry& listed) {
  const std::string feed(cut_to_width(listed.feed_title, kFeedColumns));
  return fmt::format("{}  {}{}  {}", short_time(listed.entry.published.value_or(listed.entry.first_seen)), feed,
                     std::string(kFeedColumns - display_width(feed), ' '), listed.entry.title);
}

/// Of the feed whose posts are asked for.
Result<void> tell_where_it_is(store::Database& database, const std::string& feed) {
  if (feed.empty()) return {};
  const auto found = store::find_feed(database, feed);
  if (!found) return std::unexpected(found.error());
  if (*found) poll::tell_where_it_is(**found, feed);
  return {};
}

}  // namespace

Result<void> list_entries(Context& context, const ListEntriesOptions& options) {
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  if (const auto told = tell_where_it_is(**database, options.filter.feed); !told) return told;
  if (!options.json) {
    bool is_empty = true;
    const auto visited = store::visit_entries(**database, options.filter, [&](const store::ListedEntry& entry) {
      is_empty = false;
      context.out() << line_of(entry) << '\n';
    });
    if (visited && is_empty) context.out() << "no such posts\n";
    return visited;
  }
  JsonList json(context.out());
  const auto visited = store::visit_entries(**database, options.filter,
                                            [&](const store::ListedEntry& entry) { json.add(json_of(entry)); });
  json.end();
  return visited;
}

}  // namespace aggregator::cli
