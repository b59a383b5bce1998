#include "aggregator/cli/cli.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "exit_code.h"
#include "support/temporary_folder.h"

namespace aggregator::cli {
using namespace std::chrono;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

/// A person at a terminal without network, in an empty folder with settings, at a fixed moment.
class Run : public testing::Test {
 protected:
  Run() {
    test::write_file(settings(),
                     "site: { name: Daily, url: \"https://digest.example.org\", contact: ops@example.org }\n"
                     "mail: { from: digest@example.org }\n");
  }

  [[nodiscard]] std::string settings() const { return (folder_.path() / "aggregator.yaml").string(); }
  [[nodiscard]] std::string feeds() const { return test::content_of(folder_.path() / "feeds.yaml"); }

  int run(const std::vector<std::string>& arguments, const std::string& input = "") {
    std::istringstream in(input);
    out_.str("");
    err_.str("");
    const auto environment = [this](const std::string& name) -> std::optional<std::string> {
      const auto found = environment_.find(name);
      return found == environment_.end() ? std::nullopt : std::optional(found->second);
    };
    const auto random = [this](std::span<unsigned char> bytes) {
      std::ranges::fill(bytes, static_cast<unsigned char>(++drawn_));
    };
    Surroundings surroundings{in, out_, err_, [] { return 0; }, environment, [] { return kNow; }, random};
    return cli::run(arguments, surroundings);
  }

  int run_here(std::vector<std::string> arguments, const std::string& input = "") {
    arguments.insert(arguments.begin(), {"--config", settings()});
    return run(arguments, input);
  }

  /// Makes the database.
  void init() { ASSERT_EQ(run({"init", folder_.path().string()}), kDone) << err(); }

  [[nodiscard]] std::string out() const { return out_.str(); }
  [[nodiscard]] std::string err() const { return err_.str(); }

  static constexpr Instant kNow = sys_days(2026y / 11 / 20) + 9h;
  std::map<std::string, std::string> environment_;

