// The files of templates/ as they were when the program was built; cmake/embed.cmake writes the source.
#pragma once

#include <span>
#include <string_view>

namespace aggregator::digest {

struct BuiltinTemplate {
  std::string_view name;  ///< the file's: "digest.html.mustache", "en.strings"
  std::string_view text;
};

[[nodiscard]] std::span<const BuiltinTemplate> builtin_templates();

}  // namespace aggregator::digest
