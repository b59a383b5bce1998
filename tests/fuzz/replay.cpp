// Gives the files of the folders named to a fuzz target, one after the other: what the fuzzer once found stays mended,
// without a fuzzer.
#include <exception>
#include <filesystem>
#include <iostream>

#include "aggregator/base/file.h"
#include "target.h"

namespace {

/// Whether there was anything to read, and all of it was.
bool replay(const std::filesystem::path& folder) {
  bool found = false;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const auto input = aggregator::read_file(entry.path());
    if (!input) {
      std::cerr << input.error().detail << '\n';
      return false;
    }
    std::cout << entry.path().string() << '\n' << std::flush;  // the last line names what a crash is about
    aggregator::fuzz::try_input(*input);
    found = true;
  }
  if (!found) std::cerr << folder.string() << ": no inputs\n";
  return found;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) {
    std::cerr << "usage: " << *arguments << " FOLDER...\n";
    return EXIT_FAILURE;
  }
  for (int i = 1; i < count; ++i) {
    if (!replay(arguments[i])) return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
