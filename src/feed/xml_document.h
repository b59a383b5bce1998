// A parsed XML document: strictly where it is well-formed, repaired where it is not.
#pragma once

#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/base/error.h"

namespace aggregator::feed {

class XmlDocument {
 public:
  /// Parses `text`, which is UTF-8. Errors: Malformed, when it is no XML or holds nothing that could be a feed.
  [[nodiscard]] Result<void> parse(std::string_view text);

  [[nodiscard]] pugi::xml_node root() const { return tree_.document_element(); }
  [[nodiscard]] const std::vector<std::string>& repairs() const { return repairs_; }
  /// Whether the document ended inside an entry, its last one.
  [[nodiscard]] bool entry_cut_off() const { return entry_cut_off_; }

 private:
  [[nodiscard]] bool load(std::string_view text);

  pugi::xml_document tree_;
  std::vector<std::string> repairs_;
  bool entry_cut_off_ = false;
};

}  // namespace aggregator::feed
