// What of the news an edition has: the window, what readers and runner filter out, copies folded, in fair order.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/base/token.h"
#include "aggregator/config/settings.h"
#include "aggregator/store/database.h"
#include "aggregator/store/entries.h"
#include "aggregator/store/subscribers.h"
#include "blogs.h"
#include "duplicates.h"
#include "filter.h"
#include "posts.h"
#include "select.h"

namespace aggregator::digest {

/// Entries in (from, to].
struct Window {
  store::Sequence from = 0, to = 0;
  bool operator==(const Window&) const = default;
};

/// Who reads an edition.
struct Reader {
  const store::Choice& choice;
  std::optional<store::SubscriberId> subscriber;  ///< whose last digests tell what was shown already
  std::optional<store::AudienceId> audience;      ///< all of whom must have had it too; nothing: there is nobody else
  Instant due;                                    ///< of their edition
};

class Editor {
 public:
  /// Looks at how much each blog posts. Errors: those of the store.
  [[nodiscard]] static Result<Editor> begin(store::Database& database, const config::Settings& settings, Instant now,
                                            const RandomSource& random);

  /// The same for looking ahead: what is not sealed yet is news too, with the numbers that it would get, and nothing
  /// is written, so that nobody waits for it.
  /// `key` is the signing key, which lots are drawn with, or any other where the order of posts is not asked for.
  [[nodiscard]] static Result<Editor> begin_ahead(store::Database& database, const config::Settings& settings,
                                                  Instant now, std::string key);

  /// The highest number there is when looking ahead.
  [[nodiscard]] store::Sequence highest() const { return highest_; }

  /// Everybody whose edition is due at the same moment gets it in the same order. The window read last is kept: groups
  /// of readers mostly differ in their choice alone. Errors: those of the store.
  [[nodiscard]] Result<Selection> select(const Window& window, const Reader& reader);

 private:
  Editor(store::Database& database, const config::Settings& settings, Instant now, std::string key, Blogs blogs)
      : database_(database),
        settings_(settings.digest),
        runners_filter_(settings.digest),
        now_(now),
        key_(std::move(key)),
        blogs_(std::move(blogs)) {}

  static Result<Editor> begin_with(store::Database& database, const config::Settings& settings, Instant now,
                                   std::string key, std::vector<store::ListedEntry> unsealed);

  Result<void> read(const Window& window);
  void take_up(store::ListedEntry entry);
  [[nodiscard]] Posts chosen_by(const store::Choice& choice, Omitted& omitted) const;
  Result<Folded> fold(const Posts& chosen, const Reader& reader) const;
  Result<std::vector<store::ListedEntry>> shown_to(std::optional<store::SubscriberId> subscriber) const;
  Result<std::vector<store::EntryId>> new_to_some(const std::vector<store::EntryId>& retold,
                                                  const Reader& reader) const;

  store::Database& database_;
  const config::DigestSettings& settings_;
  RunnersFilter runners_filter_;
  Instant now_;
  std::string key_;  ///< without it nobody can reckon when the lots favour a blog
  Blogs blogs_;
  std::vector<store::ListedEntry> unsealed_;  ///< empty unless looking ahead
  store::Sequence highest_ = 0;
  std::optional<Window> window_;  ///< that posts_ are of
  std::deque<Candidate> posts_;   ///< editions point into it while they are made
  Omitted by_runner_;             ///< of the same window
};

}  // namespace aggregator::digest
