// The HTTP Link header: the URL that it came from in a line, then the header.
#include <string>

#include "aggregator/base/url.h"
#include "link_header.h"
#include "target.h"

namespace aggregator::fuzz {

void try_input(std::string_view input) {
  const auto base = parse_url(take_line(input));
  const feed::HeaderLinks links = feed::read_link_header(input, base ? base->text() : "");
  require_web_url(links.self, "the feed itself");
  require_web_url(links.hub, "the hub");
}

}  // namespace aggregator::fuzz
