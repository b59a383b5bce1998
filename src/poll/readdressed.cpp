#include "readdressed.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "aggregator/base/spelling.h"
#include "aggregator/base/text.h"
#include "newness.h"

namespace aggregator::poll {
namespace {

constexpr std::size_t kLongestCompared = 200;  // bytes: the distance takes the product of two lengths

constexpr std::size_t kMostOfOneSecond = 4;  // of an import in bulk, or to keep us busy

std::int64_t second_of(Instant date) { return date.time_since_epoch().count(); }

/// Midnight somewhere: zones differ from UTC by quarters of an hour.
bool may_be_a_day(Instant date) { return second_of(date) % 900 == 0; }

/// Something was added to one of them, or at most every third letter is another.
bool are_alike(std::string_view a, std::string_view b) {
  if (!a.empty() && !b.empty() && (a.contains(b) || b.contains(a))) return true;
  a = a.substr(0, kLongestCompared);
  b = b.substr(0, kLongestCompared);
  return spelling_distance(a, b) * 3 <= std::max(a.size(), b.size());
}

}  // namespace

bool may_be_readdressed(const feed::Entry& entry, std::optional<Instant> last_read) {
  const auto date = date_of(entry);
  return date && last_read && *date <= *last_read;
}

Readdressed::Readdressed(const std::vector<store::KnownTitle>& known, const feed::Feed& document,
                         const std::unordered_set<store::EntryId>& listed) {
  for (const store::KnownTitle& post : known) {
    if (!listed.contains(post.entry)) by_second_[second_of(post.dated)].push_back(&post);
  }
  std::optional<Instant> first;
  for (const feed::Entry& entry : document.entries) {
    const auto date = date_of(entry);
    has_two_dates_ = has_two_dates_ || (date && first && *date != *first);
    if (!first) first = date;
  }
}

std::optional<store::EntryId> Readdressed::take(const feed::Entry& entry) {
  const auto date = date_of(entry);
  const auto posts = date ? by_second_.find(second_of(*date)) : by_second_.end();
  if (posts == by_second_.end() || posts->second.size() > kMostOfOneSecond) return std::nullopt;
  const std::string title = fold_white_space(entry.title);
  const bool may_differ = !may_be_a_day(*date) || has_two_dates_;
  const auto is_it = [&](const store::KnownTitle* post) {
    return post->title == title || (may_differ && are_alike(post->title, title));
  };
  const auto found = std::ranges::find_if(posts->second, is_it);
  if (found == posts->second.end() || std::ranges::count_if(posts->second, is_it) > 1) return std::nullopt;
  const store::EntryId id = (*found)->entry;
  posts->second.erase(found);
  return id;
}

}  // namespace aggregator::poll
