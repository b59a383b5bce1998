// A subscriber's choice as people write it: "daily", "09:30", "Asia/Seoul", "mon".
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/store/subscribers.h"

namespace aggregator::cli {

/// The words of a choice; empty ones leave what is there.
struct ChoiceText {
  std::string frequency, at, timezone, language;
  std::vector<std::string> tags;
  std::string weekday{};  ///< "mon" or "monday"
};

/// `choice` with the words put in. Errors: Malformed, naming the word and what it may be.
[[nodiscard]] Result<store::Choice> apply(const ChoiceText& words, store::Choice choice);

/// "09:30".
/// A tag is one line without what lists of tags are made of. Errors: Malformed.
[[nodiscard]] Result<void> check_tag(const std::string& tag);

[[nodiscard]] std::string format_time_of_day(std::chrono::minutes at);

}  // namespace aggregator::cli
