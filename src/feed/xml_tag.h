// One start tag of XML that may be broken, read as leniently as a browser would.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace aggregator::feed {

struct XmlAttribute {
  std::string_view name;
  std::string_view value;  ///< as written, references and all
};

struct XmlTag {
  std::string_view name;                 ///< empty when the `<` is only a less-than sign
  std::vector<XmlAttribute> attributes;  ///< at most 256, no name twice
  bool is_closed = false;                ///< ends with "/>"
  bool is_tidy = true;                   ///< nothing had to be overlooked to read it
  std::size_t length = 0;                ///< or, when it is no tag, how far one had to look to know that
};

/// The start tag at the beginning of `text`.
[[nodiscard]] XmlTag read_start_tag(std::string_view text);

/// The name at the beginning of `text`, empty when none begins there.
[[nodiscard]] std::string_view read_xml_name(std::string_view text);

/// The part of a qualified name after its prefix.
[[nodiscard]] std::string_view local_part(std::string_view name);

}  // namespace aggregator::feed
