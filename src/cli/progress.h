// The progress line: drawn over itself on a terminal, at most ten times a second, gone when the work is done.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string_view>
#include <utility>

namespace aggregator::cli {

/// Where and when a line is drawn.
struct Screen {
  std::ostream& out;
  std::function<std::size_t()> columns;  ///< now; 0: nothing is drawn
  std::function<std::chrono::steady_clock::time_point()> clock = std::chrono::steady_clock::now;
};

class ProgressLine {
 public:
  explicit ProgressLine(Screen screen) : screen_(std::move(screen)) {}
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  /// "[#####-----] 120/240 50% remark", cut to the screen; a narrow one has no bar. Not drawn when the last drawing was
  /// a moment ago, unless all is done.
  void draw(std::int64_t done, std::int64_t total, std::string_view remark);

 private:
  const Screen screen_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point last_{};
};

}  // namespace aggregator::cli
