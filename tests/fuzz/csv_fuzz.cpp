// Lists of subscribers.
#include <algorithm>
#include <cstdint>
#include <sstream>

#include "aggregator/base/utf8_source.h"
#include "aggregator/feed/encoding.h"
#include "csv.h"
#include "target.h"

namespace aggregator::fuzz {

/// As a file of a spreadsheet.
void try_file(std::string_view input) {
  std::istringstream in{std::string(input)};
  bool is_korean = false;
  const auto text = read_up_to(utf8_source(source_of(in), [&is_korean] { is_korean = true; }), SIZE_MAX);
  require(text.has_value(), "text of whatever bytes", input);
  require(!is_korean || feed::is_utf8(*text), "UTF-8 made of Korean", *text);
}

void try_input(std::string_view input) {
  try_file(input);
  const auto records = cli::parse_csv(input);
  if (!records) return require_message(records.error().detail, "the reason");
  std::string written;
  for (const cli::CsvRecord& record : *records) written += cli::format_csv(record.fields);
  const auto again = cli::parse_csv(written);
  require(again && std::ranges::equal(*again, *records, {}, &cli::CsvRecord::fields, &cli::CsvRecord::fields),
          "records read back as they were written", written);
}

}  // namespace aggregator::fuzz
