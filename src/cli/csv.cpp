#include "csv.h"

#include <algorithm>

namespace aggregator::cli {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {
    if (rest_.starts_with(kByteOrderMark)) rest_.remove_prefix(kByteOrderMark.size());
  }

  Result<std::vector<CsvRecord>> read() {
    std::vector<CsvRecord> records;
    while (!rest_.empty()) {
      CsvRecord record{line_, {}};
      if (auto done = read_record(record); !done) return std::unexpected(done.error());
      if (record.fields.size() > 1 || !record.fields.front().empty()) records.push_back(std::move(record));
    }
    return records;
  }

 private:
  Result<void> read_record(CsvRecord& record) {
    for (;;) {
      const bool quoted = rest_.starts_with('"');
      auto field = quoted ? read_quoted(record.line) : read_plain();
      if (!field) return std::unexpected(field.error());
      record.fields.push_back(*std::move(field));
      if (!rest_.starts_with(',')) break;
      rest_.remove_prefix(1);
    }
    if (rest_.starts_with('\r')) rest_.remove_prefix(1);
    if (rest_.starts_with('\n')) rest_.remove_prefix(1);
    ++line_;
    return {};
  }

  Result<std::string> read_plain() {
    const std::size_t end = std::min(rest_.find_first_of(",\r\n"), rest_.size());
    std::string field(rest_.substr(0, end));
    rest_.remove_prefix(end);
    return field;
  }

  Result<std::string> read_quoted(std::size_t line) {
    rest_.remove_prefix(1);
    std::string field;
    for (;;) {
      const std::size_t end = rest_.find('"');
      if (end == std::string_view::npos) {
        return fail(ErrorCode::Malformed, "line " + std::to_string(line) + ": a quote is never closed");
      }
      field += rest_.substr(0, end);
      line_ += static_cast<std::size_t>(std::ranges::count(rest_.substr(0, end), '\n'));
      rest_.remove_prefix(end + 1);
      if (!rest_.starts_with('"')) break;
      field += '"';
      rest_.remove_prefix(1);
    }
    // What stands between the closing quote and the next separator belongs to the field, as spreadsheets read it.
    const auto tail = read_plain();
    return field + *tail;
  }

  std::string_view rest_;
  std::size_t line_ = 1;
};

}  // namespace

Result<std::vector<CsvRecord>> parse_csv(std::string_view text) { return Reader(text).read(); }

std::string format_csv(const std::vector<std::string>& fields) {
  std::string line;
  for (const std::string& field : fields) {
    if (&field != &fields.front()) line += ',';
    if (field.find_first_of(",\"\r\n") == std::string::npos && !field.starts_with(kByteOrderMark)) {
      line += field;
      continue;
    }
    line += '"';
    for (const char c : field) line += c == '"' ? std::string("\"\"") : std::string(1, c);
    line += '"';
  }
  return line + '\n';
}

}  // namespace aggregator::cli
