// One reader per family of formats. All take a document that is well-formed by now and never fail.
#pragma once

#include <pugixml.hpp>
#include <string_view>

#include "aggregator/base/error.h"
#include "aggregator/feed/feed.h"
#include "draft.h"

namespace aggregator::feed {

inline constexpr std::size_t kMaxEntries = 10'000;

/// RSS 0.91 to 2.0 and, below rdf:RDF, 0.90 and 1.0.
[[nodiscard]] Feed read_rss(pugi::xml_node root, Reading& reading);

/// Atom 0.3 and 1.0.
[[nodiscard]] Feed read_atom(pugi::xml_node root, Reading& reading);

/// Channel Definition Format.
[[nodiscard]] Feed read_cdf(pugi::xml_node root, Reading& reading);

/// JSON Feed 1.0 and 1.1. Errors: Malformed, for what is no JSON, or JSON that is no feed.
[[nodiscard]] Result<Feed> read_json_feed(std::string_view text, std::string_view document_url);

/// Notes it when the feed has more entries than are kept.
void note_excess(Feed& feed, std::size_t total);

}  // namespace aggregator::feed
