// Lists of subscribers.
#include <algorithm>

#include "csv.h"
#include "target.h"

namespace aggregator::fuzz {

void try_input(std::string_view input) {
  const auto records = cli::parse_csv(input);
  if (!records) return require_message(records.error().detail, "the reason");
  std::string written;
  for (const cli::CsvRecord& record : *records) written += cli::format_csv(record.fields);
  const auto again = cli::parse_csv(written);
  require(again && std::ranges::equal(*again, *records, {}, &cli::CsvRecord::fields, &cli::CsvRecord::fields),
          "records read back as they were written", written);
}

}  // namespace aggregator::fuzz
