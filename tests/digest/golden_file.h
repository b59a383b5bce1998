// Rendered mail compared byte for byte with what was looked at before; UPDATE_GOLDEN=1 writes the files anew.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "aggregator/base/file.h"

namespace aggregator::digest {

inline void expect_golden(const std::string& name, const std::string& actual) {
  const std::filesystem::path path = std::filesystem::path(AGGREGATOR_SOURCE_DIR) / "tests/digest/golden" / name;
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    const auto written = replace_file(path, actual);
    ASSERT_TRUE(written) << written.error().detail;
    return;
  }
  const auto expected = read_file(path);
  ASSERT_TRUE(expected) << expected.error().detail << "\nUPDATE_GOLDEN=1 writes it";
  EXPECT_EQ(*expected, actual) << name << ": UPDATE_GOLDEN=1 rewrites it, read the diff";
}

}  // namespace aggregator::digest
