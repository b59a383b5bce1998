// Whole files, read with a limit and replaced so that a crash leaves the old one or the new one.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "aggregator/base/descriptor.h"
#include "aggregator/base/error.h"

namespace aggregator {

/// The file's bytes. Errors: NotFound; Io, when it cannot be read or is larger than `max_bytes`; each names the file
/// and says what to do.
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& path, std::size_t max_bytes = 64u << 20);

/// Keeps other editors of the file out from before it is read until it is replaced, and waits for them. The lock is on
/// the folder, because the file becomes another one; it leaves nothing behind. Errors: Io.
[[nodiscard]] Result<Descriptor> lock_for_edit(const std::filesystem::path& path);

/// Replaces the file: written beside it, flushed to the disk, then renamed over it; its permissions are kept.
/// Errors: Io; the old file is then as it was.
[[nodiscard]] Result<void> replace_file(const std::filesystem::path& path, std::string_view bytes);

}  // namespace aggregator
