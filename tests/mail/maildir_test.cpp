#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>
#include <iterator>

#include "aggregator/mail/transport.h"
#include "support/temporary_folder.h"

namespace aggregator::mail {
namespace {

namespace fs = std::filesystem;
using State = Outcome::State;
using test::TemporaryFolder;

const Envelope kAnn{"digest@example.org", "ann@example.org"};

TEST(MaildirTransport, WritesTheMessageIntoNewAndCreatesTheFolders) {
  const TemporaryFolder folder;
  const fs::path box = folder.path() / "deep" / "box";
  EXPECT_EQ(maildir_transport(box)->send(kAnn, "the bytes\r\n", "edition.ann").state, State::Sent);
  EXPECT_EQ(test::content_of(box / "new" / "edition.ann.eml"), "the bytes\r\n");
  EXPECT_TRUE(fs::is_directory(box / "cur"));
  EXPECT_TRUE(fs::is_empty(box / "tmp"));
}

TEST(MaildirTransport, KeepsMessagesFromOthersForTheirTokens) {
  for (const char* name : {"box", "box/"}) {
    const TemporaryFolder folder;
    const fs::path box = folder.path() / name;
    ASSERT_EQ(maildir_transport(box)->send(kAnn, "bytes", "name").state, State::Sent);
    const auto mode = [&](const fs::path& path) { return fs::status(path).permissions(); };
    EXPECT_EQ(mode(box / "new" / "name.eml"), fs::perms::owner_read | fs::perms::owner_write);
    for (const char* inside : {".", "tmp", "new", "cur"}) EXPECT_EQ(mode(box / inside), fs::perms::owner_all) << inside;
  }
}

TEST(MaildirTransport, ReplacesARepeatedDelivery) {
  const TemporaryFolder folder;
  for (const char* bytes : {"first", "again"}) {
    EXPECT_EQ(maildir_transport(folder.path())->send(kAnn, bytes, "name").state, State::Sent);
  }
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path() / "new"), fs::directory_iterator()), 1);
  EXPECT_EQ(test::content_of(folder.path() / "new" / "name.eml"), "again");
}

TEST(MaildirTransport, DefersWhenTheFolderCannotBeMade) {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "file") << "in the way";
  const Outcome outcome = maildir_transport(folder.path() / "file")->send(kAnn, "bytes", "name");
  EXPECT_EQ(outcome.state, State::Deferred);
  EXPECT_TRUE(outcome.unreachable);
  EXPECT_THAT(outcome.reason, testing::HasSubstr((folder.path() / "file").string()));
}

TEST(MaildirTransport, DefersWhenTheFileCannotBeWritten) {
  const TemporaryFolder folder;
  fs::create_directories(folder.path() / "tmp" / "name.eml");
  const Outcome outcome = maildir_transport(folder.path())->send(kAnn, "bytes", "name");
  EXPECT_EQ(outcome.state, State::Deferred);
  EXPECT_TRUE(fs::is_empty(folder.path() / "new"));
}

}  // namespace
}  // namespace aggregator::mail
