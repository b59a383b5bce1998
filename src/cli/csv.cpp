#include "csv.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "aggregator/base/text.h"

namespace aggregator::cli {
namespace {

constexpr std::size_t kBufferBytes = 1u << 16;
constexpr std::size_t kMaxRecordBytes = 1u << 20;

std::unexpected<Error> malformed(std::size_t line, const char* what) {
  return fail(ErrorCode::Malformed, "line " + std::to_string(line) + ": " + what);
}

/// As editors count them: CR LF is one, either alone is one, too. `before` stands before the text.
std::size_t line_breaks(std::string_view text, char before) {
  std::size_t breaks = 0;
  for (const char c : text) {
    breaks += c == '\r' || (c == '\n' && before != '\r') ? 1 : 0;
    before = c;
  }
  return breaks;
}

}  // namespace

CsvReader::CsvReader(std::string_view text) : rest_(text) { skip_byte_order_mark(); }

CsvReader::CsvReader(ByteSource source) : source_(std::move(source)), buffer_(kBufferBytes, '\0') {
  if (fill()) skip_byte_order_mark();
  if (!take_separator_line()) guess_separator();
}

bool CsvReader::take_separator_line() {
  constexpr std::string_view kBegin = "sep=";
  const std::string_view line = rest_.substr(0, rest_.find_first_of("\r\n"));
  if (line.size() != kBegin.size() + 1 || !equals_ignoring_case(line.substr(0, kBegin.size()), kBegin)) return false;
  separator_ = line.back();
  rest_.remove_prefix(line.size());
  return true;  // the empty line that is left is none
}

void CsvReader::guess_separator() {
  const std::size_t begin = std::min(rest_.find_first_not_of("\r\n"), rest_.size());
  const std::string_view header = rest_.substr(begin, rest_.find_first_of("\r\n", begin) - begin);
  for (const char separator : {',', ';', '\t'}) {
    if (!header.contains(separator)) continue;
    separator_ = separator;
    return;
  }
}

void CsvReader::skip_byte_order_mark() {
  if (rest_.starts_with(kByteOrderMark)) rest_.remove_prefix(kByteOrderMark.size());
}

Result<std::optional<CsvRecord>> CsvReader::next() {
  while (fill()) {
    CsvRecord record{line_, {}};
    const auto done = read_record(record);
    if (trouble_) break;
    if (!done) return std::unexpected(done.error());
    if (record.fields.size() > 1 || !record.fields.front().empty()) return record;
  }
  if (trouble_) return std::unexpected(*trouble_);
  return std::nullopt;
}

Result<void> CsvReader::read_record(CsvRecord& record) {
  std::size_t bytes = 0;
  do {
    std::string field;
    if (!take('"')) {
      read_plain(field);
    } else if (auto done = read_quoted(field, record.line); !done) {
      return done;
    }
    bytes += field.size() + 1;
    if (bytes > kMaxRecordBytes) return malformed(record.line, "longer than a megabyte; is a quote never closed?");
    record.fields.push_back(std::move(field));
  } while (take(separator_));
  std::ignore = take('\r');
  std::ignore = take('\n');
  ++line_;
  return {};
}

void CsvReader::read_plain(std::string& field) {
  const std::array kEnds{separator_, '\r', '\n'};
  const std::string_view ends(kEnds.data(), kEnds.size());
  while (field.size() <= kMaxRecordBytes && fill()) {
    const std::size_t end = std::min(rest_.find_first_of(ends), rest_.size());
    field += rest_.substr(0, end);
    rest_.remove_prefix(end);
    if (!rest_.empty()) return;
  }
}

/// Behind the quote that opens it.
Result<void> CsvReader::read_quoted(std::string& field, std::size_t line) {
  while (field.size() <= kMaxRecordBytes) {
    if (!fill()) return malformed(line, "a quote is never closed");
    const std::size_t end = std::min(rest_.find('"'), rest_.size());
    line_ += line_breaks(rest_.substr(0, end), field.empty() ? '"' : field.back());
    field += rest_.substr(0, end);
    rest_.remove_prefix(end);
    if (!take('"')) continue;
    if (!take('"')) break;
    field += '"';
  }
  // What stands between the closing quote and the next separator belongs to the field, as spreadsheets read it.
  read_plain(field);
  return {};
}

bool CsvReader::take(char wanted) {
  if (!fill() || rest_.front() != wanted) return false;
  rest_.remove_prefix(1);
  return true;
}

/// Whether there are bytes left.
bool CsvReader::fill() {
  if (!rest_.empty() || !source_) return !rest_.empty();
  const auto count = source_(buffer_);
  if (!count) trouble_ = count.error();
  rest_ = std::string_view(buffer_).substr(0, count.value_or(0));
  if (rest_.empty()) source_ = nullptr;
  return !rest_.empty();
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
  // Its line is none of the file's.
  if (!records) return fail(ErrorCode::Malformed, quote(field) + " has a quotation mark that is never closed");
  std::vector<std::string> words;
  for (const CsvRecord& record : *records) {
    for (const std::string& word : record.fields) {
      if (const std::string_view trimmed = trim(word); !trimmed.empty()) words.emplace_back(trimmed);
    }
  }
  return words;
}

}  // namespace aggregator::cli
