#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "aggregator/base/text.h"
#include "aggregator/feed/feed.h"
#include "aggregator/feed/html.h"
#include "commands.h"
#include "output.h"

namespace aggregator::cli {
namespace {

Json json_of(const feed::Entry& entry) {
  Json enclosures = Json::array();
  for (const feed::Enclosure& enclosure : entry.enclosures) {
    enclosures.push_back({{"url", enclosure.url},
                          {"type", json_or_null(enclosure.type)},
                          {"length", enclosure.length ? Json(*enclosure.length) : Json(nullptr)}});
  }
  const feed::Body body = feed::read_body(entry);
  return {{"id", entry.id},
          {"link", json_or_null(entry.link)},
          {"title", json_or_null(entry.title)},
          {"author", json_or_null(entry.author)},
          {"published", cli::json_of(entry.published)},
          {"updated", cli::json_of(entry.updated)},
          {"summary_html", json_or_null(feed::sanitise(entry.summary))},
          {"content_html", json_or_null(feed::sanitise(entry.content))},
          {"excerpt", json_or_null(body.excerpt)},
          {"categories", entry.categories},
          {"enclosures", std::move(enclosures)},
          {"image", json_or_null(body.image)},
          {"comments", json_or_null(entry.comments)}};
}

Json json_of(const feed::Feed& feed) {
  Json entries = Json::array();
  for (const feed::Entry& entry : feed.entries) entries.push_back(json_of(entry));
  return {{"format", feed.format},
          {"title", json_or_null(feed.title)},
          {"description", json_or_null(feed.description)},
          {"link", json_or_null(feed.link)},
          {"image", json_or_null(feed.image)},
          {"self", json_or_null(feed.self)},
          {"hub", json_or_null(feed.hub)},
          {"language", json_or_null(feed.language)},
          {"updated", cli::json_of(feed.updated)},
          {"ttl_minutes", feed.ttl_minutes ? Json(*feed.ttl_minutes) : Json(nullptr)},
          {"repaired", feed.repaired},
          {"entries", std::move(entries)}};
}

std::string summary_of(const std::string& file, const feed::Feed& feed) {
  std::string line = fmt::format("{}: {} {}, {}", file, feed.format, quote(feed.title),
                                 counted(static_cast<std::int64_t>(feed.entries.size()), "entry", "entries"));
  const auto latest = std::ranges::max_element(feed.entries, {}, &feed::Entry::published);
  if (latest != feed.entries.end() && latest->published) {
    line += ", latest " + format_rfc3339(*latest->published).substr(0, 10);
  }
  if (feed.repaired) line += ", repaired: " + joined(feed.repairs, "; ");
  return line;
}

Result<void> show(Context& context, const ParseOptions& options, const std::string& file) {
  const auto bytes = context.read(file);
  if (!bytes) return std::unexpected(bytes.error());
  const auto parsed = feed::parse_feed(*bytes, options.context);
  if (!parsed) return at(file, parsed.error());
  context.out() << (options.summary ? summary_of(file, *parsed) : dump(json_of(*parsed))) << '\n';
  return {};
}

}  // namespace

/// All files are read; the first error decides the exit code, the others are told as they come.
Result<void> parse_files(Context& context, const ParseOptions& options) {
  Result<void> outcome;
  for (const std::string& file : options.files) {
    const auto shown = show(context, options, file);
    if (shown) continue;
    if (!outcome) context.err() << "aggregator: " << shown.error().detail << '\n';
    if (outcome) outcome = shown;
  }
  return outcome;
}

}  // namespace aggregator::cli
