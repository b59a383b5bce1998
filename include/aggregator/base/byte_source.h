// Bytes in their order, for what is too long to be held as a whole.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <span>
#include <string>

#include "aggregator/base/error.h"

namespace aggregator {

/// Fills `room` with what comes next and says how much that was: less than there is room for only at the end.
/// Errors: Io, without the name of the source.
using ByteSource = std::function<Result<std::size_t>(std::span<char> room)>;

/// The bytes of a file. Errors: NotFound; Io; each names the file and says what to do.
[[nodiscard]] Result<ByteSource> open_source(const std::filesystem::path& path);

/// What is left in `in`, which must outlive it.
[[nodiscard]] ByteSource source_of(std::istream& in);

/// What comes next, of at most `max_bytes`. Errors: those of the source.
[[nodiscard]] Result<std::string> read_up_to(const ByteSource& source, std::size_t max_bytes);

/// The same bytes, but read from `source` to its end before the first of them is given: from then on nobody is waited
/// for. They are kept in a file without a name, in the folder for temporary files. Errors: Io, also for more than
/// `max_bytes`.
[[nodiscard]] Result<ByteSource> spool(const ByteSource& source, std::size_t max_bytes = 1u << 30);

}  // namespace aggregator
