// Which audience a subscriber belongs to.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "aggregator/store/subscribers.h"
#include "choices.h"
#include "session.h"

namespace aggregator::store {

/// What the rows of subscribers say through their audience.
inline constexpr std::string_view kStandingJoins =
    "JOIN audiences a ON a.id = s.audience JOIN choices c ON c.id = a.choice";

/// The audience with this choice, mark and hour; made where there is none.
[[nodiscard]] AudienceId audience_id(Session& session, const Choice& choice, Sequence mark,
                                     const std::optional<Instant>& next_due);

/// Removes an audience that its last member has left: no hour is kept for nobody.
void drop_if_empty(Session& session, AudienceId audience);

}  // namespace aggregator::store
