#include "progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "aggregator/base/text.h"

namespace aggregator::cli {
namespace {

constexpr std::size_t kMaxBar = 24;
constexpr std::size_t kMinColumnsWithBar = 72;
constexpr std::chrono::milliseconds kBetweenDrawings{100};

/// The words matter more than the bar, which takes an eighth of the screen at most, and nothing of a narrow one.
std::string bar_of(std::int64_t done, std::int64_t total, std::size_t columns) {
  if (columns < kMinColumnsWithBar) return "";
  const auto width = static_cast<std::int64_t>(std::min(kMaxBar, columns / 8));
  const std::int64_t filled = total > 0 ? std::min(width, width * done / total) : 0;
  return fmt::format("[{:#<{}}{:-<{}}] ", "", filled, "", width - filled);
}

}  // namespace

ProgressLine::~ProgressLine() {
  if (drawn_) screen_.out << "\r\x1b[K" << std::flush;
}

void ProgressLine::draw(std::int64_t done, std::int64_t total, std::string_view remark) {
  const auto now = screen_.clock();
  if (drawn_ && now - last_ < kBetweenDrawings && done != total) return;
  const std::size_t columns = screen_.columns();
  if (columns == 0) return;
  last_ = now;
  drawn_ = true;
  const std::string line = fmt::format("{}{}/{} {}% {}", bar_of(done, total, columns), done, total,
                                       total > 0 ? 100 * done / total : 100, fold_white_space(remark));
  // In the last column some terminals begin the next line. One piece, because the stream may write each at once.
  screen_.out << fmt::format("\r{}\x1b[K", cut_to_width(line, columns - 1)) << std::flush;
}

}  // namespace aggregator::cli
