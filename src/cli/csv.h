// CSV (RFC 4180): records of fields, quoted where they must be. Files are also read as spreadsheets write them where
// the comma stands in numbers: parted by semicolons or tabs.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/base/byte_source.h"
#include "aggregator/base/error.h"

namespace aggregator::cli {

struct CsvRecord {
  std::size_t line = 0;  ///< where it begins, from 1, as editors count them
  std::vector<std::string> fields;
};

/// Reads records one after the other and holds no more than one of them, and some kilobytes.
class CsvReader {
 public:
  /// `text` must outlive it.
  explicit CsvReader(std::string_view text);
  /// Where the first line that is not empty has no comma, what it has of semicolons or else tabs parts the fields. A
  /// first line "sep=;", which Excel writes and reads for itself, says it, and is no record.
  explicit CsvReader(ByteSource source);
  CsvReader(const CsvReader&) = delete;
  CsvReader& operator=(const CsvReader&) = delete;

  /// The next record, empty lines left out; nothing at the end. Errors: Malformed, with the line of a quote that is
  /// never closed, or of a record of more than a megabyte, which is no list; those of the source.
  [[nodiscard]] Result<std::optional<CsvRecord>> next();

 private:
  [[nodiscard]] Result<void> read_record(CsvRecord& record);
  void read_plain(std::string& field);
  [[nodiscard]] Result<void> read_quoted(std::string& field, std::size_t line);
  [[nodiscard]] bool take(char wanted);
  [[nodiscard]] bool fill();
  void skip_byte_order_mark();
  [[nodiscard]] bool take_separator_line();
  void guess_separator();

  ByteSource source_;  ///< none once it has come to its end
  std::string buffer_;
  std::string_view rest_;  ///< of the text or of the buffer
  std::optional<Error> trouble_;
  std::size_t line_ = 1;
  char separator_ = ',';
};

/// All records. Errors: as CsvReader.
[[nodiscard]] Result<std::vector<CsvRecord>> parse_csv(std::string_view text);

/// One record with its line end. A field that a spreadsheet would take for a formula is not changed: addresses and
/// names stay what they are.
[[nodiscard]] std::string format_csv(const std::vector<std::string>& fields);

/// A list in one field: a record of its own without the line end, so that words may have commas in them.
[[nodiscard]] std::string format_csv_list(const std::vector<std::string>& words);
/// Its words, trimmed, without empty ones. Errors: Malformed, for a quote that is never closed.
[[nodiscard]] Result<std::vector<std::string>> parse_csv_list(std::string_view field);

}  // namespace aggregator::cli
