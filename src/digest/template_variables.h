// What templates may ask for: the table behind their check, and behind docs/templates.md.
#pragma once

#include <span>
#include <string_view>

namespace aggregator::digest {

/// How a template may use a variable.
enum class VariableKind {
  Text,      ///< {{name}}; always there
  Optional,  ///< the same, but may be missing; as a section it is what is left out then
  Flag,      ///< yes or no: a section only
  List,      ///< a section that is repeated and has variables of its own
};

/// One variable. `place` is the list it belongs to, or the message ("digest", "confirm"). In a list the variables
/// around it are known too.
struct Variable {
  std::string_view place, name;
  VariableKind kind;
};

[[nodiscard]] std::span<const Variable> template_variables();

}  // namespace aggregator::digest
