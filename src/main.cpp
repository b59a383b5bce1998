#include <spawn.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <thread>

#include "aggregator/cli/cli.h"

namespace {

std::optional<std::string> environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): nothing here changes it
  if (value == nullptr) return std::nullopt;
  return value;
}

std::size_t columns_of_stderr() {
  winsize size{};
  if (isatty(STDERR_FILENO) != 1) return 0;
  const bool is_known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return is_known ? size.ws_col : 80;
}

aggregator::Instant present() { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); }

/// In short sleeps, because a machine that was asleep or whose clock was set would sleep too long in one. Not longer
/// when the clock is set back: a run that stayed for that would keep the others from staying.
void wait_until(aggregator::Instant moment) {
  using std::chrono::system_clock;
  constexpr std::chrono::minutes kSetBack{1};
  for (auto now = system_clock::now(), before = now; now < moment && now > before - kSetBack;
       before = now, now = system_clock::now()) {
    std::this_thread::sleep_for(std::min<std::chrono::nanoseconds>(moment - now, std::chrono::seconds(1)));
  }
}

/// In what the person reads HTML with.
bool open_file(const std::string& file) {
  const char* const browser = std::getenv("BROWSER");  // NOLINT(concurrency-mt-unsafe): nothing here changes it
  std::string program = browser != nullptr && *browser != '\0' ? browser : "xdg-open";
  std::string argument = file;
  char* const arguments[] = {program.data(), argument.data(), nullptr};
  pid_t child = 0;
  int status = 0;
  return posix_spawnp(&child, program.c_str(), nullptr, nullptr, arguments, environ) == 0 &&
         waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/// Redirects are followed.
aggregator::Result<int> visit(const aggregator::http::ClientOptions& options, const std::string& url) {
  const auto answer = aggregator::http::Client(options).get({.url = url});
  if (!answer) return std::unexpected(answer.error());
  return answer->status;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    std::ios::sync_with_stdio(false);
    aggregator::cli::Surroundings surroundings{std::cin,
                                               std::cout,
                                               std::cerr,
                                               columns_of_stderr,
                                               environment,
                                               present,
                                               aggregator::system_random(),
                                               wait_until,
                                               aggregator::mail::system_resolver(),
                                               open_file,
                                               isatty(STDOUT_FILENO) == 1,
                                               visit};
    return aggregator::cli::run({argv + 1, argv + argc}, surroundings);
  } catch (const std::exception& bug) {
    std::cerr << "aggregator: this is a bug, please report it: " << bug.what() << '\n';
    return 70;
  }
}
