// How the values of this house lie in columns: instants and spans of time as numbers, enumerators by their place, truth
// as 0 and 1, what may be missing as NULL. A std::uint64_t goes bit for bit into a BIGINT (SOCI treats it as a long).
#pragma once

#include <soci/soci.h>

#include <chrono>
#include <optional>
#include <type_traits>

#include "aggregator/base/time.h"

namespace soci {

template <>
struct type_conversion<aggregator::Instant> {
  using base_type = long long;
  static void from_base(long long seconds, indicator state, aggregator::Instant& instant) {
    if (state == i_null) throw soci_error("a time is missing");
    instant = aggregator::Instant(std::chrono::seconds(seconds));
  }
  static void to_base(const aggregator::Instant& instant, long long& seconds, indicator& state) {
    seconds = instant.time_since_epoch().count();
    state = i_ok;
  }
};

template <typename Period>
struct type_conversion<std::chrono::duration<std::int64_t, Period>> {
  using base_type = long long;
  using Duration = std::chrono::duration<std::int64_t, Period>;
  static void from_base(long long count, indicator state, Duration& duration) {
    if (state == i_null) throw soci_error("a span of time is missing");
    duration = Duration(count);
  }
  static void to_base(const Duration& duration, long long& count, indicator& state) {
    count = duration.count();
    state = i_ok;
  }
};

template <typename Value>
struct type_conversion<Value, std::enable_if_t<std::is_enum_v<Value> || std::is_same_v<Value, bool>>> {
  using base_type = int;
  static void from_base(int number, indicator state, Value& value) {
    if (state == i_null) throw soci_error("a state is missing");
    value = static_cast<Value>(number);  // the schema's CHECKs keep other numbers out
  }
  static void to_base(const Value& value, int& number, indicator& state) {
    number = static_cast<int>(value);
    state = i_ok;
  }
};

template <typename Value>
struct type_conversion<std::optional<Value>> {
  using base_type = typename type_conversion<Value>::base_type;
  static void from_base(const base_type& base, indicator state, std::optional<Value>& value) {
    if (state == i_null) {
      value.reset();
    } else {
      type_conversion<Value>::from_base(base, state, value.emplace());
    }
  }
  static void to_base(const std::optional<Value>& value, base_type& base, indicator& state) {
    state = i_null;
    if (value) type_conversion<Value>::to_base(*value, base, state);
  }
};

}  // namespace soci
