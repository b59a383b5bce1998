// One story told twice: an author's post on two sites, a company's post and its copy on a platform.
//
// What is the same post by its guid, link or text is one entry already when it is stored (poll). This is about copies
// that differ in all three. Hiding somebody's post is worse than showing a story twice, so two entries are one story
// only when all of this is so:
//   - they became known within seven days of each other, and no feed has both;
//   - their titles tell something: "Weekly update", "회고" or "TIL 2026-11-20" never do;
//   - their titles are the same but for case, width, blanks, punctuation and the blog's own name at the end, and either
//     their excerpts have at least half of their text in common or, where one has hardly any excerpt, they have the
//     same author or lead to the same blog;
//   - or their titles are nearly the same, with the same numbers in them, they have the same author or lead to the same
//     blog, and their excerpts begin alike and have nearly all of their text in common.
#pragma once

#include <deque>
#include <vector>

#include "aggregator/store/entries.h"
#include "posts.h"

namespace aggregator::digest {

/// `kept` points to the window, and into `merged`.
struct Folded {
  Folded() = default;
  Folded(Folded&&) noexcept = default;
  Folded& operator=(Folded&&) noexcept = default;

  Posts kept;
  std::deque<store::ListedEntry> merged;  ///< what took in the feeds of its copies
  Omitted copies;                         ///< what is not kept
  std::vector<store::EntryId> retold;     ///< of what the readers had: what the window tells again, each once
};

/// `window` without the copies. The one that became known first stays, with the others' feeds and tags among its own;
/// copies of what is in `had`, which the readers got before, are left out.
[[nodiscard]] Folded fold_duplicates(Posts window, const std::vector<store::ListedEntry>& had);

}  // namespace aggregator::digest
