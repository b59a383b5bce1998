// Settings with nothing set but what has no default.
#pragma once

#include "aggregator/config/settings.h"

namespace aggregator::test {

inline config::Settings plain_settings() {
  return {.file = {},
          .site = {"Test", "https://digest.example", "ops@example.org", *TimeZone::find("UTC"), "en"},
          .feeds = {},
          .database = {},
          .poll = {},
          .digest = {},
          .mail = {},
          .web = {}};
}

}  // namespace aggregator::test
