#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <iostream>

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

}  // namespace

int main(int argc, char** argv) {
  try {
    std::ios::sync_with_stdio(false);
    aggregator::cli::Surroundings surroundings{
        std::cin, std::cout, std::cerr, columns_of_stderr, environment, present, aggregator::system_random()};
    return aggregator::cli::run({argv + 1, argv + argc}, surroundings);
  } catch (const std::exception& bug) {
    std::cerr << "aggregator: this is a bug, please report it: " << bug.what() << '\n';
    return 70;
  }
}
