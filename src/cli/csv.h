// CSV (RFC 4180): records of fields, quoted where they must be.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "aggregator/base/error.h"

namespace aggregator::cli {

struct CsvRecord {
  std::size_t line = 0;  ///< where it begins, from 1
  std::vector<std::string> fields;
};

/// All records; empty lines are left out. Errors: Malformed, with the line of a quote that is never closed.
[[nodiscard]] Result<std::vector<CsvRecord>> parse_csv(std::string_view text);

/// One record with its line end. A field that a spreadsheet would take for a formula is not changed: addresses and
/// names stay what they are.
[[nodiscard]] std::string format_csv(const std::vector<std::string>& fields);

}  // namespace aggregator::cli
