// Why a text is no YAML, for people who do not know how YAML is read.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "yaml_tree.h"

namespace aggregator::config {

/// How far the parser came.
struct YamlProgress {
  std::optional<YamlMark> scalar{};   ///< where the last scalar begins, with its anchor and tag
  std::optional<YamlMark> bracket{};  ///< where the innermost list in brackets or map in braces begins that is open
};

struct YamlTrouble {
  std::size_t line;   ///< to be mended, from 1
  std::string words;  ///< what is wrong and how to mend it
};

/// Why the parser stopped at `mark` and said `why`, in words of its own.
[[nodiscard]] YamlTrouble yaml_trouble(std::string_view text, const YamlProgress& progress, YamlMark mark,
                                       std::string_view why);

/// The quotation mark that nothing closes, which the parser takes for closed by the end of the text.
[[nodiscard]] std::optional<YamlTrouble> unclosed_quote(std::string_view text, const YamlProgress& progress);

}  // namespace aggregator::config
