// URLs: a reference in a line, then the base that it is resolved against.
#include <algorithm>

#include "aggregator/base/url.h"
#include "target.h"

namespace aggregator::fuzz {
namespace {

void check(const Result<Url>& url) {
  if (!url) {
    require(url.error().code == ErrorCode::Malformed, "what is no URL is malformed");
    return require_message(url.error().detail, "the reason");
  }
  const std::string text = url->text();
  const auto may_stand_in_it = [](char c) { return '!' <= c && c <= '~' && c != '<' && c != '>'; };
  require(!url->is_http() || std::ranges::all_of(text, may_stand_in_it), "an http URL is plain ASCII", text);
  const auto again = parse_url(text);
  require(again && again->text() == text, "a URL reads back as it is", text);
  require(!url->is_http() || !url->host.empty(), "an http URL has a host", text);
}

}  // namespace

void try_input(std::string_view input) {
  const std::string_view reference = take_line(input), base = input;
  const auto url = parse_url(reference);
  check(url);
  check(resolve_url(reference, base));
  if (url) require(resolve_url(url->text(), base)->text() == url->text(), "an absolute URL needs no base", reference);

  const std::string canonical = canonical_url(reference);
  require(canonical_url(canonical) == canonical, "a canonical URL is its own canonical form", canonical);
  const bool is_http = url && url->is_http();
  require(!is_http || canonical_url(url->text()) == canonical, "reading does not change the canonical form", canonical);
  require(host_of(reference).empty() != is_http, "exactly http URLs have a host to count by", reference);
}

}  // namespace aggregator::fuzz
