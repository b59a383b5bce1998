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

bool may_be_a_day(Instant date) { return date.time_since_epoch() % std::chrono::hours(1) == std::chrono::seconds(0); }

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

std::optional<store::EntryId> readdressed(const feed::Entry& entry, const feed::Feed& document,
                                          const std::vector<store::KnownTitle>& known,
                                          const std::unordered_set<store::EntryId>& listed) {
  const auto date = date_of(entry);
  const std::string title = fold_white_space(entry.title);
  const auto is_dated_otherwise = [&](const feed::Entry& other) { return date_of(other) && date_of(other) != date; };
  const bool may_differ = date && (!may_be_a_day(*date) || std::ranges::any_of(document.entries, is_dated_otherwise));
  const auto is_it = [&](const store::KnownTitle& post) {
    if (post.dated != date || listed.contains(post.entry)) return false;
    return post.title == title || (may_differ && are_alike(post.title, title));
  };
  const auto found = std::ranges::find_if(known, is_it);
  const bool is_only_one = found != known.end() && std::ranges::none_of(std::next(found), known.end(), is_it);
  return is_only_one ? std::optional(found->entry) : std::nullopt;
}

}  // namespace aggregator::poll
