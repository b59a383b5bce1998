#include "aggregator/store/database.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "session.h"
#include "store_fixture.h"
#include "without_rights.h"

namespace aggregator::store {
namespace {

using testing::HasSubstr;

void count_bytes(std::span<unsigned char> bytes) {
  static unsigned char next = 0;
  for (unsigned char& byte : bytes) byte = next++;
}

Result<Database> open_without_rights(const std::filesystem::path& file) {
  const WithoutRights nobody;
  return Database::open("sqlite:" + file.string());
}

using DatabaseTest = StoreTest;

TEST_F(DatabaseTest, IsCreatedForItsOwnerAlone) {
  struct stat status{};
  ASSERT_EQ(::stat(file_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(DatabaseTest, KeepsWhatWasStoredWhenItIsOpenedAgain) {
  sync({listed("https://a.example/feed")});
  Database other = open();
  EXPECT_TRUE(value_of(find_feed(other, "https://a.example/feed")).has_value());
}

TEST(DatabaseOpen, RefusesSchemesThatThisBuildHasNotWithoutShowingPasswords) {
  for (const char* url : {"postgresql://me:secret@host/name", "", "aggregator.db", "sqlite:", "sqlite:/a\"b"}) {
    SCOPED_TRACE(url);
    const auto opened = Database::open(url);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::Misconfigured);
    EXPECT_THAT(opened.error().detail, Not(HasSubstr("secret")));
  }
}

TEST_F(DatabaseTest, SaysThatTheDirectoryIsMissing) {
  const auto opened = Database::open("sqlite:" + (folder_.path() / "nowhere" / "x.db").string());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::Unavailable);
  EXPECT_THAT(opened.error().detail, HasSubstr("nowhere does not exist"));
}

TEST_F(DatabaseTest, SaysWhatIsInTheWayOfOpening) {
  namespace fs = std::filesystem;
  const fs::path folder = folder_.path() / "place";
  fs::create_directories(folder / "dir.db");
  std::ofstream(folder / "file") << "x";
  std::ofstream(folder / "locked.db") << "x";
  fs::create_directory(folder / "closed");
  ASSERT_EQ(::chmod(folder_.path().c_str(), 0755), 0);
  ASSERT_EQ(::chmod((folder / "locked.db").c_str(), 0), 0);
  ASSERT_EQ(::chmod((folder / "closed").c_str(), 0), 0);
  ASSERT_EQ(::chmod(folder.c_str(), 0555), 0);
  const std::pair<const char*, std::string> cases[] = {
      {"dir.db", "dir.db: is a directory; move it away, or set `database` to another path"},
      {"file/x.db", (folder / "file").string() + " is no directory; set `database`"},
      {"locked.db", "may not read and write it; run aggregator as "},
      {"closed/x.db", "may not look into the directory " + (folder / "closed").string() + "; run aggregator as "},
      {"new.db", "may not make files in the directory " + folder.string() + "; run aggregator as "},
  };
  for (const auto& [name, words] : cases) {
    SCOPED_TRACE(name);
    const auto opened = open_without_rights(folder / name);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::Unavailable);
    EXPECT_THAT(opened.error().detail, testing::StartsWith("database " + (folder / name).string()));
    EXPECT_THAT(opened.error().detail, HasSubstr(words));
  }
  for (const fs::path& path : {folder, folder / "closed"}) ASSERT_EQ(::chmod(path.c_str(), 0755), 0);  // to be removed
}

TEST_F(DatabaseTest, OpensAnExistingOneAndMakesNoneWhereItShouldBe) {
  EXPECT_TRUE(Database::open_existing("sqlite:" + file_.string()));
  for (const auto& missing : {folder_.path() / "aggergator.db", folder_.path() / "nowhere" / "x.db"}) {
    SCOPED_TRACE(missing);
    const auto opened = Database::open_existing("sqlite:" + missing.string());
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::NotFound);
    EXPECT_THAT(opened.error().detail, HasSubstr("no database at " + missing.string()));
    EXPECT_FALSE(std::filesystem::exists(missing));
    EXPECT_FALSE(std::filesystem::exists(missing.string() + ".lock"));
  }
}

TEST_F(DatabaseTest, SaysThatAFileIsNoDatabase) {
  const auto path = folder_.path() / "feeds.yaml";
  std::ofstream(path) << std::string(4096, 'x');
  const auto opened = Database::open("sqlite:" + path.string());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::Unavailable);
  EXPECT_THAT(opened.error().detail, HasSubstr("no SQLite database"));
}

TEST_F(DatabaseTest, RefusesASchemaNewerThanThisProgram) {
  run(database_.session(), "UPDATE schema_version SET version = 1000");
  const auto opened = Database::open("sqlite:" + file_.string());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::Misconfigured);
  EXPECT_THAT(opened.error().detail, HasSubstr("1000"));
}

