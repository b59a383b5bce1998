// How long a delivery that is leased is ours.
#pragma once

#include <chrono>

namespace aggregator::deliver {

/// One that runs out while its task waits goes on: nobody else can take it.
inline constexpr std::chrono::minutes kLease{10};

}  // namespace aggregator::deliver
