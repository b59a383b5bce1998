// The command line: `aggregator COMMAND …` from arguments to an exit code.
#pragma once

#include <cstddef>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/base/token.h"
#include "aggregator/http/client.h"
#include "aggregator/mail/dns.h"

namespace aggregator::cli {

/// The outside world as a command sees it. `main` makes the real one.
struct Surroundings {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  std::function<std::size_t()> err_columns;  ///< of the terminal that `err` is, now; 0 when it is none
  std::function<std::optional<std::string>(const std::string&)> environment;
  Clock clock;
  RandomSource random;
  std::function<void(Instant)> wait_until = {};       ///< returns when the clock shows it
  mail::Resolver resolve = {};                        ///< the system's DNS; empty: there is none
  std::function<bool(const std::string&)> open = {};  ///< shows a file to the person; false: it cannot
  bool out_is_terminal = false;
  /// The status with which a URL answers; empty: nobody is asked.
  std::function<Result<int>(const http::ClientOptions& options, const std::string& url)> visit = {};
};

/// Runs one command; the exit code (sysexits). Expected failures are one line on `err`.
[[nodiscard]] int run(const std::vector<std::string>& arguments, Surroundings& surroundings);

}  // namespace aggregator::cli
