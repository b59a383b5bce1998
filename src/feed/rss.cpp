#include <algorithm>
#include <array>
#include <charconv>

#include "aggregator/base/text.h"
#include "element_text.h"
#include "elements.h"
#include "person.h"
#include "readers.h"
#include "xml_tag.h"

namespace aggregator::feed {
namespace {

std::string version_of(pugi::xml_node root, const Namespaces& names) {
  if (names.name_of(root).local == Name::Rdf) {
    bool is_netscape = false;
    for (const pugi::xml_attribute attribute : root.attributes()) {
      is_netscape =
          is_netscape || std::string_view(attribute.value()).find("netscape.com/rdf") != std::string_view::npos;
    }
    return is_netscape ? "rss-0.90" : "rss-1.0";
  }
  const std::string_view version = attribute_of(root, "version");
  if (version.starts_with('2')) return "rss-2.0";
  for (const std::string_view known : {"0.90", "0.91", "0.92", "0.93", "0.94", "1.0"}) {
    if (version == known) return "rss-" + std::string(version);
  }
  return "rss";
}

/// Names are better than addresses, so an address in <author> comes after all others.
void read_author(EntryDraft& draft, pugi::xml_node child) {
  const std::string name = person_name(child);
  offer_line(draft.author, is_address(name) ? kLast : kOwn, name);
}

void read_guid(EntryDraft& draft, pugi::xml_node child) {
  const std::string guid = fold_white_space(TextIn(child).text());
  if (guid.empty()) return;
  offer_id(draft.id, kOwn, guid);
  const bool is_permalink = !equals_ignoring_case(attribute_of(child, "isPermaLink"), "false");
  if (is_permalink) offer_url(draft.link, kLast, if_http(absolute_url(guid, {})));
}

void read_link(EntryDraft& draft, const Reading& reading, pugi::xml_node child) {
  const AtomLink link = read_atom_link(child);  // some write it as in Atom
  if (link.relation != "alternate") return;
  const bool has_attribute = !attribute_of(child, "href").empty();
  offer_url(draft.link, has_attribute ? kOwn : kAtom, linked(reading, child, link.reference));
}

void read_image(EntryDraft& draft, const Reading& reading, pugi::xml_node child) {
  for (const pugi::xml_node inner : child.children()) {
    if (reading.names.name_of(inner).local == Name::Url) {
      offer_reference(draft.image, kItunes, TextIn(inner).trimmed(), inner);
    }
  }
  if (!has_elements(child)) offer_reference(draft.image, kItunes, TextIn(child).trimmed(), child);
}

void read_tags(EntryDraft& draft, pugi::xml_node child) {
  for (const std::string& tag : split(TextIn(child).text(), ',')) draft.add_category(tag);
}

void read_plain_in_item(EntryDraft& draft, const Reading& reading, pugi::xml_node child, Name name) {
  const TextElement text{child, TextRules::Rss};
  switch (name) {
    case Name::Title:
      return offer_text(draft.title, kOwn, text);
    case Name::Link:
      return read_link(draft, reading, child);
    case Name::Description:
      return offer_text(draft.description, kOwn, text);
    case Name::PubDate:
      return offer_date(draft.published, kOwn, TextIn(child).text());
    case Name::Guid:
      return read_guid(draft, child);
    case Name::Category:
      return draft.add_category(TextIn(child).text());
    case Name::Author:
      return read_author(draft, child);
    case Name::Enclosure:
      return add_enclosure(draft, child, attribute_of(child, "url"), attribute_of(child, "type"),
                           attribute_of(child, "length"));
    case Name::Comments:
      return offer_reference(draft.comments, kOwn, TextIn(child).trimmed(), child);
    case Name::Summary:
      return offer_text(draft.summary, kOwn, text);
    case Name::Body:
    case Name::FullItem:
    case Name::Content:
      return offer_text(draft.content, kAtom, text);
    case Name::Image:
      return read_image(draft, reading, child);
    case Name::Tags:
      return read_tags(draft, child);
    case Name::Published:
    case Name::Date:
      return offer_date(draft.published, kLast, TextIn(child).text());
    case Name::Updated:
    case Name::Modified:
    case Name::LastUpdated:
      return offer_date(draft.updated, kLast, TextIn(child).text());
    default:
      return;
  }
}

Entry read_item(pugi::xml_node item, const Reading& reading) {
  EntryDraft draft;
  for (pugi::xml_node child = item.first_child(); child; child = child.next_sibling()) {
    if (child.type() != pugi::node_element) continue;
    const ElementName name = reading.names.name_of(child);
    if (name.vocabulary == Vocabulary::Plain) {
      read_plain_in_item(draft, reading, child, name.local);
    } else if (name.vocabulary == Vocabulary::Atom) {
      read_atom_in_entry(draft, reading, child, name.local, kAtom);
    } else {
      read_module_in_entry(draft, reading, child, name);
    }
  }
  for (pugi::xml_attribute attribute = item.first_attribute(); attribute; attribute = attribute.next_attribute()) {
    if (std::string_view(attribute.name()).ends_with(":about")) offer_id(draft.id, kItunes, attribute.value());
  }
  return std::move(draft).finish(reading);
}

void read_channel_image(FeedDraft& draft, pugi::xml_node image) {
  for (const pugi::xml_node child : image.children()) {
    if (local_part(child.name()) == "url") offer_reference(draft.image, kOwn, TextIn(child).trimmed(), child);
  }
  for (const pugi::xml_attribute attribute : image.attributes()) {
    const std::string_view name = attribute.name();
    if (name.ends_with("resource") || name == "href") offer_reference(draft.image, kAtom, attribute.value(), image);
  }
}

void read_skip_hours(FeedDraft& draft, pugi::xml_node hours) {
  for (const pugi::xml_node child : hours.children()) {
    const TextIn inside(child);
    const std::string_view text = inside.trimmed();
    int hour = -1;
    std::from_chars(text.data(), text.data() + text.size(), hour);
    if (hour == 24) hour = 0;  // RSS 0.91 counts from 1 to 24
    if (hour >= 0 && hour < 24) draft.skip_hours.set(static_cast<std::size_t>(hour));
  }
}

void read_skip_days(FeedDraft& draft, pugi::xml_node days) {
  constexpr std::array<std::string_view, 7> kDays = {"sunday",   "monday", "tuesday", "wednesday",
                                                     "thursday", "friday", "saturday"};
  for (const pugi::xml_node child : days.children()) {
    const auto day = std::ranges::find(kDays, lower_ascii(TextIn(child).trimmed()));
    if (day != kDays.end()) draft.skip_days.set(static_cast<std::size_t>(day - kDays.begin()));
  }
}

void read_ttl(FeedDraft& draft, pugi::xml_node child) {
  const TextIn inside(child);
  const std::string_view text = inside.trimmed();
  std::uint32_t minutes = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), minutes);
  if (error == std::errc() && end == text.data() + text.size()) draft.ttl_minutes.offer(kOwn, minutes);
}

