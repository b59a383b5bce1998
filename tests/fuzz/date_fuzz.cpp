// Dates of feeds and of HTTP headers.
#include "aggregator/base/time.h"
#include "aggregator/feed/date.h"
#include "target.h"

namespace aggregator::fuzz {
namespace {

void check(const Result<Instant>& instant) {
  if (!instant) {
    require(instant.error().code == ErrorCode::Malformed, "what is no date is malformed");
    return require_message(instant.error().detail, "the reason");
  }
  const std::string text = format_rfc3339(*instant);
  const auto again = parse_rfc3339(text);
  require(again && *again == *instant, "a date reads back as it is", text);
}

}  // namespace

void try_input(std::string_view input) {
  check(feed::parse_date(input));
  check(parse_rfc3339(input));
  check(parse_http_date(input));
}

}  // namespace aggregator::fuzz
