// A folder for one test, removed with it.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

#include "aggregator/base/file.h"

namespace aggregator::config {

class FolderTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "aggregator-config-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path write(const std::string& name, std::string_view bytes) {
    const auto written = replace_file(folder_ / name, bytes);
    EXPECT_TRUE(written) << written.error().detail;
    return folder_ / name;
  }

  std::filesystem::path folder_;
};

}  // namespace aggregator::config
