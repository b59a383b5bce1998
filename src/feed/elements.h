// The elements that may stand in feeds of any format: Atom's own, and the modules.
#pragma once

#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "draft.h"
#include "namespaces.h"

namespace aggregator::feed {

/// A `link` as Atom has it (RFC 4287 section 4.2.7).
struct AtomLink {
  std::string relation;  ///< lower case, "alternate" when not given
  std::string type;      ///< lower case
  std::string reference;
  std::string length;
};
[[nodiscard]] AtomLink read_atom_link(pugi::xml_node element);

/// Reads a child of an entry; `name` is in Atom's vocabulary, `rank` says how much Atom's word counts here.
void read_atom_in_entry(EntryDraft& draft, const Reading& reading, pugi::xml_node child, Name name, int rank);
void read_atom_in_feed(FeedDraft& draft, pugi::xml_node child, Name name, int rank);

/// Reads a child that belongs to a module (Dublin Core, content, Media RSS, iTunes, syndication); ignores all others.
void read_module_in_entry(EntryDraft& draft, const Reading& reading, pugi::xml_node child, const ElementName& name);
void read_module_in_feed(FeedDraft& draft, pugi::xml_node child, const ElementName& name);

void add_enclosure(EntryDraft& draft, pugi::xml_node element, std::string_view reference, std::string_view type,
                   std::string_view length);

/// The URL that the element's text or attribute refers to, if a reader may be sent there.
[[nodiscard]] std::string linked(const Reading& reading, pugi::xml_node element, std::string_view reference);

}  // namespace aggregator::feed
