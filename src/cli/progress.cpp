#include "progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "aggregator/base/text.h"

namespace aggregator::cli {
namespace {

constexpr std::size_t kColumns = 79;
constexpr std::int64_t kBar = 24;
constexpr std::chrono::milliseconds kBetweenDrawings{80};

}  // namespace

ProgressLine::~ProgressLine() {
  if (drawn_) err_ << "\r\x1b[K" << std::flush;
}

void ProgressLine::draw(std::int64_t done, std::int64_t total, std::string_view remark) {
  const auto now = std::chrono::steady_clock::now();
  if (!shown_ || (now - last_ < kBetweenDrawings && done != total)) return;
  last_ = now;
  drawn_ = true;
  const std::int64_t filled = total > 0 ? std::min(kBar, kBar * done / total) : 0;
  const std::string line = fmt::format("[{:#<{}}{:-<{}}] {}/{} {}% {}", "", filled, "", kBar - filled, done, total,
                                       total > 0 ? 100 * done / total : 100, fold_white_space(remark));
  err_ << '\r' << cut_to_width(line, kColumns) << "\x1b[K" << std::flush;
}

}  // namespace aggregator::cli
