// Somebody who calls commands: a folder with settings and a Maildir, and a clock that moves only when it is waited for.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <sstream>
#include <string>
#include <vector>

#include "aggregator/cli/cli.h"
#include "exit_code.h"
#include "support/temporary_folder.h"

namespace aggregator::cli {

class Person : public testing::Test {
 protected:
  Person() {
    settle("");
    test::write_file(path("feeds.yaml"), "feeds: []\n");
  }

  [[nodiscard]] std::string path(const std::string& name) const { return (folder_.path() / name).string(); }

  /// Settings with these lines added; `transport` of mail.
  void settle(const std::string& more, const std::string& transport = "maildir:outbox") {
    test::write_file(path("aggregator.yaml"),
                     "site: { name: Daily, url: \"https://digest.test.net\", contact: ops@test.net }\n"
                     "digest: { send_empty: true }\n"
                     "mail: { from: digest@test.net, transport: \"" +
                         transport + "\", starttls: never }\n" + more);
  }

  int run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"--config", path("aggregator.yaml")});
    std::istringstream in;
    out_.str("");
    err_.str("");
    const auto environment = [](const std::string&) -> std::optional<std::string> { return std::nullopt; };
    const auto random = [this](std::span<unsigned char> bytes) {
      for (unsigned char& byte : bytes) byte = static_cast<unsigned char>(++drawn_ * 37 % 251);
    };
    const auto wait_until = [this](Instant moment) {
      waited_for_.push_back(moment);
      now_ = std::max(now_, moment);
      if (on_wait) on_wait();
    };
    const auto open = [this](const std::string& file) {
      opened_ = file;
      return true;
    };
    Surroundings surroundings{
        in,         out_,     err_, [] { return 0; }, environment, [this] { return now_; }, random,
        wait_until, resolve_, open, is_terminal_,     visit_};
    return cli::run(arguments, surroundings);
  }

  void must(const std::vector<std::string>& arguments) { ASSERT_EQ(run(arguments), kDone) << err(); }

  /// The log lines of the command, however it ends.
  std::string log_of(const std::vector<std::string>& arguments) {
    testing::internal::CaptureStderr();
    run(arguments);
    return testing::internal::GetCapturedStderr();
  }

  [[nodiscard]] std::string out() const { return out_.str(); }
  [[nodiscard]] std::string err() const { return err_.str(); }
  [[nodiscard]] std::size_t mails() const {
    const auto folder = folder_.path() / "outbox" / "new";
    if (!std::filesystem::exists(folder)) return 0;
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
  }

  Instant now_ = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20) + std::chrono::hours(9);
  std::vector<Instant> waited_for_;
  std::function<void()> on_wait;
  mail::Resolver resolve_;
  std::function<Result<int>(const http::ClientOptions&, const std::string&)> visit_;
  std::string opened_;
  bool is_terminal_ = false;

 private:
  test::TemporaryFolder folder_;
  std::ostringstream out_, err_;
  unsigned drawn_ = 0;
};

}  // namespace aggregator::cli
