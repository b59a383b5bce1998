#pragma once

#include <vector>

#include "posts.h"

namespace aggregator::digest {

inline Posts posts_in(const std::vector<store::ListedEntry>& window) {
  Posts posts;
  for (const store::ListedEntry& entry : window) posts.push_back(&entry);
  return posts;
}

}  // namespace aggregator::digest
