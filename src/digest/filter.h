// Which posts somebody wants: the lists of their choice and those of the runner.
#pragma once

#include <string>
#include <vector>

#include "aggregator/config/settings.h"
#include "aggregator/store/entries.h"
#include "aggregator/store/subscribers.h"
#include "keywords.h"

namespace aggregator::digest {

/// A post with what filters look at, made once for all of them.
struct Candidate {
  store::ListedEntry listed;
  std::string words;     ///< title, excerpt, author and names of the blogs, each matchable() and a line
  std::string language;  ///< post_language()
};
[[nodiscard]] Candidate candidate(store::ListedEntry listed);

/// The posts of a digest that nobody sees, whatever they chose.
class RunnersFilter {
 public:
  explicit RunnersFilter(const config::DigestSettings& settings);
  [[nodiscard]] bool lets_through(const Candidate& post) const;

 private:
  std::vector<std::string> languages_;
  Keywords wanted_, muted_;
};

/// The posts that please all lists of a choice, which must outlive it. A post that was seen in several feeds carries
/// the tags of all, is wanted when one of them is, and is muted when the one that had it first is: it stands under its
/// name.
class ChoiceFilter {
 public:
  explicit ChoiceFilter(const store::Choice& choice);
  [[nodiscard]] bool lets_through(const Candidate& post) const;

 private:
  const store::Choice& choice_;
  Keywords wanted_, muted_;
};

}  // namespace aggregator::digest
