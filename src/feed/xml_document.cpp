#include "xml_document.h"

#include "xml_faults.h"
#include "xml_repair.h"

namespace aggregator::feed {

bool XmlDocument::load(std::string_view text) {
  // Blanks between inline elements are part of XHTML content. Text alone in its element needs no node of its own.
  constexpr unsigned kOptions = pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol |
                                pugi::parse_wconv_attribute | pugi::parse_ws_pcdata | pugi::parse_embed_pcdata;
  if (!tree_.load_buffer(text.data(), text.size(), kOptions, pugi::encoding_utf8)) return false;
  return root() && !root().next_sibling();
}

Result<void> XmlDocument::parse(std::string_view text) {
  if (is_plain_xml(text) && load(text)) return {};
  std::optional<RepairedXml> repaired = repair_xml(text);
  if (!repaired) return fail(ErrorCode::Malformed, "nothing in it is a feed");
  repairs_ = std::move(repaired->repairs);
  entry_cut_off_ = repaired->entry_cut_off;
  if (!load(repaired->text)) return fail(ErrorCode::Malformed, "XML that is too broken to repair");
  return {};
}

}  // namespace aggregator::feed
