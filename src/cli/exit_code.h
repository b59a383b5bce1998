// Exit codes (sysexits): the one table from errors to what a script sees.
#pragma once

#include "aggregator/base/error.h"

namespace aggregator::cli {

enum ExitCode : int {
  kDone = 0,
  kNotDone = 1,
  kUsage = 2,
  kBadData = 65,
  kUnavailable = 69,
  kTryAgainLater = 75,
  kConfiguration = 78,
};

[[nodiscard]] constexpr int exit_code(ErrorCode code) {
  switch (code) {
    case ErrorCode::Malformed:
      return kBadData;
    case ErrorCode::NotFound:
    case ErrorCode::Conflict:
    case ErrorCode::Forbidden:
    case ErrorCode::Io:
      return kNotDone;
    case ErrorCode::Unavailable:
    case ErrorCode::Unreachable:
      return kUnavailable;
    case ErrorCode::Busy:
      return kTryAgainLater;
    case ErrorCode::Misconfigured:
      return kConfiguration;
  }
  return kNotDone;
}

}  // namespace aggregator::cli