TEST_F(DatabaseTest, ReadsAFileThatItMayNotWriteAndSaysWhyWritingFails) {
  sync({listed("https://a.example/feed")});
  const auto path = folder_.path() / "copy.db";
  run(database_.session(), "VACUUM INTO '" + path.string() + "'");
  value_of(Database::open("sqlite:" + path.string()));  // from now on it has a log
  ASSERT_EQ(::chmod(folder_.path().c_str(), 0777), 0);
  ASSERT_EQ(::chmod(path.c_str(), 0444), 0);
  const WithoutRights nobody;
  auto copy = Database::open("sqlite:" + path.string());
  if (!copy) {  // SQLite may find that it cannot make the log's index; either way the words name file and remedy
    EXPECT_THAT(copy.error().detail, HasSubstr(path.string()));
    EXPECT_EQ(copy.error().code, ErrorCode::Unavailable);
    return;
  }
  const auto synced = sync_feeds(*copy, {});
  ASSERT_FALSE(synced);
  EXPECT_EQ(synced.error().code, ErrorCode::Unavailable);
  EXPECT_THAT(synced.error().detail, HasSubstr("give nobody write permission on it"));
}

TEST_F(DatabaseTest, OpensForSeveralProcessesThatCreateItAtOnce) {
  const std::string url = "sqlite:" + (folder_.path() / "raced.db").string();
  std::vector<pid_t> children;
  for (int i = 0; i < 6; ++i) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) ::_exit(Database::open(url) ? 0 : 1);
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  }
  EXPECT_TRUE(Database::open(url));
}

TEST_F(DatabaseTest, GoesOnAfterItsProcessWasKilledInATransaction) {
  const std::string url = "sqlite:" + (folder_.path() / "killed.db").string();
  int pipe[2];
  ASSERT_EQ(::pipe(pipe), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    Database own = value_of(Database::open(url));
    const std::vector committed = {listed("https://committed.example/feed")}, lost = {listed("https://lost.example/")};
    bool ready = sync_feeds(own, committed).has_value();
    (void)own.transact([&]() -> Result<void> {
      ready = ready && sync_feeds(own, lost).has_value();
      (void)!::write(pipe[1], ready ? "y" : "n", 1);
      ::pause();
      return {};
    });
    ::_exit(1);
  }
  char ready = 0;
  ASSERT_EQ(::read(pipe[0], &ready, 1), 1);
  EXPECT_EQ(ready, 'y');
  ASSERT_EQ(::kill(child, SIGKILL), 0);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  ::close(pipe[0]);
  ::close(pipe[1]);
  Database survivor = value_of(Database::open(url));
  EXPECT_TRUE(value_of(find_feed(survivor, "https://committed.example/feed")).has_value());
  EXPECT_FALSE(value_of(find_feed(survivor, "https://lost.example/")).has_value());
  EXPECT_EQ(value_of(sync_feeds(survivor, {})).removed, 1);
}

TEST_F(DatabaseTest, TransactCommitsOnSuccess) {
  value_of(database_.transact([&]() -> Result<void> {
    sync({listed("https://a.example/feed")});
    return {};
  }));
  Database other = open();
  EXPECT_EQ(value_of(pollable_feeds(other, std::nullopt)).size(), 1U);
}

TEST_F(DatabaseTest, TransactRollsBackOnAnErrorAndReturnsIt) {
  const auto done = database_.transact([&]() -> Result<void> {
    sync({listed("https://a.example/feed")});
    return fail(ErrorCode::Malformed, "enough");
  });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().detail, "enough");
  EXPECT_TRUE(value_of(pollable_feeds(database_, std::nullopt)).empty());
}

TEST_F(DatabaseTest, TransactRollsBackOnAnException) {
  const auto work = [&]() -> Result<void> {
    sync({listed("https://a.example/feed")});
    throw std::runtime_error("a bug");
  };
  EXPECT_THROW((void)database_.transact(work), std::runtime_error);
  EXPECT_TRUE(value_of(pollable_feeds(database_, std::nullopt)).empty());
  sync({listed("https://b.example/feed")});
  EXPECT_EQ(value_of(pollable_feeds(database_, std::nullopt)).size(), 1U);
}

TEST_F(DatabaseTest, TransactRefusesToBeNested) {
  const auto nothing = []() -> Result<void> { return {}; };
  EXPECT_THROW((void)database_.transact([&] { return database_.transact(nothing); }), std::logic_error);
}

