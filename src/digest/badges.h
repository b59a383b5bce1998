// Small joys: a badge for the only post that is known of a blog, and for its first in half a year.
#pragma once

#include "aggregator/base/error.h"
#include "aggregator/store/database.h"
#include "blogs.h"
#include "posts.h"
#include "select.h"

namespace aggregator::digest {

/// Marks the shown entries of `selection`, which was made from `window`. Errors: those of the store.
[[nodiscard]] Result<void> award_badges(store::Database& database, const Posts& window, const Blogs& blogs,
                                        Selection& selection);

}  // namespace aggregator::digest