 private:
  test::TemporaryFolder folder_;
  std::ostringstream out_, err_;
  unsigned drawn_ = 0;
};

TEST_F(Run, ListsTheCommandsWhenAskedForHelp) {
  EXPECT_EQ(run({"--help"}), kDone);
  for (const char* command : {"init", "add-feed", "poll", "digest", "send", "run", "version"}) {
    EXPECT_THAT(out(), HasSubstr(command));
  }
  EXPECT_EQ(err(), "");
  EXPECT_EQ(run({"poll", "--help"}), kDone);
  EXPECT_THAT(out(), HasSubstr("--force"));
}

TEST_F(Run, RefusesWrongArgumentsInOneLine) {
  const std::pair<std::vector<std::string>, const char*> cases[] = {
      {{}, "command"},
      {{"frobnicate"}, "\"frobnicate\""},
      {{"frobnicate", "--hard"}, "\"frobnicate\""},
      {{"feeds", "--frob"}, "--frob"},
      {{"add-feed"}, "URL"},
      {{"poll", "--force"}, "--all"},
      {{"--now", "noon", "feeds"}, "--now"},
      {{"--now", "2026-11-20", "feeds"}, "--now"},
      {{"entries", "--limit", "0"}, "--limit"},
  };
  for (const auto& [arguments, word] : cases) {
    SCOPED_TRACE(word);
    EXPECT_EQ(run(arguments), kUsage);
    EXPECT_THAT(err(), AllOf(StartsWith("aggregator: "), HasSubstr(word), EndsWith("\n")));
    EXPECT_EQ(std::ranges::count(err(), '\n'), 1);
    EXPECT_EQ(out(), "");
  }
}

TEST_F(Run, BelievesTheClockUnlessToldAnotherMoment) {
  ASSERT_EQ(run_here({"add-subscriber", "ann@example.org", "--confirmed"}), kDone) << err();
  ASSERT_EQ(run_here({"--now", "2026-12-24T18:00:00+09:00", "add-subscriber", "bob@example.org", "--confirmed"}),
            kDone);
  ASSERT_EQ(run_here({"subscribers", "--json"}), kDone);
  EXPECT_THAT(out(), HasSubstr("\"created\":\"2026-11-20T09:00:00Z\""));
  EXPECT_THAT(out(), HasSubstr("\"created\":\"2026-12-24T09:00:00Z\""));
}

TEST_F(Run, RefusesMomentsThatWouldPutEverythingOffForCenturies) {
  for (const char* moment : {"9999-12-31T23:59:59Z", "1969-12-31T23:59:59Z"}) {
    EXPECT_EQ(run({"--now", moment, "version"}), kUsage);
    EXPECT_THAT(err(), HasSubstr("from 2000 to 2100"));
  }
}

TEST_F(Run, FindsTheSettingsThatTheEnvironmentNames) {
  init();
  environment_["AGGREGATOR_CONFIG"] = settings();
  EXPECT_EQ(run({"stats"}), kDone) << err();
  EXPECT_THAT(out(), HasSubstr("0 feeds"));
}

TEST_F(Run, ReadsAListFromStandardInput) {
  EXPECT_EQ(run_here({"import", "-"}, "https://a.example.org/feed\n"), kDone) << err();
  EXPECT_THAT(out(), HasSubstr("1 feed read, 1 added"));
  EXPECT_THAT(feeds(), HasSubstr("https://a.example.org/feed"));
}

TEST_F(Run, TakesGlobalOptionsAfterTheCommandToo) {
  init();
  EXPECT_EQ(run({"stats", "--config", settings()}), kDone) << err();
}

TEST_F(Run, GivesEachKindOfErrorItsExitCodeInOneLine) {
  test::write_file(settings() + ".wrong", "site: 7\n");
  const std::pair<std::vector<std::string>, int> cases[] = {
      {{"--config", settings(), "add-subscriber", "nobody"}, kBadData},
      {{"--config", settings(), "remove-subscriber", "a@example.org"}, kNotDone},
      {{"--config", settings() + ".wrong", "stats"}, kConfiguration},
      {{"parse", "/no/such/file"}, kNotDone},
  };
  for (const auto& [arguments, code] : cases) {
    SCOPED_TRACE(arguments.back());
    EXPECT_EQ(run(arguments), code);
    EXPECT_THAT(err(), StartsWith("aggregator: "));
    EXPECT_EQ(std::ranges::count(err(), '\n'), 1);
  }
}

TEST_F(Run, TakesAValueThatIsNoneForWrongUsageAndSaysOfWhichOptionAndWhatItMayBe) {
  init();
  struct Case {
    std::vector<std::string> command;
    const char *option, *value, *mend;
  };
  std::vector<Case> cases = {
      {{"version"}, "--now", "noon", "2026-11-20T09:00:00Z"},
      {{"version"}, "--log-format", "xml", "json"},
      {{"entries"}, "--since", "yesterday", "use 2026-11-20 or"},
      {{"entries"}, "--since", "2026-02-30", "use 2026-11-20 or"},
      {{"entries"}, "--limit", "0", "1 to"},
      {{"entries"}, "--limit", "many", "many"},
      {{"resume-subscriber"}, "--suspended-since", "last week", "use 2026-11-20 or"},
      {{"resume-subscriber"}, "--domain", "a@b.org", "behind the @"},
      {{"resume-subscriber"}, "--domain", "", "behind the @"},
      {{"add-feed", "https://a.example.org/"}, "--tag", "a, b", "each tag by itself"},
      {{"poll"}, "--feed", "", "give a value"},
      {{"export"}, "--format", "xml", "opml"},
      {{"preview"}, "--format", "pdf", "html"},
      {{"preview"}, "--subscriber", "ann", "no @ in it"},
      {{"doctor"}, "--send-to", "ann@", "bad domain"},
      {{"deliveries"}, "--state", "lost", "deferred"},
      {{"why"}, "--post", "first", "first"},
      {{"edit-subscriber", "ann@example.org"}, "--clear", "shoes", "keywords"},
  };
  for (const char* command : {"add-subscriber", "edit-subscriber"}) {
    const std::vector<std::string> ann = {command, "ann@example.org"};
    for (const Case& of_choice : {Case{ann, "--at", "25:00", "write for example"},
                                  {ann, "--at", "7", "write for example"},
                                  {ann, "--frequency", "hourly", "instant, daily or weekly"},
                                  {ann, "--weekday", "someday", "use mon"},
                                  {ann, "--timezone", "Mars/Base", "Asia/Seoul"},
                                  {ann, "--language", "xx", "use ko, en, ja"},
                                  {ann, "--only-language", "korean", "two letters"},
                                  {ann, "--tag", " ", "one line"},
                                  {ann, "--keyword", "", "give a value"},
                                  {ann, "--mute", "\xFF", "no UTF-8"},
                                  {ann, "--feed", "", "give a value"},
                                  {ann, "--mute-feed", "", "give a value"}}) {
      cases.push_back(of_choice);
    }
  }
  for (const auto& [command, option, value, mend] : cases) {
    SCOPED_TRACE(command.front() + ' ' + option + " '" + value + '\'');
    std::vector<std::string> arguments = command;
    arguments.insert(arguments.end(), {option, value});
    EXPECT_EQ(run_here(arguments), kUsage);
    EXPECT_THAT(err(), testing::AllOf(StartsWith("aggregator: "), HasSubstr(option), HasSubstr(mend)));
    EXPECT_EQ(std::ranges::count(err(), '\n'), 1);
  }
}

TEST_F(Run, SaysWhenStandardOutputTakesNothing) {
  std::istringstream in;
  std::ostringstream out, err;
  out.setstate(std::ios::badbit);
  Surroundings surroundings{
      in, out, err, [] { return 0; }, [](const std::string&) { return std::nullopt; }, [] { return kNow; }, {}};
  EXPECT_EQ(cli::run({"version"}, surroundings), kNotDone);
  EXPECT_THAT(err.str(), HasSubstr("standard output"));
}

TEST(ExitCode, IsTheContracts) {
  const std::pair<ErrorCode, int> cases[] = {
      {ErrorCode::Malformed, 65}, {ErrorCode::NotFound, 1},       {ErrorCode::Conflict, 1},
      {ErrorCode::Forbidden, 1},  {ErrorCode::Unavailable, 69},   {ErrorCode::Unreachable, 69},
      {ErrorCode::Busy, 75},      {ErrorCode::Misconfigured, 78}, {ErrorCode::Io, 1},
  };
  for (const auto& [code, expected] : cases) EXPECT_EQ(exit_code(code), expected);
}

}  // namespace aggregator::cli
