// Broken XML made well-formed, for documents that a strict parser refuses or would misread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aggregator::feed {

struct RepairedXml {
  std::string text;                  ///< well-formed, from the root element on, without document type
  std::vector<std::string> repairs;  ///< what was wrong; empty when only declared entities were put in
  bool entry_cut_off = false;        ///< the document ends inside an entry
};

/// The feed in `text` as well-formed XML: what stands before and after it is dropped, references are resolved,
/// `<` and `&` that begin nothing are escaped, tags are closed and brought in order, nesting ends at 256.
/// Nothing when no element of `text` can be the root of a feed, or when that lies inside an HTML page.
[[nodiscard]] std::optional<RepairedXml> repair_xml(std::string_view text);

}  // namespace aggregator::feed
