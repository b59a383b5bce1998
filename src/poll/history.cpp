#include "history.h"

#include <fmt/format.h>

#include "aggregator/base/text.h"
#include "aggregator/base/url.h"
#include "answer.h"
#include "failure_count.h"

namespace aggregator::poll {
namespace {

void tell_failure(const store::FeedRow& before, const store::FeedRow& after, std::vector<std::string>& turns) {
  const bool is_gone = after.status == store::FeedStatus::Gone;
  if (is_gone && before.status != store::FeedStatus::Gone) {
    turns.push_back("gone, not polled any more: " + after.error);
  } else if (before.failures == 0 && after.failures > 0) {
    turns.push_back("began to fail: " + after.error);
  } else if (after.failures > 0 && kind_of_failure(after.error) != kind_of_failure(before.error)) {
    turns.push_back("fails for another reason: " + after.error);
  } else if (before.failures > 0 && after.failures == 0) {
    turns.push_back(
        fmt::format("works again after {} failed {}", before.failures, before.failures == 1 ? "poll" : "polls"));
  }
}

void tell_move(const store::FeedRow& before, const store::FeedRow& after, std::vector<std::string>& turns) {
  const bool looks_back = after.failures > 0 && after.last_success;  // from time to time, see look_back()
  if (after.url != before.url && !looks_back)
    turns.push_back("is polled at " + shown_url(after.url) + " from now on, no longer at " + shown_url(before.url));
  if (!before.moving_to.empty() && after.moving_to.empty() && after.url == before.url)
    turns.push_back("does not lead to " + shown_url(before.moving_to) + " any more, so it is polled where it was");
  if (after.moving_rounds > 0 && after.moving_to != before.moving_to) {
    // Where nothing was understood there was no redirect to a feed, but a page that names one.
    const char* const how =
        after.last_success ? "redirects for good to another host, " : "names a feed on another host, ";
    turns.push_back(how + shown_url(after.moving_to) + "; " + words_for_watching());
  }
}

void tell_repairs(const store::FeedRow& before, const store::FeedRow& after, std::vector<std::string>& turns) {
  if (after.repairs == before.repairs) return;
  turns.push_back(after.repairs.empty() ? "needs no repair any more" : "had to be repaired: " + after.repairs);
}

}  // namespace

std::vector<std::string> turns_between(const store::FeedRow& before, const store::FeedRow& after) {
  std::vector<std::string> turns;
  tell_failure(before, after, turns);
  if (!before.last_success && after.last_success) turns.emplace_back("understood for the first time");
  tell_move(before, after, turns);
  tell_repairs(before, after, turns);
  if (after.guids_repeat && !before.guids_repeat) {
    turns.emplace_back("gives several posts the same guid: its guids are not trusted any more, links and texts are");
  }
  return turns;
}

std::vector<std::string> turns_in(const Absorbed& absorbed) {
  std::vector<std::string> turns;
  if (absorbed.renamed > 0) {
    turns.push_back(fmt::format("{} came back with new guids and links, known by title or date",
                                absorbed.renamed == 1 ? "an old post" : fmt::format("{} old posts", absorbed.renamed)));
  }
  if (absorbed.held > 0) {
    turns.push_back(fmt::format("{} posts held: all at once, and never seen before", absorbed.held));
  }
  return turns;
}

}  // namespace aggregator::poll
