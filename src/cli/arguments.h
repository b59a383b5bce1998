// The commands as the parser knows them.
#pragma once

#include "context.h"

namespace CLI {
class App;
}

namespace aggregator::cli {

/// Adds every command with its options. The one that stands in the arguments leaves in `chosen` what it does.
void declare_commands(CLI::App& app, Action& chosen);

}  // namespace aggregator::cli
