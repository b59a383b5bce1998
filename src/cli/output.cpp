#include "output.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ostream>

#include "aggregator/base/text.h"

namespace aggregator::cli {

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
  std::vector<std::size_t> widths(rows_.front().size());
  for (const auto& row : rows_) {
    for (std::size_t column = 0; column < row.size(); ++column) {
      widths[column] = std::max(widths[column], display_width(row[column]));
    }
  }
  for (const auto& row : rows_) {
    for (std::size_t column = 0; column < row.size(); ++column) {
      out << row[column];
      if (column + 1 < row.size()) out << std::string(widths[column] - display_width(row[column]) + 2, ' ');
    }
    out << '\n';
  }
}

std::string short_time(const std::optional<Instant>& instant) {
  if (!instant) return "-";
  const std::string text = format_rfc3339(*instant);
  return text.substr(0, 10) + ' ' + text.substr(11, 5);
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
