#include "aggregator/poll/access.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/temporary_folder.h"

namespace aggregator::poll {
namespace {
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

std::optional<std::string> environment(const std::string& name) {
  if (name == "KEY") return "from the environment";
  if (name == "EMPTY") return "";
  return std::nullopt;
}

/// A list in a folder with its secrets.
class AccessTo : public ::testing::Test {
 protected:
  AccessTo() {
    test::write_file(folder_.path() / "secret", "from a file\r\n");
    test::write_file(folder_.path() / "empty", "\n");
    feed_.url = "https://blog.example/feed";
  }
  Result<http::Access> access() const { return access_to(feed_, folder_.path() / "feeds.yaml", environment); }
  std::string complaint() const {
    const auto found = access();
    return found ? "" : found.error().detail;
  }

  test::TemporaryFolder folder_;
  config::ListedFeed feed_;
};

}  // namespace

TEST_F(AccessTo, AnOpenFeedIsEmpty) { EXPECT_TRUE(access().value().empty()); }

TEST_F(AccessTo, TakesPasswordsFromFilesBesideTheListAndFromTheEnvironment) {
  feed_.access.user = "ann";
  feed_.access.password_file = "secret";
  const auto from_file = access();
  ASSERT_TRUE(from_file) << from_file.error().detail;
  EXPECT_EQ(from_file->url, "https://blog.example/feed");
  EXPECT_EQ(from_file->user, "ann");
  EXPECT_EQ(from_file->password, "from a file");
  feed_.access.password_file = (folder_.path() / "secret").string();
  EXPECT_EQ(access().value().password, "from a file") << "an absolute path";
  feed_.access.password_file.clear();
  feed_.access.password = "$KEY";
  EXPECT_EQ(access().value().password, "from the environment");
}

TEST_F(AccessTo, MakesHeadersOfTokensAndHeaders) {
  feed_.access.token_file = "secret";
  feed_.access.headers = {{"X-Team", "a"}, {"X-Key", "$KEY"}};
  EXPECT_THAT(access().value().headers, ElementsAre(Pair("Authorization", "Bearer from a file"), Pair("X-Team", "a"),
                                                    Pair("X-Key", "from the environment")));
}

TEST_F(AccessTo, SaysWhichSecretIsMissing) {
  const auto with = [](auto set) {
    config::FeedAccess access;
    set(access);
    return access;
  };
  const std::pair<config::FeedAccess, const char*> cases[] = {
      {with([](auto& a) { a.user = "ann", a.password = "$NONE"; }),
       "password: the environment variable \"NONE\" is not set"},
      {with([](auto& a) { a.user = "ann", a.password_file = "none"; }), "password_file: "},
      {with([](auto& a) { a.user = "ann", a.password_file = "empty"; }), "is empty; it should hold a secret"},
      {with([](auto& a) { a.token = "$EMPTY"; }), "token: the environment variable \"EMPTY\" is empty"},
      {with([](auto& a) { a.token_file = "none"; }), "token_file: "},
      {with([](auto& a) { a.headers = {{"X-Key", "$NONE"}}; }), "headers.X-Key: the environment variable \"NONE\""},
  };
  for (const auto& [access, expected] : cases) {
    feed_.access = access;
    EXPECT_THAT(complaint(), HasSubstr(expected));
  }
}

}  // namespace aggregator::poll
