// Character sets: the Content-Type in a line, then the document.
#include "aggregator/feed/encoding.h"
#include "target.h"

namespace aggregator::fuzz {

void try_input(std::string_view input) {
  const std::string_view content_type = take_line(input);
  const feed::Decoded decoded = feed::decode(input, content_type);
  require(feed::is_utf8(decoded.text()), "decoded text is UTF-8", decoded.text());
  require(decoded.text().size() <= 3 * input.size(), "decoded text has at most three bytes for one");
}

}  // namespace aggregator::fuzz
