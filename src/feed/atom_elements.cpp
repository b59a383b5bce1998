#include <charconv>

#include "aggregator/base/text.h"
#include "element_text.h"
#include "elements.h"
#include "person.h"

namespace aggregator::feed {
namespace {

constexpr std::size_t kMaxEnclosures = 100;

/// Of several alternates the page for people comes first.
int link_rank(const AtomLink& link, int rank) {
  const bool is_page = link.type.empty() || link.type.find("html") != std::string::npos;
  return is_page ? rank : kLast;
}

void read_entry_link(EntryDraft& draft, const Reading& reading, pugi::xml_node child, int rank) {
  const AtomLink link = read_atom_link(child);
  if (link.reference.empty()) return;
  if (link.relation == "alternate") {
    offer_url(draft.link, link_rank(link, rank), linked(reading, child, link.reference));
  } else if (link.relation == "enclosure") {
    add_enclosure(draft, child, link.reference, link.type, link.length);
  } else if (link.relation == "replies" && (link.type.empty() || link.type.find("html") != std::string::npos)) {
    offer_reference(draft.comments, rank, link.reference, child);
  }
}

void read_feed_link(FeedDraft& draft, pugi::xml_node child, int rank) {
  const AtomLink link = read_atom_link(child);
  if (link.relation == "self") {
    draft.self.offer(rank, {link.reference, child});  // an empty one is the document itself
  } else if (link.relation == "alternate") {
    offer_reference(draft.link, link_rank(link, rank), link.reference, child);
  } else if (link.relation == "hub") {
    offer_reference(draft.hub, rank, link.reference, child);
  }
}

/// An entry taken over from another feed may leave its author in `source` (RFC 4287 section 4.2.11).
void read_source(EntryDraft& draft, pugi::xml_node source) {
  for (const pugi::xml_node child : source.children()) {
    if (std::string_view(child.name()).ends_with("author")) {
      offer_line(draft.author, kLast, person_name(child));
    }
  }
}

void read_category(EntryDraft& draft, pugi::xml_node child) {
  const std::string_view term = attribute_of(child, "term");
  draft.add_category(term.empty() ? TextIn(child).text() : term);
}

}  // namespace

AtomLink read_atom_link(pugi::xml_node element) {
  constexpr std::string_view kRegistry = "http://www.iana.org/assignments/relation/";
  AtomLink link{lower_ascii(attribute_of(element, "rel")), lower_ascii(attribute_of(element, "type")),
                std::string(attribute_of(element, "href")), std::string(attribute_of(element, "length"))};
  if (link.relation.starts_with(kRegistry)) link.relation.erase(0, kRegistry.size());
  if (link.relation.empty()) link.relation = "alternate";
  if (link.reference.empty()) link.reference = TextIn(element).trimmed();
  return link;
}

std::string linked(const Reading& reading, pugi::xml_node element, std::string_view reference) {
  if (reference.empty()) return {};
  return if_http(reading.bases.resolve(reference, element));
}

void add_enclosure(EntryDraft& draft, pugi::xml_node element, std::string_view reference, std::string_view type,
                   std::string_view length) {
  if (reference.empty() || draft.enclosures.size() >= kMaxEnclosures) return;
  std::uint64_t bytes = 0;
  const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), bytes);
  const bool is_number = error == std::errc() && end == length.data() + length.size();
  draft.enclosures.push_back(
      {{std::string(reference), element}, plain_line(type, false), is_number ? std::optional(bytes) : std::nullopt});
}

void read_atom_in_entry(EntryDraft& draft, const Reading& reading, pugi::xml_node child, Name name, int rank) {
  const TextElement text{child, TextRules::Atom};
  switch (name) {
    case Name::Title:
      return offer_text(draft.title, rank, text);
    case Name::Link:
      return read_entry_link(draft, reading, child, rank);
    case Name::Id:
      return offer_id(draft.id, rank, TextIn(child).text());
    case Name::Published:
    case Name::Issued:
      return offer_date(draft.published, rank, TextIn(child).text());
    case Name::Created:
      return offer_date(draft.published, kLast, TextIn(child).text());
    case Name::Updated:
    case Name::Modified:
      return offer_date(draft.updated, rank, TextIn(child).text());
    case Name::Summary:
      return offer_text(draft.summary, rank, text);
    case Name::Content:
      return offer_text(draft.content, rank, text);
    case Name::Author:
      return offer_line(draft.author, rank, person_name(child));
    case Name::Category:
      return read_category(draft, child);
    case Name::Source:
      return read_source(draft, child);
    default:
      return;
  }
}

void read_atom_in_feed(FeedDraft& draft, pugi::xml_node child, Name name, int rank) {
  const TextElement text{child, TextRules::Atom};
  switch (name) {
    case Name::Title:
      return offer_text(draft.title, rank, text);
    case Name::Subtitle:
    case Name::Tagline:
      return offer_text(draft.description, rank, text);
    case Name::Link:
      return read_feed_link(draft, child, rank);
    case Name::Updated:
    case Name::Modified:
      return offer_date(draft.updated, rank, TextIn(child).text());
    case Name::Logo:
      return offer_reference(draft.image, rank, TextIn(child).trimmed(), child);
    case Name::Icon:
      return offer_reference(draft.image, kLast, TextIn(child).trimmed(), child);
    case Name::Author:
      return offer_line(draft.author, rank, person_name(child));
    default:
      return;
  }
}

}  // namespace aggregator::feed
