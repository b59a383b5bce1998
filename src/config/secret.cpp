#include "aggregator/config/secret.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "aggregator/base/ascii.h"
#include "aggregator/base/file.h"
#include "aggregator/base/text.h"

namespace aggregator::config {
namespace {

constexpr std::size_t kMaxSecretBytes = 4096;

bool is_name_character(char c) { return is_ascii_alphanumeric(c) || c == '_'; }

}  // namespace

Result<std::string> parse_variable(std::string_view text, std::string_view what) {
  const bool is_reference = text.size() > 1 && text.starts_with('$');
  if (is_reference && std::ranges::all_of(text.substr(1), is_name_character)) return std::string(text);
  return fail(ErrorCode::Malformed,
              fmt::format("{} does not belong here; write $NAME for one in the environment", what));
}

Result<std::string> look_up(std::string_view reference, const Environment& environment) {
  const std::string name(reference.substr(1));
  auto value = environment(name);
  if (value && !value->empty()) return std::move(*value);
  return fail(ErrorCode::Misconfigured,
              fmt::format("the environment variable {} is {}", quote(name), value ? "empty" : "not set"));
}

Result<std::string> read_secret_file(const std::filesystem::path& file) {
  auto bytes = read_file(file, kMaxSecretBytes);
  if (!bytes) return bytes;
  while (bytes->ends_with('\n') || bytes->ends_with('\r')) bytes->pop_back();
  if (bytes->empty())
    return fail(ErrorCode::Misconfigured, quote(file.string()) + " is empty; it should hold a secret");
  return bytes;
}

}  // namespace aggregator::config
