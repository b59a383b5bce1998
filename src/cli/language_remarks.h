// A remark on languages that digests have no words in.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "context.h"

namespace aggregator::cli {

/// Where a list of subscribers names a language first, and in how many lines.
struct LanguageUse {
  std::string place;  ///< "people.csv:2"; empty: on the command line
  std::int64_t lines = 1;
};

/// Says of each of these languages that there are no words in it, and which one is meant where that is known ("korean",
/// "kr"). No error: a template may bring the words tomorrow. One that cannot be read is for other commands to tell.
void remark_on_languages(Context& context, const std::map<std::string, LanguageUse>& languages);

}  // namespace aggregator::cli
