// What there is to know about a body for a digest, found in one walk over its tree.
#pragma once

#include <string>

#include "aggregator/feed/feed.h"

namespace aggregator::feed {

/// All white space is folded.
struct BodyText {
  std::string all;      ///< the whole visible text
  std::string prose;    ///< the beginning of it without code, tables, captions and headings
  std::string running;  ///< the same with headings
  std::string image;    ///< the first <img> that may stand for the entry; empty when there is none
};

[[nodiscard]] BodyText read_body_text(const Markup& markup);

}  // namespace aggregator::feed
