#include "aggregator/base/file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <iterator>

namespace aggregator {
namespace fs = std::filesystem;

class FileTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "aggregator-file-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path folder_;
};

TEST_F(FileTest, ReadsBackWhatWasWritten) {
  const std::string bytes("a\0b\r\n\xff", 6);
  ASSERT_TRUE(replace_file(folder_ / "x", bytes));
  EXPECT_EQ(read_file(folder_ / "x").value(), bytes);
  ASSERT_TRUE(replace_file(folder_ / "x", ""));
  EXPECT_EQ(read_file(folder_ / "x").value(), "");
}

TEST_F(FileTest, KeepsPermissionsAndLeavesNothingBeside) {
  ASSERT_TRUE(replace_file(folder_ / "x", "old"));
  ASSERT_EQ(chmod((folder_ / "x").c_str(), 0640), 0);
  ASSERT_TRUE(replace_file(folder_ / "x", "new"));
  EXPECT_EQ(fs::status(folder_ / "x").permissions(), fs::perms(0640));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 1);
}

TEST_F(FileTest, ReplacesWhatASymbolicLinkPointsTo) {
  ASSERT_TRUE(replace_file(folder_ / "real", "old"));
  fs::create_symlink("real", folder_ / "link");
  ASSERT_TRUE(replace_file(folder_ / "link", "new"));
  EXPECT_TRUE(fs::is_symlink(folder_ / "link"));
  EXPECT_EQ(read_file(folder_ / "real").value(), "new");
}

TEST_F(FileTest, TellsAMissingFileFromAnUnreadableOne) {
  const auto missing = read_file(folder_ / "none");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
  EXPECT_NE(missing.error().detail.find("none"), std::string::npos);
  const auto directory = read_file(folder_);
  ASSERT_FALSE(directory);
  EXPECT_EQ(directory.error().code, ErrorCode::Io);
}

TEST_F(FileTest, RefusesAFileBeyondTheLimit) {
  ASSERT_TRUE(replace_file(folder_ / "x", "12345"));
  EXPECT_TRUE(read_file(folder_ / "x", 5));
  const auto bytes = read_file(folder_ / "x", 4);
  ASSERT_FALSE(bytes);
  EXPECT_EQ(bytes.error().code, ErrorCode::Io);
}

TEST_F(FileTest, ReportsAFolderThatIsNotThere) {
  const auto replaced = replace_file(folder_ / "none" / "x", "new");
  ASSERT_FALSE(replaced);
  EXPECT_EQ(replaced.error().code, ErrorCode::Io);
}

TEST_F(FileTest, LeavesTheOldThingWhenItCannotBeReplaced) {
  fs::create_directory(folder_ / "x");
  ASSERT_FALSE(replace_file(folder_ / "x", "new"));
  EXPECT_TRUE(fs::is_directory(folder_ / "x"));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 1);
}

}  // namespace aggregator
