#include "old_titles.h"

#include <algorithm>

#include "aggregator/base/text.h"
#include "newness.h"

namespace aggregator::poll {
namespace {

constexpr std::size_t kMostColumns = 2;  // with a post each between two rounds

}  // namespace

OldTitles::OldTitles(const std::vector<store::KnownTitle>& known, const feed::Feed& document,
                     const std::vector<std::size_t>& unseen, std::optional<Instant> last_read)
    : last_read_(last_read) {
  for (const store::KnownTitle& title : known) known_[title.title].push_back(title);
  for (const feed::Entry& entry : document.entries) ++in_document_[fold_white_space(entry.title)];
  const auto looks_redated = [&](std::size_t index) {
    const feed::Entry& entry = document.entries[index];
    return is_younger(entry) && single(fold_white_space(entry.title)).has_value();
  };
  const auto redated = static_cast<std::size_t>(std::ranges::count_if(unseen, looks_redated));
  has_new_dates_ = redated > kMostColumns && redated * 2 > unseen.size();
}

std::optional<store::EntryId> OldTitles::single(const std::string& title) const {
  const auto known = known_.find(title);
  const auto in_document = in_document_.find(title);
  if (title.empty() || known == known_.end() || known->second.size() != 1) return std::nullopt;
  if (in_document == in_document_.end() || in_document->second != 1) return std::nullopt;
  return known->second.front().entry;
}

bool OldTitles::is_younger(const feed::Entry& entry) const {
  const auto date = date_of(entry);
  return date && last_read_ && *date > *last_read_;
}

std::optional<store::EntryId> OldTitles::match(const feed::Entry& entry) const {
  const std::string title = fold_white_space(entry.title);
  const auto known = known_.find(title);
  if (title.empty() || known == known_.end()) return std::nullopt;
  if (const auto post = single(title); post && (has_new_dates_ || !is_younger(entry))) return post;
  const auto same =
      std::ranges::find(known->second, date_of(entry), [](const auto& post) { return std::optional(post.dated); });
  return same == known->second.end() ? std::nullopt : std::optional(same->entry);
}

}  // namespace aggregator::poll
