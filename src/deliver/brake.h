// How a domain is slowed down whose server says that it gets too much (421, 450, 451, 4.7.z).
//
//   free --3 such answers in a row--> 1/4 s between messages --each further one--> doubled, up to 4 s
//   any message taken --> halved; free again below 1/4 s
//
// It need not be stronger: what was deferred comes back after minutes and then hours by itself.
//
// An answer to a message that was on its way before the last change tells nothing about the change and is not counted,
// so that one burst over many connections is one step.
#pragma once

#include <chrono>

namespace aggregator::deliver {

class Brake {
 public:
  using Moment = std::chrono::steady_clock::time_point;
  using Duration = Moment::duration;

  /// Of a message that was begun at `begun`.
  void on_pushed_back(Moment begun, Moment now);
  void on_taken();

  /// How far messages are kept apart; zero: not at all.
  [[nodiscard]] Duration interval() const { return interval_; }

 private:
  Duration interval_{};
  Moment changed_ = Moment::min();
  int in_a_row_ = 0;
};

}  // namespace aggregator::deliver
