#include <fmt/format.h>

#include "aggregator/base/text.h"
#include "aggregator/feed/encoding.h"
#include "aggregator/feed/feed.h"
#include "element_text.h"
#include "link_header.h"
#include "not_a_feed.h"
#include "readers.h"
#include "xml_document.h"

namespace aggregator::feed {
namespace {

enum class Format { Rss, Atom, Cdf, Unknown };

/// A <channel> without <rss> around it is CDF when it points to things in attributes, else RSS without its wrapping.
Format format_of_channel(pugi::xml_node root) {
  const auto points = [](pugi::xml_node element) { return !attribute_of(element, "href").empty(); };
  const bool is_upper = std::string_view(root.name()) == "CHANNEL";
  if (is_upper || points(root)) return Format::Cdf;
  for (const pugi::xml_node child : root.children()) {
    if (points(child) && equals_ignoring_case(child.name(), "item")) return Format::Cdf;
  }
  return Format::Rss;
}

Format format_of(pugi::xml_node root, const Namespaces& names) {
  const ElementName name = names.name_of(root);
  if (name.local == Name::Rss || name.local == Name::Rdf) return Format::Rss;
  if (name.local == Name::Feed) return Format::Atom;
  if (name.local == Name::Channel) return format_of_channel(root);
  return Format::Unknown;
}

Result<Feed> read_xml_feed(std::string_view text, const std::string& document_url) {
  XmlDocument document;
  const Result<void> parsed = document.parse(text);
  if (!parsed) return fail(ErrorCode::Malformed, describe_document(text));

  const pugi::xml_node root = document.root();
  Reading reading{.names = Namespaces(root), .bases = BaseUrls(document_url), .last_cut_off = document.entry_cut_off()};
  const Format format = format_of(root, reading.names);
  if (format == Format::Unknown) return fail(ErrorCode::Malformed, describe_document(text));
  Feed feed = format == Format::Atom  ? read_atom(root, reading)
              : format == Format::Cdf ? read_cdf(root, reading)
                                      : read_rss(root, reading);
  feed.repairs.insert(feed.repairs.begin(), document.repairs().begin(), document.repairs().end());
  feed.repaired = !document.repairs().empty();
  return feed;
}

/// Publishers that cannot touch the document say it there (WebSub section 4).
void take_over(const HeaderLinks& links, Feed& feed) {
  if (!links.self.empty()) feed.self = links.self;
  if (!links.hub.empty()) feed.hub = links.hub;
}

}  // namespace

void note_excess(Feed& feed, std::size_t total) {
  if (total <= kMaxEntries) return;
  feed.repairs.push_back(fmt::format("only the first {} of {} entries kept", kMaxEntries, total));
  feed.last_cut_off = false;  // it was another that is not among them
}

Result<Feed> parse_feed(std::string_view bytes, const ParseContext& context) {
  const Decoded document = decode(bytes, context.content_type);
  const std::string_view start = trim(document.text());
  Result<Feed> feed = start.starts_with('{') ? read_json_feed(start, context.base_url)
                                             : read_xml_feed(document.text(), context.base_url);
  if (feed) take_over(read_link_header(context.link, context.base_url), *feed);
  if (feed && document.is_damaged()) {
    feed->repaired = true;
    feed->repairs.insert(feed->repairs.begin(), "bytes that are not in the encoding it claims");
  }
  return feed;
}

}  // namespace aggregator::feed
