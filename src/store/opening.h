// Why a file of the database cannot be opened: a folder that is missing, a directory in its place, no permission.
#pragma once

#include <filesystem>
#include <string>

namespace aggregator::store {

/// What is in the way of opening `file` to read and write, making it when missing, and what to do; words that go on
/// from its name. `error` is the number that an attempt failed with.
[[nodiscard]] std::string words_for_opening(const std::filesystem::path& file, int error);

/// The same about the database `file` when SQLite, which tells no reason, could not open it or a file beside it; empty
/// when nothing is in the way.
[[nodiscard]] std::string words_for_database(const std::filesystem::path& file);

}  // namespace aggregator::store
