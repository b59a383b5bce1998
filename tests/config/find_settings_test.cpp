#include <map>

#include "aggregator/config/settings.h"
#include "folder.h"

namespace aggregator::config {
namespace {
namespace fs = std::filesystem;

using FindSettings = FolderTest;

Environment environment_of(std::map<std::string, std::string> variables) {
  return [variables = std::move(variables)](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  };
}

}  // namespace

TEST_F(FindSettings, TakesTheFileThatIsGivenBeforeAllOthers) {
  const fs::path given = write("given.yaml", ""), other = write("other.yaml", "");
  EXPECT_EQ(find_settings(given, environment_of({{"AGGREGATOR_CONFIG", other}})).value(), given);
  EXPECT_EQ(find_settings(std::nullopt, environment_of({{"AGGREGATOR_CONFIG", other}})).value(), other);
}

TEST_F(FindSettings, NeverTakesAnotherFileForTheOneThatWasNamed) {
  const fs::path other = write("other.yaml", "");
  const auto found = find_settings(folder_ / "none.yaml", environment_of({{"AGGREGATOR_CONFIG", other}}));
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::NotFound);
  EXPECT_FALSE(find_settings(std::nullopt, environment_of({{"AGGREGATOR_CONFIG", folder_ / "none.yaml"}})));
}

TEST_F(FindSettings, LooksBelowHome) {
  fs::create_directories(folder_ / ".config/aggregator");
  const fs::path file = write(".config/aggregator/aggregator.yaml", "");
  EXPECT_EQ(find_settings(std::nullopt, environment_of({{"HOME", folder_}})).value(), file);
}

TEST_F(FindSettings, SaysWhereItLooked) {
  const auto found = find_settings(std::nullopt, environment_of({{"HOME", folder_}}));
  if (found) GTEST_SKIP() << "this machine has a configuration of its own";
  EXPECT_EQ(found.error().code, ErrorCode::NotFound);
  EXPECT_NE(found.error().detail.find((folder_ / ".config/aggregator/aggregator.yaml").string()), std::string::npos);
  EXPECT_NE(found.error().detail.find("aggregator init"), std::string::npos);
}

}  // namespace aggregator::config
