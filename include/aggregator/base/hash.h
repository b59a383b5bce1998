// A fast 64-bit hash for keys and fingerprints. Not for secrets.
#pragma once

#include <cstdint>
#include <string_view>

namespace aggregator {

/// XXH3 of `bytes`, the same on every machine and in every version: it is stored.
[[nodiscard]] std::uint64_t hash64(std::string_view bytes, std::uint64_t seed = 0);

}  // namespace aggregator
