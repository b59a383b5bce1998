// The value of a Result that a test takes for granted.
#pragma once

#include <stdexcept>
#include <type_traits>
#include <utility>

#include "aggregator/base/error.h"

namespace aggregator::test {

/// The value, or an exception that fails the test with the error's words.
template <typename T>
T value_of(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().detail);
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

}  // namespace aggregator::test
