// The threads that send, each with a connection of its own. Tasks go in and wait in their lanes; reports come out.
//
// The first worker opens its connection alone: a server that is away is asked twice, and a wrong password tried once,
// whatever the number of connections. The others begin as soon as it has one. When it has none, or a login is refused
// that was taken before, nobody begins anything any more.
//
// A worker begins its next message only when its last report has been recorded: so a process that dies can have no more
// messages of unknown fate than it has connections.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <semaphore>
#include <string>
#include <thread>
#include <vector>

#include "aggregator/mail/transport.h"
#include "lanes.h"
#include "task.h"

namespace aggregator::deliver {

struct Report {
  store::DeliveryId delivery = 0;
  mail::Outcome outcome;
  bool leaves = false;  ///< its worker has ended: there is no connection for it
  bool is_end = false;  ///< none can be made any more: nobody begins another message
  std::size_t worker = 0;
};

/// An exception in a worker is a bug and ends the process. Not for several threads at once.
class Crew {
 public:
  /// Called from all workers at once; each has a `buffer` that it hands over every time.
  using Sender = std::function<mail::Outcome(const Task&, mail::Transport&, std::string& buffer)>;
  using MakeTransport = std::function<std::unique_ptr<mail::Transport>()>;

  Crew(const config::MailSettings& settings, MakeTransport make_transport, Sender send);
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;
  /// Drops what is not begun and waits for the rest.
  ~Crew();

  /// Starts one more worker.
  void hire();

  void assign(std::vector<Task> tasks);

  /// Whether a task to this address would have to wait for long.
  [[nodiscard]] bool is_full_for(std::string_view email) const;

  struct Load {
    std::size_t waiting = 0, waiting_shortly = 0;  ///< tasks not begun; those of them in lanes that are not full
  };
  [[nodiscard]] Load load() const;

  /// Waits for a report, `patience` at most, and takes all that are there.
  [[nodiscard]] std::vector<Report> reports(std::chrono::milliseconds patience);

  /// The workers of these reports may go on.
  void release(const std::vector<Report>& recorded);

  /// The tasks that no worker has begun, all or those to a domain; they are its caller's again.
  [[nodiscard]] std::vector<Task> recall();
  [[nodiscard]] std::vector<Task> recall(const std::string& domain);

 private:
  struct Worker {
    std::counting_semaphore<> is_recorded{0};
    std::jthread thread;  // last: it uses the other
  };

  /// Who may begin a message.
  enum class Door {
    Untried,  ///< whoever comes first
    Tried,    ///< nobody, until they have a connection
    Open,     ///< all
    Closed,   ///< nobody
  };

  void work(Worker& worker, std::size_t number);
  [[nodiscard]] std::optional<Lanes::Started> next_task();
  [[nodiscard]] std::optional<mail::Outcome> connect(mail::Transport& transport);
  [[nodiscard]] bool is_closed();
  void report(Report report, const Lanes::Started& started);

  const MakeTransport make_transport_;
  const Sender send_;
  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable has_tasks_, has_reports_;
  Lanes lanes_;
  std::vector<Report> reports_;
  Door door_ = Door::Untried;
  int misses_ = 0;  // at the door
  bool closed_ = false;
  std::vector<std::unique_ptr<Worker>> workers_;  // last: they use all of the above
};

}  // namespace aggregator::deliver
