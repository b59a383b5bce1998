#include "element_text.h"
#include "elements.h"
#include "readers.h"

namespace aggregator::feed {
namespace {

Entry read_item(pugi::xml_node item, const Reading& reading) {
  EntryDraft draft;
  offer_url(draft.link, kOwn, linked(reading, item, attribute_of(item, "href")));
  offer_date(draft.updated, kOwn, attribute_of(item, "lastmod"));
  for (const pugi::xml_node child : item.children()) {
    const Name name = reading.names.name_of(child).local;
    const TextElement text{child, TextRules::Rss};
    if (name == Name::Title) offer_text(draft.title, kOwn, text);
    if (name == Name::Abstract) offer_text(draft.summary, kOwn, text);
    if (name == Name::A) offer_url(draft.link, kAtom, linked(reading, child, attribute_of(child, "href")));
    if (name == Name::Logo) offer_reference(draft.image, kOwn, attribute_of(child, "href"), child);
  }
  return std::move(draft).finish(reading);
}

}  // namespace

Feed read_cdf(pugi::xml_node root, Reading& reading) {
  FeedDraft draft;
  std::vector<pugi::xml_node> items;
  std::size_t total = 0;
  offer_reference(draft.link, kOwn, attribute_of(root, "href"), root);
  offer_reference(draft.self, kOwn, attribute_of(root, "self"), root);
  offer_date(draft.updated, kOwn, attribute_of(root, "lastmod"));
  for (const pugi::xml_node child : root.children()) {
    const Name name = reading.names.name_of(child).local;
    const TextElement text{child, TextRules::Rss};
    if (name == Name::Title) offer_text(draft.title, kOwn, text);
    if (name == Name::Abstract) offer_text(draft.description, kOwn, text);
    if (name == Name::A) offer_reference(draft.link, kAtom, attribute_of(child, "href"), child);
    if (name == Name::Logo) offer_reference(draft.image, kOwn, attribute_of(child, "href"), child);
    if (name == Name::Item && ++total <= kMaxEntries) items.push_back(child);
  }
  Feed feed = std::move(draft).finish(reading);
  feed.format = "cdf";
  feed.entries.reserve(items.size());
  for (const pugi::xml_node item : items) feed.entries.push_back(read_item(item, reading));
  note_excess(feed, total);
  return feed;
}

}  // namespace aggregator::feed
