// The way of a round's feeds through its threads: transfers → parsers → the writer, who is the caller.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "aggregator/base/bounded_queue.h"
#include "aggregator/base/byte_budget.h"
#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/config/settings.h"
#include "aggregator/http/client.h"
#include "aggregator/store/feeds.h"
#include "answer.h"
#include "answer_readers.h"
#include "document.h"

namespace aggregator::poll {

/// What came of one feed, ready to be written.
struct Fetched {
  std::size_t index = 0;  ///< into the feeds
  Answer answer{};
  Result<http::Response> response;  ///< its body is gone
  std::size_t bytes = 0;            ///< that wait to be written with it
  std::uint64_t body_hash = 0;      ///< of an answer with a body
  bool same_body = false;           ///< the bytes are those of the last round: nothing to parse or store
  std::optional<Result<Document>> document{};
  std::optional<std::chrono::seconds> left_alone{};  ///< not asked: its host wants to be left alone for so long
  std::chrono::milliseconds spent{0};                ///< while its servers were asked, whether they answered or not
  std::string feed_link{};                           ///< when the body is a web page: the feed it points to
};

/// What feeds are asked with, by their index; those that are not in it are asked as everybody may. A feed whose secrets
/// cannot be had is not asked: that is what came of it.
using Keys = std::unordered_map<std::size_t, Result<http::Access>>;

/// What has not come by then is left for the next round.
struct Deadlines {
  std::chrono::steady_clock::time_point fetch_until, parse_until;
  std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();  ///< the round, at its `now`
};

/// Starts the threads when made; ends them when destroyed. Exceptions in them are bugs and end the process.
class Pipeline {
 public:
  /// `feeds` and `keys` must outlive the pipeline and not change.
  Pipeline(const std::vector<store::FeedRow>& feeds, const Keys& keys, const config::Settings& settings, Instant now,
           Deadlines deadlines);
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  /// The next result, waiting for it and a little more, so that small ones share a transaction; nothing when all feeds
  /// are through.
  std::optional<Fetched> next();
  /// The next result if there is one now.
  std::optional<Fetched> next_if_ready() { return handed_over(parsed_.try_pop()); }

 private:
  struct Arrived {
    std::size_t index;
    Result<http::Response> response;
    std::chrono::seconds after;  ///< the beginning of the round
    std::optional<std::chrono::seconds> left_alone{};
    std::chrono::milliseconds spent{0};
  };
  void transfer();
  void take(Arrived arrived);
  void hand_over(Fetched fetched);
  std::optional<Fetched> handed_over(std::optional<Fetched> fetched);
  Fetched understand(Arrived arrived);
  void parse(Fetched& fetched);
  [[nodiscard]] bool is_late() const;
  [[nodiscard]] std::chrono::seconds since_beginning() const;

  const std::vector<store::FeedRow>& feeds_;
  const Keys& keys_;
  const config::Settings& settings_;
  const Instant now_;
  const Deadlines deadlines_;
  std::atomic<bool> stopped_ = false;
  BoundedQueue<Fetched> parsed_;
  ByteBudget to_write_;  ///< with too much to write the parsers wait
  AnswerReaders readers_;
  std::jthread transfers_;
};

}  // namespace aggregator::poll
