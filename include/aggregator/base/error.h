// What the world does wrong is a value: Result<T> is either a T or an Error.
#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace aggregator {

/// A code exists because a caller branches on it; `cli` turns codes into exit codes in one table.
enum class ErrorCode {
  Malformed,      ///< bytes or words that are not what they should be; trying again will not help
  NotFound,       ///< asked for by name and not there
  Conflict,       ///< already there
  Forbidden,      ///< an address or scheme that this program does not go to
  Unavailable,    ///< the other side or the disk does not answer as it should; try again later
  Unreachable,    ///< no server was met: its name is not known here, or nothing answers there; try again later
  Busy,           ///< another run holds the lock; try again later
  Misconfigured,  ///< the runner's files must be mended first
  Io,             ///< a file of ours cannot be read or written
};

struct Error {
  ErrorCode code;
  std::string detail;  ///< one line for a person: what is wrong, foreign bytes quoted, no secrets
};

template <typename T>
using Result = std::expected<T, Error>;

/// `error` with the place it happened at put before its detail: "where: detail".
[[nodiscard]] inline std::unexpected<Error> at(std::string_view where, const Error& error) {
  return std::unexpected(Error{error.code, std::string(where) + ": " + error.detail});
}

[[nodiscard]] inline std::unexpected<Error> fail(ErrorCode code, std::string detail) {
  return std::unexpected(Error{code, std::move(detail)});
}

}  // namespace aggregator
