// Which vocabulary an XML element belongs to, whatever prefix the feed has chosen for it.
#pragma once

#include <cstddef>
#include <pugixml.hpp>
#include <string_view>
#include <utility>
#include <vector>

#include "element_names.h"

namespace aggregator::feed {

enum class Vocabulary {
  Plain,  ///< no namespace, one of the RSS namespaces, or the default namespace of the root, which is often nonsense
  Atom,
  Content,
  DublinCore,  ///< elements and terms
  Itunes,
  Media,
  Rdf,
  Syndication,
  Xhtml,
  Other,
};

struct ElementName {
  Vocabulary vocabulary;
  Name local;
};

/// Of an element that others stand in only so many attributes are looked at, for each of those others looks again.
inline constexpr std::size_t kMaxAttributesSeen = 256;

/// The namespaces of one document. A prefix means what the nearest declaration says; without any it means what it
/// customarily does ("dc", "media" …).
class Namespaces {
 public:
  explicit Namespaces(pugi::xml_node root);

  [[nodiscard]] ElementName name_of(pugi::xml_node element) const;

  /// The URI that the root's own prefix, or its default namespace, stands for.
  [[nodiscard]] std::string_view root_uri() const { return root_uri_; }

 private:
  [[nodiscard]] Vocabulary find(pugi::xml_node element, std::string_view prefix) const;

  pugi::xml_node root_;
  std::string_view root_uri_;
  std::vector<std::pair<std::string_view, Vocabulary>> at_root_;  ///< the prefixes declared there; few, so a list
};

}  // namespace aggregator::feed
