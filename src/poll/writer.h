// The end of a round's way: what came of each feed is written into the store, and counted.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/config/settings.h"
#include "aggregator/poll/round.h"
#include "aggregator/store/database.h"
#include "aggregator/store/feeds.h"
#include "answer.h"
#include "failure_count.h"
#include "host_watch.h"
#include "outage.h"
#include "pipeline.h"

namespace aggregator::poll {

class Writer {
 public:
  /// `feeds` as they were when the round began, at `now`. What it is given must outlive it.
  Writer(store::Database& database, const config::Settings& settings, const RoundTools& tools, Instant now,
         const std::vector<store::FeedRow>& feeds);

  /// Until all feeds are through. Errors: those of the store.
  [[nodiscard]] Result<RoundSummary> write_all(Pipeline& pipeline);

 private:
  Result<void> take(Fetched fetched);
  Result<void> write_kept();
  Result<void> write(const Fetched& fetched);
  Result<void> leave_due(const Fetched& fetched, const std::string& why);
  Result<void> write_document(const Fetched& fetched, store::FeedRow& feed);
  void fail_without_document(const Fetched& fetched, store::FeedRow& feed);
  void fail_feed(const Answer& answer, store::FeedRow& feed);
  Result<void> postpone(std::chrono::seconds asked_wait, store::FeedRow& feed);
  Result<void> tell_once(store::FeedId feed, const std::string& what);
  void succeed(const Fetched& fetched, store::FeedRow& feed);
  void report() const;

  store::Database& database_;
  const config::Settings& settings_;
  const RoundTools& tools_;
  const Instant now_;
  const std::vector<store::FeedRow>& feeds_;
  HostWatch hosts_;
  Outage outage_;
  FailureCount failures_;
  RoundSummary summary_;
  std::int64_t done_ = 0;
};

}  // namespace aggregator::poll
