#include "output.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ostream>

#include "aggregator/base/text.h"

namespace aggregator::cli {
namespace {

/// Of the columns of a table.
class Widths {
 public:
  void measure(const TableRow& row) {
    widths_.resize(std::max(widths_.size(), row.size()));
    for (std::size_t column = 0; column < row.size(); ++column) {
      widths_[column] = std::max(widths_[column], display_width(row[column]));
    }
  }

  /// What has changed since it was measured may be wider.
  void print(const TableRow& row, std::ostream& out) const {
    for (std::size_t column = 0; column < row.size(); ++column) {
      out << row[column];
      const std::size_t width = display_width(row[column]);
      if (column + 1 < row.size()) out << std::string(std::max(widths_[column], width) - width + 2, ' ');
    }
    out << '\n';
  }

 private:
  std::vector<std::size_t> widths_;
};

}  // namespace

Json json_of(const std::optional<Instant>& instant) {
  if (!instant) return nullptr;
  return format_rfc3339(*instant);
}

Json json_or_null(const std::string& text) {
  if (text.empty()) return nullptr;
  return text;
}

std::string dump(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

JsonList::JsonList(std::ostream& out) : out_(out) { out_ << '['; }

void JsonList::add(const Json& value) {
  out_ << (empty_ ? "\n" : ",\n") << dump(value);
  empty_ = false;
}

void JsonList::end() { out_ << (empty_ ? "]\n" : "\n]\n"); }

void Table::print(std::ostream& out) const {
  Widths widths;
  for (const TableRow& row : rows_) widths.measure(row);
  for (const TableRow& row : rows_) widths.print(row, out);
}

Result<bool> print_table(std::ostream& out, const TableRow& header,
                         const std::function<Result<void>(const std::function<void(const TableRow&)>& take)>& visit) {
  Widths widths;
  bool is_empty = true;
  const auto measured = visit([&](const TableRow& row) {
    is_empty = false;
    widths.measure(row);
  });
  if (!measured) return std::unexpected(measured.error());
  if (is_empty) return false;
  widths.measure(header);
  widths.print(header, out);
  const auto printed = visit([&](const TableRow& row) { widths.print(row, out); });
  if (!printed) return std::unexpected(printed.error());
  return true;
}

std::string short_time(const std::optional<Instant>& instant) {
  if (!instant) return "-";
  const std::string text = format_rfc3339(*instant);
  return text.substr(0, 10) + ' ' + text.substr(11, 5);
}

std::string local_time(Instant instant, const TimeZone& zone) {
  return fmt::format("{} ({})", short_time(Instant(zone.to_local(instant).time_since_epoch())), zone.name());
}

std::string sparkline(std::span<const std::int64_t> numbers) {
  constexpr std::array<std::string_view, 8> kBars = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  std::string line;
  for (const std::int64_t number : numbers) {
    const std::int64_t most = std::ranges::max(numbers);
    line += number <= 0 ? std::string_view("·") : kBars[static_cast<std::size_t>((number * 8 - 1) / most)];
  }
  return line;
}

std::string grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  const std::size_t first = number < 0 ? 1 : 0;
  for (std::size_t at = digits.size(); at > first + 3;) {
    at -= 3;
    digits.insert(at, ",");
  }
  return digits;
}

std::string counted(std::int64_t number, std::string_view singular, std::string_view plural) {
  return fmt::format("{} {}", grouped(number), number == 1 ? singular : plural);
}

std::string joined(const std::vector<std::string>& words, std::string_view separator) {
  return fmt::format("{}", fmt::join(words, separator));
}

}  // namespace aggregator::cli
