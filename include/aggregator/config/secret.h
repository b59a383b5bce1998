// Secrets stand in the environment or in files of their own, never in settings or lists, which people show around.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "aggregator/base/error.h"
#include "aggregator/config/environment.h"

namespace aggregator::config {

/// `text` if it is written as "$NAME". Errors: Malformed, for anything else; `what` ("a password") is called by that
/// name and the value is not shown, for it may be the secret itself.
[[nodiscard]] Result<std::string> parse_variable(std::string_view text, std::string_view what);

/// The value of the variable that `reference`, "$NAME", names. Errors: Misconfigured, when it is not set
/// or empty.
[[nodiscard]] Result<std::string> look_up(std::string_view reference, const Environment& environment);

/// What the file holds, without line breaks at its end. Errors: NotFound and Io; Misconfigured, when it is empty.
[[nodiscard]] Result<std::string> read_secret_file(const std::filesystem::path& file);

}  // namespace aggregator::config
