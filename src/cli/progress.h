// The progress line: drawn over itself on a terminal, at most a few times a second, gone when the work is done.
#pragma once

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>

namespace aggregator::cli {

class ProgressLine {
 public:
  /// Draws nothing unless `shown`.
  ProgressLine(std::ostream& err, bool shown) : err_(err), shown_(shown) {}
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  /// "[#####-----]  120/240  50%  remark", cut to 79 columns.
  void draw(std::int64_t done, std::int64_t total, std::string_view remark);

 private:
  std::ostream& err_;
  const bool shown_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point last_{};
};

}  // namespace aggregator::cli
