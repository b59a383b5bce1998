#include "csv.h"

#include <algorithm>
#include <utility>

#include "aggregator/base/text.h"

namespace aggregator::cli {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

CsvReader::CsvReader(std::string_view text) : rest_(text) {
  if (rest_.starts_with(kByteOrderMark)) rest_.remove_prefix(kByteOrderMark.size());
}

Result<std::optional<CsvRecord>> CsvReader::next() {
  while (!rest_.empty()) {
    CsvRecord record{line_, {}};
    if (auto done = read_record(record); !done) return std::unexpected(done.error());
    if (record.fields.size() > 1 || !record.fields.front().empty()) return record;
  }
  return std::nullopt;
}

Result<void> CsvReader::read_record(CsvRecord& record) {
  for (;;) {
    Result<std::string> field = rest_.starts_with('"') ? read_quoted(record.line) : read_plain();
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

std::string CsvReader::read_plain() {
  const std::size_t end = std::min(rest_.find_first_of(",\r\n"), rest_.size());
  std::string field(rest_.substr(0, end));
  rest_.remove_prefix(end);
  return field;
}

Result<std::string> CsvReader::read_quoted(std::size_t line) {
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
  return field + read_plain();
}

Result<std::vector<CsvRecord>> parse_csv(std::string_view text) {
  CsvReader reader(text);
  std::vector<CsvRecord> records;
  for (;;) {
    auto record = reader.next();
    if (!record) return std::unexpected(record.error());
    if (!*record) return records;
    records.push_back(**std::move(record));
  }
}

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

std::string format_csv_list(const std::vector<std::string>& words) {
  if (words.empty()) return {};
  std::string list = format_csv(words);
  list.pop_back();
  return list;
}

Result<std::vector<std::string>> parse_csv_list(std::string_view field) {
  const auto records = parse_csv(field);
  if (!records) return std::unexpected(records.error());
  std::vector<std::string> words;
  for (const CsvRecord& record : *records) {
    for (const std::string& word : record.fields) {
      if (const std::string_view trimmed = trim(word); !trimmed.empty()) words.emplace_back(trimmed);
    }
  }
  return words;
}

}  // namespace aggregator::cli
