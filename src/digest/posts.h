// Posts of a window, by where they are: a window can hold ten thousand, and many views of it are made.
#pragma once

#include <vector>

#include "aggregator/store/entries.h"
#include "aggregator/store/omission.h"

namespace aggregator::digest {

using Posts = std::vector<const store::ListedEntry*>;
using Omitted = std::vector<store::OmittedEntry>;

}  // namespace aggregator::digest
