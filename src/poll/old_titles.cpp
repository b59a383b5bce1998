#include "old_titles.h"

#include <algorithm>

#include "aggregator/base/text.h"

namespace aggregator::poll {

OldTitles::OldTitles(const std::vector<store::KnownTitle>& known, const feed::Feed& document,
                     std::optional<Instant> last_read)
    : last_read_(last_read) {
  for (const store::KnownTitle& title : known) known_[title.title].push_back(title);
  for (const feed::Entry& entry : document.entries) ++in_document_[fold_white_space(entry.title)];
}

std::optional<store::EntryId> OldTitles::match(const feed::Entry& entry) const {
  const std::string title = fold_white_space(entry.title);
  const auto known = known_.find(title);
  if (title.empty() || known == known_.end()) return std::nullopt;
  const auto date = entry.published ? entry.published : entry.updated;
  const auto in_document = in_document_.find(title);
  const bool is_single = known->second.size() == 1 && in_document != in_document_.end() && in_document->second == 1;
  const bool is_younger = date && last_read_ && *date > *last_read_;
  if (is_single && !is_younger) return known->second.front().entry;
  const auto same = std::ranges::find(known->second, date, [](const auto& post) { return std::optional(post.dated); });
  return same == known->second.end() ? std::nullopt : std::optional(same->entry);
}

}  // namespace aggregator::poll
