#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <optional>
#include <thread>

#include "store_fixture.h"
#include "without_rights.h"

namespace aggregator::store {
namespace {

using StageLockTest = StoreTest;

/// What another process gets that asks for the lock: 0, or 1 for Busy.
int ask_from_another_process(Database& database, Stage stage) {
  const pid_t child = ::fork();
  if (child == 0) {
    const auto lock = database.lock(stage);
    ::_exit(lock ? 0 : lock.error().code == ErrorCode::Busy ? 1 : 2);
  }
  int status = -1;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_F(StageLockTest, KeepsOtherConnectionsAndProcessesOutUntilItIsGone) {
  Database other = open();
  {
    const StageLock held = value_of(database_.lock(Stage::Poll));
    const auto second = other.lock(Stage::Poll);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::Busy);
    EXPECT_THAT(second.error().detail, testing::HasSubstr("polling"));
    EXPECT_EQ(ask_from_another_process(database_, Stage::Poll), 1);
  }
  EXPECT_EQ(ask_from_another_process(database_, Stage::Poll), 0);
  EXPECT_TRUE(other.lock(Stage::Poll));
}

TEST_F(StageLockTest, WaitsForOneThatIsJustLettingGo) {
  Database other = open();
  std::optional<StageLock> held = value_of(database_.lock(Stage::Poll));
  Result<StageLock> second = fail(ErrorCode::Busy, "not asked yet");
  {
    const std::jthread asking([&] { second = other.lock(Stage::Poll); });
    held.reset();
  }
  EXPECT_TRUE(second) << second.error().detail;
}

TEST_F(StageLockTest, StagesDoNotKeepEachOtherOut) {
  const StageLock poll = value_of(database_.lock(Stage::Poll));
  const StageLock digest = value_of(database_.lock(Stage::Digest));
  EXPECT_TRUE(database_.lock(Stage::Deliver));
}

TEST_F(StageLockTest, MovesWithItsOwner) {
  StageLock first = value_of(database_.lock(Stage::Poll));
  StageLock kept = value_of(database_.lock(Stage::Digest));
  kept = std::move(first);
  EXPECT_TRUE(database_.lock(Stage::Digest));  // let go of when something else was put in its place
  EXPECT_FALSE(database_.lock(Stage::Poll));
}

TEST_F(StageLockTest, SaysWhatIsInTheWayOfItsFile) {
  const std::string path = file_.string() + ".lock";
  ASSERT_EQ(::chmod(folder_.path().c_str(), 0755), 0);
  ASSERT_EQ(::chmod(path.c_str(), 0), 0);
  {
    const WithoutRights nobody;
    const auto locked = database_.lock(Stage::Poll);
    ASSERT_FALSE(locked);
    EXPECT_THAT(locked.error().detail, testing::HasSubstr(path + ": the account "));
    EXPECT_THAT(locked.error().detail, testing::HasSubstr(" may not read and write it; run aggregator as "));
  }
  std::filesystem::remove(path);
  std::filesystem::create_directory(path);
  const auto locked = database_.lock(Stage::Poll);
  ASSERT_FALSE(locked);
  EXPECT_EQ(locked.error().code, ErrorCode::Unavailable);
  EXPECT_THAT(locked.error().detail, testing::HasSubstr(path + ": is a directory; move it away"));
}

TEST_F(StageLockTest, IsFreedWhenItsProcessIsKilled) {
  int pipe[2];
  ASSERT_EQ(::pipe(pipe), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const auto held = database_.lock(Stage::Deliver);
    (void)!::write(pipe[1], held ? "y" : "n", 1);
    ::pause();
    ::_exit(1);
  }
  char answer = 0;
  ASSERT_EQ(::read(pipe[0], &answer, 1), 1);
  EXPECT_EQ(answer, 'y');
  EXPECT_FALSE(database_.lock(Stage::Deliver));
  ASSERT_EQ(::kill(child, SIGKILL), 0);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  ::close(pipe[0]);
  ::close(pipe[1]);
  EXPECT_TRUE(database_.lock(Stage::Deliver));
}

}  // namespace
}  // namespace aggregator::store
