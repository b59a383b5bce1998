// A remark on tags that no feed has.
#pragma once

#include <span>
#include <string>

#include "context.h"

namespace aggregator::cli {

/// Says of each of these tags that no listed feed has it, of 20 at most. No error: the feed may be listed tomorrow. A
/// list that cannot be read is for other commands to tell.
void remark_on_tags(Context& context, std::span<const std::string> tags);

}  // namespace aggregator::cli
