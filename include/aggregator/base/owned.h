// One owner for each handle of a C library: `using Transfer = Owned<CURL, curl_easy_cleanup>;`.
#pragma once

#include <memory>

namespace aggregator {

template <auto release>
struct Release {
  void operator()(auto* handle) const noexcept { release(handle); }
};

template <typename Handle, auto release>
using Owned = std::unique_ptr<Handle, Release<release>>;

}  // namespace aggregator
