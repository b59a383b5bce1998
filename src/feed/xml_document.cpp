#include "xml_document.h"

#include <algorithm>

#include "xml_faults.h"
#include "xml_repair.h"

namespace aggregator::feed {
namespace {

// An element or an attribute takes some 60 bytes in the tree and four in the text. What is small has no room for many.
constexpr std::size_t kMaxNodes = 500'000;
constexpr std::size_t kSmallText = 1u << 20;

/// `text` up to the tag where there are more than `most` elements and attributes.
std::string_view within_limit(std::string_view text, std::size_t most) {
  if (text.size() <= kSmallText) return text;
  std::size_t nodes = 0;
  for (std::size_t at = text.find('<'); at < text.size();) {
    if (text.substr(at).starts_with("<![CDATA[")) {
      at = text.find('<', std::min(text.find("]]>", at), text.size()));
      continue;
    }
    const std::size_t next = std::min(text.find('<', at + 1), text.size());
    const std::string_view tag = text.substr(at, next - at);
    nodes += (tag.starts_with("</") ? 0u : 1u) + static_cast<std::size_t>(std::ranges::count(tag, '='));
    if (nodes > most) return text.substr(0, at);
    at = next;
  }
  return text;
}

}  // namespace

bool XmlDocument::load(std::string_view text) {
  // Blanks between inline elements are part of XHTML content. Text alone in its element needs no node of its own.
  constexpr unsigned kOptions = pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol |
                                pugi::parse_wconv_attribute | pugi::parse_ws_pcdata | pugi::parse_embed_pcdata;
  if (!tree_.load_buffer(text.data(), text.size(), kOptions, pugi::encoding_utf8)) return false;
  return root() && !root().next_sibling();
}

Result<void> XmlDocument::parse(std::string_view text) {
  const std::string_view beginning = within_limit(text, kMaxNodes);
  const bool is_whole = beginning.size() == text.size();
  if (is_whole && is_plain_xml(text) && load(text)) return {};
  std::optional<RepairedXml> repaired = repair_xml(beginning);
  if (!repaired) return fail(ErrorCode::Malformed, "nothing in it is a feed");
  // Attributes without a value become whole ones: of those there may be more now.
  const bool fits = within_limit(repaired->text, 2 * kMaxNodes).size() == repaired->text.size();
  if (!fits) return fail(ErrorCode::Malformed, "XML of very many attributes");
  repairs_ = std::move(repaired->repairs);
  if (!is_whole) repairs_.emplace_back("only the first 500,000 elements and attributes read");
  entry_cut_off_ = repaired->entry_cut_off;
  if (!load(repaired->text)) return fail(ErrorCode::Malformed, "XML that is too broken to repair");
  return {};
}

}  // namespace aggregator::feed
