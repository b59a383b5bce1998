// Runs another program to its end.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/base/error.h"

namespace aggregator::mail {

struct ChildEnd {
  int status = 0;             ///< exit status
  int signal = 0;             ///< that ended it; 0: it exited by itself, or SIGKILL when its time was over
  bool has_read_all = false;  ///< of one that was killed: it had read all of its input by then
  std::string output;         ///< the beginning of what it wrote to stdout and stderr
};

/// Runs `arguments[0]` (a path; no shell) with `input` on its standard input. It inherits the environment and nothing
/// else. Killed after `patience`, or once `is_cancelled` (may be empty) says so. Errors: Unavailable, when it cannot be
/// started or nobody knows how it ended.
[[nodiscard]] Result<ChildEnd> run_child(std::vector<std::string> arguments, std::string_view input,
                                         std::chrono::seconds patience, const std::function<bool()>& is_cancelled = {});

}  // namespace aggregator::mail
