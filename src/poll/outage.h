// Whether it is this machine that has no network.
#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/store/feeds.h"
#include "pipeline.h"

namespace aggregator::poll {

/// Keeps the failures of a round for which no server was met until one is met: a machine that was off the network for a
/// weekend must not have every feed back off for days.
class Outage {
 public:
  /// `feeds` as they were when the round began, at `now`; must outlive this.
  Outage(const std::vector<store::FeedRow>& feeds, Instant now) : feeds_(feeds), now_(now) {}

  /// What may be written now that `fetched` has come: nothing while no server was met; then all that was kept, and it.
  [[nodiscard]] std::vector<Fetched> take(Fetched fetched);

  [[nodiscard]] bool keeps_any() const { return !kept_.empty(); }
  /// At the end of the round: whether to believe that there was no network. `listed`: the feeds as they are stored now.
  ///
  /// No server must have been met since some feed worked last, and those of three machines that worked until then must
  /// have been asked since. A few feeds, or a list of dead hosts, prove nothing; and after three days it is more likely
  /// a fault that the runner has to hear of, as of any feed that fails.
  [[nodiscard]] bool is_likely(const std::vector<store::FeedRow>& listed) const;
  /// At the end of the round: what is still kept.
  [[nodiscard]] std::vector<Fetched> rest();

 private:
  /// A list of ten thousand feeds may be kept.
  struct Unmet {
    std::size_t index;
    Error error;
    std::chrono::milliseconds spent;
  };

  const std::vector<store::FeedRow>& feeds_;
  const Instant now_;
  std::vector<Unmet> kept_;
  bool met_a_server_ = false;
};

}  // namespace aggregator::poll
