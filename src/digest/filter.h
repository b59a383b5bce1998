// Which posts somebody wants: the lists of their choice and those of the runner.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aggregator/config/settings.h"
#include "aggregator/store/entries.h"
#include "aggregator/store/omission.h"
#include "aggregator/store/subscribers.h"
#include "keywords.h"

namespace aggregator::digest {

/// A post with what filters look at, made once for all of them.
class Candidate {
 public:
  explicit Candidate(store::ListedEntry listed);

  [[nodiscard]] const store::ListedEntry& listed() const { return listed_; }
  [[nodiscard]] const std::string& language() const { return language_; }  ///< post_language()
  /// Title, excerpt, author and names of the blogs, each matchable() and a line. Made when first asked for: they are
  /// a third of what a window takes, and most runners have nobody with keywords.
  [[nodiscard]] const std::string& words() const;

 private:
  store::ListedEntry listed_;
  std::string language_;
  mutable std::string words_;  ///< empty until they are made; then a line at least
};

/// The posts of a digest that nobody sees, whatever they chose.
class RunnersFilter {
 public:
  explicit RunnersFilter(const config::DigestSettings& settings);
  /// Nothing: it lets the post through.
  [[nodiscard]] std::optional<store::Omission> omits(const Candidate& post) const;

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
  /// Nothing: it lets the post through.
  [[nodiscard]] std::optional<store::Omission> omits(const Candidate& post) const;

 private:
  const store::Choice& choice_;
  Keywords wanted_, muted_;
};

}  // namespace aggregator::digest