TEST_F(DatabaseTest, AFailedStatementIsNeverHalfOfACommittedTransaction) {
  const auto done = database_.transact([&]() -> Result<void> {
    sync({listed("https://a.example/feed")});
    EXPECT_FALSE(insert_entry(database_, entry_row(999, "of no feed"), {}));
    EXPECT_FALSE(pollable_feeds(database_, std::nullopt));  // nothing more is done in this transaction
    return {};                                              // and its error is not forgotten
  });
  ASSERT_FALSE(done);
  EXPECT_TRUE(value_of(pollable_feeds(database_, std::nullopt)).empty());
  sync({listed("https://a.example/feed")});
  EXPECT_GT(store_entry(feed("https://a.example/feed").id, "works"), 0);
}

TEST_F(DatabaseTest, AFullDiskIsAnErrorThatLeavesEverythingAsItWas) {
  sync({listed("https://a.example/feed")});
  const FeedId feed_id = feed("https://a.example/feed").id;
  store_entry(feed_id, "before");
  std::int64_t pages = 0;
  read_row(database_.session(), "PRAGMA page_count", std::tie(pages));
  read_row(database_.session(), "PRAGMA max_page_count = " + std::to_string(pages + 2), std::tie(pages));

  const auto done = database_.transact([&]() -> Result<void> {
    for (int i = 0; i < 1000; ++i) {
      EntryRow entry = entry_row(feed_id, "entry");
      entry.excerpt = std::string(1000, 'x');
      const auto id = insert_entry(database_, entry, {});
      if (!id) return std::unexpected(id.error());
    }
    return {};
  });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::Unavailable);
  EXPECT_THAT(done.error().detail, HasSubstr("disk is full"));
  EXPECT_THAT(done.error().detail, HasSubstr(file_.string()));
  EXPECT_EQ(value_of(titles_of_feed(database_, feed_id)).size(), 1u);

  read_row(database_.session(), "PRAGMA max_page_count = 100000", std::tie(pages));
  store_entry(feed_id, "after");
  EXPECT_EQ(value_of(titles_of_feed(database_, feed_id)).size(), 2u);
}

TEST_F(DatabaseTest, AWriterThatIsKeptWaitingTooLongSaysSoAndCanTryAgain) {
  Database other = open();
  run(other.session(), "PRAGMA busy_timeout = 0");
  const std::vector changed = {listed("https://a.example/feed")};
  value_of(database_.transact([&]() -> Result<void> {
    const auto synced = sync_feeds(other, changed);
    EXPECT_FALSE(synced);
    EXPECT_EQ(synced.error().code, ErrorCode::Unavailable);
    EXPECT_THAT(synced.error().detail, HasSubstr("another process"));
    return {};
  }));
  EXPECT_TRUE(sync_feeds(other, changed));
}

TEST_F(DatabaseTest, ReadersSeeTheLastCommitWhileAnotherOneWrites) {
  Database other = open();
  value_of(database_.transact([&]() -> Result<void> {
    sync({listed("https://a.example/feed")});
    EXPECT_TRUE(value_of(pollable_feeds(other, std::nullopt)).empty());
    return {};
  }));
  EXPECT_EQ(value_of(pollable_feeds(other, std::nullopt)).size(), 1U);
}

TEST_F(DatabaseTest, WaitsAMinuteForOtherWritersAndSurvivesLossOfPower) {
  for (const auto& [pragma, expected] : {std::pair{"busy_timeout", 60000}, {"synchronous", 2}, {"foreign_keys", 1}}) {
    int value = -1;
    read_row(database_.session(), std::string("PRAGMA ") + pragma, std::tie(value));
    EXPECT_EQ(value, expected) << pragma;
  }
}

TEST_F(DatabaseTest, TheSigningKeyIsMadeOnceAndLong) {
  const std::string key = value_of(signing_key(database_, count_bytes));
  EXPECT_GE(key.size(), 43U);  // 256 bits of base64url
  Database other = open();
  EXPECT_EQ(value_of(signing_key(other, count_bytes)), key);
}

TEST_F(DatabaseTest, FormerSigningKeysAreKeptNewestFirstUntilTheyAreForgotten) {
  std::vector<std::string> keys = {value_of(signing_key(database_, system_random()))};
  for (int i = 0; i < 11; ++i) {
    value_of(change_signing_key(database_, system_random(), FormerKeys::Keep));
    keys.insert(keys.begin(), value_of(signing_key(database_, system_random())));
  }
  const KeyRing ring = value_of(signing_keys(database_, system_random()));
  EXPECT_EQ(ring.current, keys.front());
  EXPECT_EQ(ring.former, std::vector<std::string>(keys.begin() + 1, keys.end()));

  value_of(change_signing_key(database_, system_random(), FormerKeys::Forget));
  const KeyRing fresh = value_of(signing_keys(database_, system_random()));
  EXPECT_TRUE(fresh.former.empty());
  EXPECT_EQ(std::ranges::count(keys, fresh.current), 0);
}

}  // namespace
}  // namespace aggregator::store
