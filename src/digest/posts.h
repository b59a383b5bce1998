// Posts of a window, by where they are: a window can hold ten thousand, and many views of it are made.
#pragma once

#include <vector>

#include "aggregator/store/entries.h"

namespace aggregator::digest {

using Posts = std::vector<const store::ListedEntry*>;

}  // namespace aggregator::digest