void read_channel_link(FeedDraft& draft, pugi::xml_node child) {
  const AtomLink link = read_atom_link(child);
  if (link.relation == "alternate") offer_reference(draft.link, kOwn, link.reference, child);
  if (link.relation == "self") offer_reference(draft.self, kLast, link.reference, child);
}

void read_plain_in_channel(FeedDraft& draft, pugi::xml_node child, Name name) {
  const TextElement text{child, TextRules::Rss};
  switch (name) {
    case Name::Title:
      return offer_text(draft.title, kOwn, text);
    case Name::Description:
      return offer_text(draft.description, kOwn, text);
    case Name::Link:
      return read_channel_link(draft, child);
    case Name::Language:
      return offer_line(draft.language, kOwn, TextIn(child).text());
    case Name::LastBuildDate:
      return offer_date(draft.updated, kOwn, TextIn(child).text());
    case Name::PubDate:
      return offer_date(draft.updated, kLast, TextIn(child).text());
    case Name::Image:
      return read_channel_image(draft, child);
    case Name::Ttl:
      return read_ttl(draft, child);
    case Name::SkipHours:
      return read_skip_hours(draft, child);
    case Name::SkipDays:
      return read_skip_days(draft, child);
    default:
      return;
  }
}

/// Gathers the items and the channel's own elements; items may stand beside the channel (RSS 1.0) or in it.
class ChannelReader {
 public:
  ChannelReader(FeedDraft& draft, const Namespaces& names) : draft_(draft), names_(names) {}

  void read(pugi::xml_node parent, bool is_channel) {
    for (const pugi::xml_node child : parent.children()) {
      if (child.type() != pugi::node_element) continue;
      const ElementName name = names_.name_of(child);
      if (name.vocabulary == Vocabulary::Atom) {
        read_atom_in_feed(draft_, child, name.local, kAtom);
      } else if (name.vocabulary != Vocabulary::Plain) {
        read_module_in_feed(draft_, child, name);
      } else if (name.local == Name::Item) {
        add_item(child);
      } else if (name.local == Name::Items) {
        for (const pugi::xml_node item : child.children()) {
          if (names_.name_of(item).local == Name::Item) add_item(item);
        }
      } else if (name.local == Name::Channel && !is_channel) {
        read(child, true);
      } else if (is_channel || name.local == Name::Image) {
        read_plain_in_channel(draft_, child, name.local);
      }
    }
    offer_line(draft_.language, kLast, attribute_of(parent, "xml:lang"));
  }

  [[nodiscard]] const std::vector<pugi::xml_node>& items() const { return items_; }
  [[nodiscard]] std::size_t total() const { return total_; }

 private:
  void add_item(pugi::xml_node item) {
    ++total_;
    if (items_.size() < kMaxEntries) items_.push_back(item);
  }

  FeedDraft& draft_;
  const Namespaces& names_;
  std::vector<pugi::xml_node> items_;
  std::size_t total_ = 0;
};

}  // namespace

Feed read_rss(pugi::xml_node root, Reading& reading) {
  FeedDraft draft;
  ChannelReader channel(draft, reading.names);
  channel.read(root, reading.names.name_of(root).local == Name::Channel);
  Feed feed = std::move(draft).finish(reading);
  feed.format = version_of(root, reading.names);
  feed.entries.reserve(channel.items().size());
  for (const pugi::xml_node item : channel.items()) feed.entries.push_back(read_item(item, reading));
  note_excess(feed, channel.total());
  return feed;
}

}  // namespace aggregator::feed
