// Posts that were news when an edition was made and are not in it, and why.
#pragma once

#include <string_view>

#include "aggregator/store/entries.h"

namespace aggregator::store {

enum class Omission {
  RunnersLanguages,  ///< not in digest.only_languages
  RunnersKeywords,   ///< none of digest.keywords, or one of digest.mute
  Tags,              ///< of the readers' choice, as all up to Keywords
  Feeds,
  MutedFeed,
  Languages,
  Keywords,
  ToldAlready,  ///< a copy of another post
  MaxPerFeed,
  MaxEntries,
};
/// As an edition stores it: "tags", "max_entries".
[[nodiscard]] std::string_view name_of(Omission why);

struct OmittedEntry {
  EntryId entry = 0;
  Omission why = Omission::Tags;
  EntryId told_as = 0;  ///< the post it is a copy of; ToldAlready only
};

}  // namespace aggregator::store
