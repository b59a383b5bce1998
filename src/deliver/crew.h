// The threads that send, each with a connection of its own. Tasks go in, reports come out; both queues are bounded.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "aggregator/base/bounded_queue.h"
#include "aggregator/mail/transport.h"
#include "aggregator/store/outbox.h"

namespace aggregator::deliver {

struct Task {
  store::Job job;
  std::shared_ptr<const store::EditionRow> edition;
};

struct Report {
  store::DeliveryId delivery = 0;
  mail::Outcome outcome;
  bool leaves = false;  ///< its worker has ended: twice in a row there was no connection for it
};

/// An exception in a worker is a bug and ends the process.
class Crew {
 public:
  using Sender = std::function<mail::Outcome(const Task&, mail::Transport&)>;  ///< called from all workers at once
  using MakeTransport = std::function<std::unique_ptr<mail::Transport>()>;

  /// At most `capacity` tasks may be out (assigned and not reported) at a time.
  Crew(std::size_t capacity, MakeTransport make_transport, Sender send);
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;
  /// Drops what is not begun and waits for the rest.
  ~Crew();

  /// Starts one more worker.
  void hire();
  void assign(Task task) { tasks_.push(std::move(task)); }

  /// Waits for a report, and takes all that are there.
  [[nodiscard]] std::vector<Report> reports();

  /// The tasks that no worker has begun; they are its caller's again.
  [[nodiscard]] std::vector<Task> recall();

 private:
  void work();

  const MakeTransport make_transport_;
  const Sender send_;
  BoundedQueue<Task> tasks_;
  BoundedQueue<Report> reports_;
  std::vector<std::jthread> workers_;  // last: they use all of the above
};

}  // namespace aggregator::deliver
