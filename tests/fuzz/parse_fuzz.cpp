// Feeds: URL and Content-Type in a line each, then the document.
#include <algorithm>

#include "aggregator/base/text.h"
#include "aggregator/base/url.h"
#include "aggregator/feed/feed.h"
#include "target.h"

namespace aggregator::fuzz {
namespace {

constexpr std::size_t kMaxEntries = 10'000, kMaxTitleCharacters = 1'000;

void check_body(const feed::Markup& markup, std::string_view what) {
  require_text(markup.source, what);
  require_text(markup.base_url, "the base of a body");
}

void check_enclosure(const feed::Enclosure& enclosure) {
  const auto url = parse_url(enclosure.url);
  require(url && url->text() == enclosure.url, "an enclosure's URL reads back as it is", enclosure.url);
  require_line(enclosure.type, "the type of an enclosure");
}

void check_entry(const feed::Entry& entry) {
  require(!entry.id.empty(), "an entry has an id");
  require_text(entry.id, "an id");
  require_web_url(entry.link, "a link");
  require_line(entry.title, "a title");
  require(cut_text(entry.title, kMaxTitleCharacters) == entry.title, "a title has at most 1,000 characters");
  require_line(entry.author, "an author");
  check_body(entry.summary, "a summary");
  check_body(entry.content, "a content");
  for (const std::string& category : entry.categories) require_line(category, "a category");
  std::ranges::for_each(entry.enclosures, check_enclosure);
  require_web_url(entry.image, "an entry's image");
  require_web_url(entry.comments, "an entry's comments");
}

void check_feed(const feed::Feed& feed) {
  require_line(feed.format, "a format");
  require_line(feed.title, "a feed's title");
  require_text(feed.description, "a feed's description");
  require_web_url(feed.link, "a feed's link");
  require_web_url(feed.image, "a feed's image");
  require_web_url(feed.self, "a feed's self");
  require_web_url(feed.hub, "a feed's hub");
  require_line(feed.language, "a feed's language");
  for (const std::string& repair : feed.repairs) require_message(repair, "a repair");
  require(!feed.repaired || !feed.repairs.empty(), "a repair is described");
  require(feed.entries.size() <= kMaxEntries, "there are at most 10,000 entries");
  std::ranges::for_each(feed.entries, check_entry);
}

}  // namespace

void try_input(std::string_view input) {
  const auto url = parse_url(take_line(input));
  const std::string content_type(take_line(input));
  const auto feed = feed::parse_feed(input, {.base_url = url ? url->text() : "", .content_type = content_type});
  if (feed) return check_feed(*feed);
  require(feed.error().code == ErrorCode::Malformed, "what is no feed is malformed");
  require_message(feed.error().detail, "the reason");
}

}  // namespace aggregator::fuzz
