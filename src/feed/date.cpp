#include "aggregator/feed/date.h"

#include "aggregator/base/text.h"
#include "date_reader.h"
#include "usual_dates.h"

namespace aggregator::feed {

Result<Instant> parse_date(std::string_view text) {
  const std::string_view trimmed = trim(text);
  if (const auto instant = usual_date(trimmed)) return *instant;
  if (const auto instant = any_date(trimmed)) return *instant;
  return fail(ErrorCode::Malformed, quote(trimmed) + " is no date");
}

}  // namespace aggregator::feed
