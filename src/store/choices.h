// What subscribers chose, each choice once: a group that shares an edition is found by one number.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "aggregator/store/subscribers.h"
#include "session.h"

namespace aggregator::store {

using ChoiceId = std::int64_t;

/// Of the table choices under the name c.
inline constexpr std::string_view kChoiceColumns =
    "c.frequency, c.at_minute, c.weekday, c.timezone, c.language, c.filter";

/// What these columns are read into.
struct ChoiceColumns {
  Choice choice;
  std::string filter;

  void bind(Statement& statement);
  /// The choice just read.
  [[nodiscard]] Choice take();
};

/// Stores the choice where it is new.
[[nodiscard]] ChoiceId choice_id(Session& session, const Choice& choice);

}  // namespace aggregator::store
