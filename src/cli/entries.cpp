#include "aggregator/store/entries.h"

#include <fmt/format.h>

#include <memory>
#include <ostream>

#include "aggregator/base/text.h"
#include "commands.h"
#include "output.h"

namespace aggregator::cli {
namespace {

struct Options {
  store::EntryFilter filter;
  bool json = false;
};

constexpr std::size_t kFeedColumns = 24;

Json json_of(const store::ListedEntry& listed) {
  const store::EntryRow& entry = listed.entry;
  return {{"id", entry.id},
          {"feed", listed.feed_url},
          {"sources", listed.sources},
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

Result<void> list(Context& context, const Options& options) {
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  if (!options.json) {
    return store::visit_entries(**database, options.filter,
                                [&](const store::ListedEntry& entry) { context.out() << line_of(entry) << '\n'; });
  }
  JsonList json(context.out());
  const auto visited = store::visit_entries(**database, options.filter,
                                            [&](const store::ListedEntry& entry) { json.add(json_of(entry)); });
  json.end();
  return visited;
}

}  // namespace

void add_entries(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("entries", "List the stored posts, newest first");
  command
      ->add_option_function<std::string>(
          "--since",
          [options](const std::string& text) {
            const auto since = parse_rfc3339(text.size() == 10 ? text + "T00:00:00Z" : text);
            if (!since) throw CLI::ValidationError("--since", "wants 2026-11-20 or 2026-11-20T09:00:00Z");
            options->filter.since = *since;
          },
          "First seen at or after")
      ->type_name("TIME");
  command->add_option("--feed", options->filter.feed, "Of this feed")->type_name("URL");
  command->add_option("--tag", options->filter.tag, "Of feeds with this tag");
  command->add_option("--limit", options->filter.limit, "At most so many")->check(CLI::Range(1, 1'000'000'000));
  command->add_flag("--json", options->json, "As JSON");
  command->callback([&chosen, options] { chosen = [options](Context& context) { return list(context, *options); }; });
}

}  // namespace aggregator::cli
