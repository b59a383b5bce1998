#include "aggregator/base/text.h"
#include "element_text.h"
#include "elements.h"
#include "readers.h"

namespace aggregator::feed {
namespace {

std::string version_of(pugi::xml_node root, const Namespaces& names) {
  if (names.root_uri().find("2005/Atom") != std::string_view::npos) return "atom-1.0";
  const bool is_old = names.root_uri().find("purl.org/atom/ns") != std::string_view::npos;
  if (is_old || attribute_of(root, "version").starts_with("0.")) return "atom-0.3";
  return "atom";
}

bool is_atom(const ElementName& name) {
  return name.vocabulary == Vocabulary::Atom || name.vocabulary == Vocabulary::Plain;
}

Entry read_entry(pugi::xml_node element, const Reading& reading, const std::string& feed_author) {
  EntryDraft draft;
  for (pugi::xml_node child = element.first_child(); child; child = child.next_sibling()) {
    if (child.type() != pugi::node_element) continue;
    const ElementName name = reading.names.name_of(child);
    if (is_atom(name)) {
      read_atom_in_entry(draft, reading, child, name.local, kOwn);
    } else {
      read_module_in_entry(draft, reading, child, name);
    }
  }
  offer_line(draft.author, kLast + 1, feed_author);
  if (!draft.link.is_set() && draft.id.is_set())
    offer_url(draft.link, kLast, if_http(absolute_url(draft.id.value(), {})));
  return std::move(draft).finish(reading);
}

}  // namespace

Feed read_atom(pugi::xml_node root, Reading& reading) {
  FeedDraft draft;
  std::vector<pugi::xml_node> entries;
  std::size_t total = 0;
  for (const pugi::xml_node child : root.children()) {
    if (child.type() != pugi::node_element) continue;
    const ElementName name = reading.names.name_of(child);
    if (!is_atom(name)) {
      read_module_in_feed(draft, child, name);
    } else if (name.local == Name::Entry) {
      if (++total <= kMaxEntries) entries.push_back(child);
    } else {
      read_atom_in_feed(draft, child, name.local, kOwn);
    }
  }
  offer_line(draft.language, kOwn, attribute_of(root, "xml:lang"));
  const std::string author = draft.author.value();
  Feed feed = std::move(draft).finish(reading);
  feed.format = version_of(root, reading.names);
  feed.entries.reserve(entries.size());
  for (const pugi::xml_node entry : entries) feed.entries.push_back(read_entry(entry, reading, author));
  note_excess(feed, total);
  return feed;
}

}  // namespace aggregator::feed
