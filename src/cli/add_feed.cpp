#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "aggregator/base/feed_scheme.h"
#include "aggregator/base/file.h"
#include "aggregator/base/log.h"
#include "aggregator/base/text.h"
#include "aggregator/base/url.h"
#include "aggregator/feed/feed_places.h"
#include "aggregator/poll/feed_marks.h"
#include "aggregator/poll/find_feed.h"
#include "aggregator/store/feeds.h"
#include "commands.h"
#include "feed_words.h"
#include "list_file.h"
#include "no_feed_words.h"
#include "output.h"

namespace aggregator::cli {
namespace {

constexpr std::size_t kPostsShown = 3;
constexpr std::size_t kOffersShown = 5;
constexpr std::size_t kMaxTitle = 60;  // characters

/// A feed as the store has it; nothing without a database.
Result<std::optional<store::FeedRow>> stored_feed(Context& context, const std::string& url_or_id) {
  const auto database = context.database();
  if (!database && database.error().code == ErrorCode::NotFound) return std::nullopt;
  if (!database) return std::unexpected(database.error());
  return store::find_feed(**database, url_or_id);
}

/// The feed of the list that is polled at `url`, or null: the store knows which have moved. A store that cannot be read
/// keeps nobody from editing the list.
const config::ListedFeed* find_moved(Context& context, const config::FeedList& list, const std::string& url) {
  const auto feed = stored_feed(context, url);
  if (!feed) log(LogLevel::Debug, "whether a feed of the list has moved there is not known: " + feed.error().detail);
  return feed && *feed && !(*feed)->has_left(url) ? find_listed(list.feeds, (*feed)->listed_url) : nullptr;
}

/// What to do about a feed of the list that is not polled because it is gone.
std::string words_if_gone(Context& context, const std::string& listed_url) {
  const auto feed = stored_feed(context, listed_url);
  if (!feed || !*feed || (*feed)->status != store::FeedStatus::Gone) return "";
  return fmt::format(", and gone; `aggregator enable {}` has it asked once more", (*feed)->id);
}

/// An error when the list has the feed at `url`, which is what `typed` led to.
Result<void> refuse_listed(Context& context, const config::FeedList& list, const std::string& file,
                           const std::string& typed, const std::string& url) {
  std::string moved;
  const config::ListedFeed* listed = find_listed(list.feeds, url);
  if (listed == nullptr) {
    listed = find_moved(context, list, url);
    if (listed == nullptr) return {};
    moved = ", which has moved to " + shown_url(url);
  }
  const std::string what = typed == url ? shown_url(url) : shown_url(typed) + " leads to " + shown_url(url) + ", which";
  const std::string as = listed->url == url ? "" : " as " + shown_url(listed->url);
  return fail(ErrorCode::Conflict, fmt::format("{} is already listed{} ({}:{}){}{}; nothing was changed", what, as,
                                               file, listed->line, moved, words_if_gone(context, listed->url)));
}

/// Feeds of the list that worked when they were asked last, in its order; none when the store cannot tell.
std::vector<store::FeedRow> working_feeds(Context& context) {
  const auto database = context.database();
  if (!database) return {};
  auto feeds = store::pollable_feeds(**database, std::nullopt);
  if (!feeds) log(LogLevel::Debug, "which feeds work is not known: " + feeds.error().detail);
  if (!feeds) return {};
  std::erase_if(*feeds, [](const store::FeedRow& feed) { return feed.status != store::FeedStatus::Ok; });
  std::ranges::sort(*feeds, {}, &store::FeedRow::place);
  return *std::move(feeds);
}

/// An error when `found` is a feed of the list under another address: it answers where that one did, or word for word.
Result<void> refuse_same(Context& context, const config::FeedList& list, const std::string& file,
                         const poll::FoundFeed& found) {
  const std::vector<store::FeedRow> known = working_feeds(context);
  poll::FeedMarks marks;
  for (std::size_t index = 0; index < known.size(); ++index) {
    marks.add(index, place_of(known[index]), known[index].body_hash);
  }
  const std::size_t first = marks.add(known.size(), found.answered_at, found.body_hash);
  const config::ListedFeed* same = first < known.size() ? find_listed(list.feeds, known[first].listed_url) : nullptr;
  if (same == nullptr) return {};
  return fail(ErrorCode::Conflict,
              fmt::format("{} is the same feed as {}, which is listed ({}:{}); nothing was changed, `--no-verify` adds "
                          "it all the same",
                          shown_url(found.url), shown_url(same->url), file, same->line));
}

/// An error when there is a login in `url`: the list is for everybody to read.
Result<void> refuse_login(const std::string& url, const std::string& file) {
  const auto login = config::login_in(url);
  if (!login) return {};
  const std::string without = shown_url(url);
  return fail(ErrorCode::Malformed, fmt::format("{} {} in {}; `aggregator add-feed --no-verify {}` lists it without",
                                                without, *login, file, without));
}

void show(const poll::FoundFeed& found, std::ostream& out) {
  if (!found.reason.empty()) {
    out << "found the feed " << shown_url(found.url) << " (" << found.reason << ")\n";
  } else if (feed::is_named_like_comments(found.url)) {
    out << "this looks like a feed of comments; `aggregator add-feed` with the address of the blog finds its posts\n";
  }
  out << (found.feed.title.empty() ? "(no title)" : found.feed.title) << "  [" << found.feed.format << ", "
      << counted(static_cast<std::int64_t>(found.feed.entries.size()), "entry", "entries") << "]\n";
  for (std::size_t index = 0; index < std::min(kPostsShown, found.feed.entries.size()); ++index) {
    const feed::Entry& entry = found.feed.entries[index];
    const auto date = entry.published ? entry.published : entry.updated;
    out << "  " << (date ? format_rfc3339(*date).substr(0, 10) : "no date   ") << "  "
        << (entry.title.empty() ? "(no title)" : entry.title) << '\n';
  }
}

/// What else could be added, as far as `list` has it not.
void offer(const std::vector<feed::FeedPlace>& others, const config::FeedList& list, std::ostream& out) {
  std::vector<feed::FeedPlace> fresh;
  std::ranges::copy_if(others, std::back_inserter(fresh),
                       [&](const feed::FeedPlace& place) { return find_listed(list.feeds, place.url) == nullptr; });
  if (fresh.empty()) return;
  out << "there are other feeds; `aggregator add-feed URL` adds one of them\n";
  for (const feed::FeedPlace& place : std::span(fresh).first(std::min(kOffersShown, fresh.size()))) {
    out << "  " << shown_url(place.url) << (place.title.empty() ? "" : "  " + cut_text(place.title, kMaxTitle)) << '\n';
  }
  if (fresh.size() > kOffersShown) out << "  and " << fresh.size() - kOffersShown << " more that the page names\n";
}

/// The feed behind `url`, shown to the runner; when it is listed already, what else could be added.
Result<poll::FoundFeed> find_and_show(Context& context, const config::Settings& settings, const config::FeedList& list,
                                      const std::string& url) {
  const auto time = 2 * settings.poll.timeout;  // for what is asked for, and once more for all that is guessed
  auto found = poll::find_feed(settings, url, std::chrono::steady_clock::now() + time);
  if (!found) return std::unexpected(words_for(found.error(), time));
  const std::string file = settings.feeds.string();
  auto fresh = refuse_listed(context, list, file, url, found->url);
  if (fresh) fresh = refuse_same(context, list, file, *found);
  if (!fresh) {
    offer(found->others, list, context.out());
    return std::unexpected(fresh.error());
  }
  show(*found, context.out());
  return *std::move(found);
}

/// The list's own URL of a feed that is named as `aggregator feeds` shows it: by its id, or by where it is polled now.
Result<std::string> listed_url_of(Context& context, const config::FeedList& list, const std::string& url_or_id) {
  if (find_listed(list.feeds, url_or_id) != nullptr) return url_or_id;
  const auto unlisted =
      fail(ErrorCode::NotFound, quote(shown_url(url_or_id)) + " is not in the list; `aggregator feeds` shows what is");
  const auto feed = stored_feed(context, url_or_id);
  if (!feed) return std::unexpected(feed.error());
  if (!*feed) return unlisted;
  return (*feed)->listed_url;
}

}  // namespace

Result<void> add_feed(Context& context, const AddFeedOptions& options) {
  const auto settings = context.settings();
  if (!settings) return std::unexpected(settings.error());
  const std::filesystem::path& file = (*settings)->feeds;
  const auto typed = parse_typed_url(without_feed_scheme(options.url));
  if (!typed) return std::unexpected(typed.error());
  const std::string url = typed->text();
  if (auto fit = refuse_login(url, file.string()); !fit) return fit;
  if (fold_white_space(options.title) != options.title) {
    return fail(ErrorCode::Malformed, quote(options.title) + " is no title; use one line of text");
  }
  std::vector<std::string> tags;
  for (const std::string& text : options.tags) {
    auto tag = config::parse_tag(text);
    if (!tag) return at("--tag", tag.error());
    tags.push_back(*std::move(tag));
  }
  const auto list = read_list(file);
  if (!list) return std::unexpected(list.error());
  if (auto fresh = refuse_listed(context, *list, file.string(), url, url); !fresh) return fresh;

  config::ListedFeed feed;
  feed.url = url;
  feed.title = options.title;
  feed.tags = std::move(tags);
  std::vector<feed::FeedPlace> others;
  if (!options.no_verify) {
    const auto found = find_and_show(context, **settings, *list, url);
    if (!found) return std::unexpected(found.error());
    others = found->others;
    feed.url = found->url;
    if (feed.title.empty()) feed.title = found->feed.title;
    feed.site = shown_url(found->feed.link);
  }
  const auto lock = lock_for_edit(file);
  if (!lock) return std::unexpected(lock.error());
  const auto bytes = read_list_bytes(file);
  if (!bytes) return std::unexpected(bytes.error());
  const auto edited = config::append_feed(*bytes, feed);
  if (!edited) return at(file.string(), edited.error());
  if (auto written = replace_file(file, *edited); !written) return written;
  context.out() << "added " << shown_url(feed.url) << " to " << file.string() << '\n';
  offer(others, *list, context.out());
  return {};
}

Result<void> remove_feed(Context& context, const std::string& url_or_id) {
  const auto settings = context.settings();
  if (!settings) return std::unexpected(settings.error());
  const std::filesystem::path& file = (*settings)->feeds;
  const auto list = read_list(file);
  if (!list) return std::unexpected(list.error());
  const auto url = listed_url_of(context, *list, url_or_id);
  if (!url) return at(file.string(), url.error());
  const auto lock = lock_for_edit(file);
  if (!lock) return std::unexpected(lock.error());
  const auto bytes = read_list_bytes(file);
  if (!bytes) return std::unexpected(bytes.error());
  const auto edited = config::remove_feed(*bytes, *url);
  if (!edited) return at(file.string(), edited.error());
  if (auto written = replace_file(file, *edited); !written) return written;
  context.out() << "removed " << shown_url(*url) << " from " << file.string() << "; its posts stay in the database\n";
  return {};
}

}  // namespace aggregator::cli
