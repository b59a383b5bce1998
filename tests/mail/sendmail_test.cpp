#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>

#include "aggregator/mail/transport.h"
#include "child.h"
#include "support/temporary_folder.h"

namespace aggregator::mail {
namespace {

namespace fs = std::filesystem;
using State = Outcome::State;
using test::TemporaryFolder;
using testing::HasSubstr;

const Envelope kAnn{"digest@example.org", "ann@example.org"};

/// A program that does what `script` says.
fs::path program(const TemporaryFolder& folder, const std::string& script) {
  const fs::path file = folder.path() / "sendmail";
  std::ofstream(file) << "#!/bin/sh\n" << script << "\n";
  fs::permissions(file, fs::perms::owner_all);
  return file;
}

TEST(SendmailTransport, HandsOverArgumentsAndMessageWithLocalLineEnds) {
  const TemporaryFolder folder;
  const std::string out = (folder.path() / "out").string();
  const auto sendmail = program(folder, "printf '%s\\n' \"$@\" > " + out + "; cat >> " + out);
  const Envelope tricky{"digest@example.org", "-oQ$(touch x)@example.org"};
  EXPECT_EQ(sendmail_transport(sendmail)->send(tricky, "Subject: x\r\n\r\n.\r\nbody\r\n", "n").state, State::Sent);
  EXPECT_EQ(test::content_of(out),
            "-i\n-f\ndigest@example.org\n--\n-oQ$(touch x)@example.org\nSubject: x\n\n.\nbody\n");
}

TEST(SendmailTransport, ReadsTheOutcomeFromTheExitStatus) {
  struct Case {
    int status;
    State expected;
    bool is_our_trouble;
  };
  const Case cases[] = {
      {0, State::Sent, false},       {65, State::Failed, false},
      {67, State::Failed, false},    {66, State::Deferred, false},
      {70, State::Deferred, false},  {71, State::Deferred, false},
      {73, State::Deferred, false},  {74, State::Deferred, false},
      {75, State::Deferred, false},  {64, State::Deferred, true},  // an option that the program does not know
      {68, State::Deferred, true},                                 // msmtp: its relay's name is not known
      {69, State::Deferred, true},                                 // msmtp: no trust in its relay's certificate
      {72, State::Deferred, true},   {76, State::Deferred, true},
      {77, State::Deferred, true},  // msmtp: the relay refuses its login
      {78, State::Deferred, true},   {1, State::Deferred, false},
      {126, State::Deferred, false}, {79, State::Deferred, false},
  };
  for (const auto& [status, expected, is_our_trouble] : cases) {
    SCOPED_TRACE(status);
    const TemporaryFolder folder;
    const auto sendmail = program(folder, "cat >/dev/null; echo some words >&2; exit " + std::to_string(status));
    const Outcome outcome = sendmail_transport(sendmail)->send(kAnn, "x\r\n", "n");
    EXPECT_EQ(outcome.state, expected);
    EXPECT_EQ(outcome.unreachable, is_our_trouble);
    EXPECT_THAT(outcome.reason, HasSubstr("some words"));
  }
}

TEST(SendmailTransport, CallsNothingSentWhoseOutcomeTheSystemKeepsFromIt) {
  const TemporaryFolder folder;
  const auto sendmail = program(folder, "cat >/dev/null; exit 75");
  const auto before = std::signal(SIGCHLD, SIG_IGN);  // as some supervisors start their programs
  const Outcome outcome = sendmail_transport(sendmail)->send(kAnn, "x\r\n", "n");
  std::signal(SIGCHLD, before);
  EXPECT_EQ(outcome.state, State::Deferred);
}

TEST(SendmailTransport, DefersWhenTheProgramCannotBeStarted) {
  const Outcome outcome = sendmail_transport("/nowhere/sendmail")->send(kAnn, "x\r\n", "n");
  EXPECT_EQ(outcome.state, State::Deferred);
  EXPECT_TRUE(outcome.unreachable);
  EXPECT_THAT(outcome.reason, HasSubstr("/nowhere/sendmail"));
}

TEST(SendmailTransport, SurvivesAProgramThatDoesNotReadOrTalksTooMuch) {
  const std::string message(1'000'000, 'x');
  for (const char* script : {"exit 67", "head -c 3000000 /dev/zero; exit 67", "exec 0<&-; echo gone; exit 67"}) {
    SCOPED_TRACE(script);
    const TemporaryFolder folder;
    const Outcome outcome = sendmail_transport(program(folder, script))->send(kAnn, message, "n");
    EXPECT_EQ(outcome.state, State::Failed);
    EXPECT_LT(outcome.reason.size(), 5000u);
  }
}

TEST(SendmailTransport, DefersWhenTheProgramIsKilled) {
  const TemporaryFolder folder;
  const Outcome outcome = sendmail_transport(program(folder, "kill -9 $$"))->send(kAnn, "x\r\n", "n");
  EXPECT_EQ(outcome.state, State::Deferred);
  EXPECT_THAT(outcome.reason, HasSubstr("signal 9"));
}

TEST(SendmailTransport, KillsAProgramThatNobodyWantsToWaitForAnyLonger) {
  const TemporaryFolder folder;
  const fs::path begun = folder.path() / "begun";
  const auto is_begun = [&] { return fs::exists(begun); };
  const std::pair<std::string, bool> cases[] = {{"cat >/dev/null; ", true}, {"", false}};
  for (const auto& [reading, unanswered] : cases) {
    SCOPED_TRACE(reading);
    fs::remove(begun);
    const auto sendmail = program(folder, reading + "touch " + begun.string() + "; exec sleep 600");
    const Outcome outcome = sendmail_transport(sendmail, is_begun)->send(kAnn, "x\r\n", "n");
    EXPECT_EQ(outcome.state, State::Deferred);
    EXPECT_THAT(outcome.reason, HasSubstr("signal 9"));
    EXPECT_EQ(outcome.unanswered, unanswered) << "what it has read it may have sent";
  }
}

TEST(RunChild, EndsAProgramThatTakesTooLong) {
  const auto end = run_child({"/bin/sleep", "60"}, "", std::chrono::seconds(1));
  ASSERT_TRUE(end) << end.error().detail;
  EXPECT_EQ(end->signal, 9);
}

}  // namespace
}  // namespace aggregator::mail
