// How listings are printed: JSON with the contract's field names, tables for people.
#pragma once

#include <functional>
#include <iosfwd>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/base/time_zone.h"

namespace aggregator::cli {

using Json = nlohmann::ordered_json;

/// RFC 3339 UTC, or null.
[[nodiscard]] Json json_of(const std::optional<Instant>& instant);
/// The text, or null when it is empty.
[[nodiscard]] Json json_or_null(const std::string& text);
/// One line of JSON; bytes that are no UTF-8 become U+FFFD.
[[nodiscard]] std::string dump(const Json& value);

/// A JSON list that is written while it is made, so that a long one takes no memory.
class JsonList {
 public:
  explicit JsonList(std::ostream& out);
  void add(const Json& value);
  void end();

 private:
  std::ostream& out_;
  bool empty_ = true;
};

using TableRow = std::vector<std::string>;

/// Columns as wide as their widest cell; the last one is not padded. Korean counts two.
class Table {
 public:
  explicit Table(TableRow header) : rows_{std::move(header)} {}
  void add(TableRow row) { rows_.push_back(std::move(row)); }
  void print(std::ostream& out) const;

 private:
  std::vector<TableRow> rows_;
};

/// The same of rows that are too many to be kept: `visit` hands each to what it is given, and is called twice. Whether
/// there were any; without rows nothing is printed. Errors: those of `visit`.
[[nodiscard]] Result<bool> print_table(
    std::ostream& out, const TableRow& header,
    const std::function<Result<void>(const std::function<void(const TableRow&)>& take)>& visit);

/// "2026-11-20 09:30" in UTC, or "-".
[[nodiscard]] std::string short_time(const std::optional<Instant>& instant);
/// "2026-11-20 18:30 (Asia/Seoul)".
[[nodiscard]] std::string local_time(Instant instant, const TimeZone& zone);
/// A bar for each number, as high as it is beside the largest: "▁▁▃█"; nothing but a dot for 0.
[[nodiscard]] std::string sparkline(std::span<const std::int64_t> numbers);
/// "1,729".
[[nodiscard]] std::string grouped(std::int64_t number);
/// "1 feed", "3 feeds".
[[nodiscard]] std::string counted(std::int64_t number, std::string_view singular, std::string_view plural);
[[nodiscard]] std::string joined(const std::vector<std::string>& words, std::string_view separator);

}  // namespace aggregator::cli
