// Whether so many addresses are refused in one run that it is rather the server's mistake.
//
// A server whose list of recipients is empty says "no such user" of everybody, and a relay whose configuration is
// broken says it of everybody everywhere. One answer cannot be told from the other, but their number can: lists lose a
// few in a hundred over months, never one in twenty between two editions. So those who are refused for good, as one
// would be suspended for it, are counted in each run:
//
//   of one domain      more than 10 and more than 5 % of those it answered for    that domain refuses in mass
//   of all the others  more than 10 and more than 5 %; or all of them, where a     the relay does, in all domains
//                      domain does or they are three and more of several
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "aggregator/deliver/courier.h"

namespace aggregator::deliver {

/// The answers of one run.
class MassRefusals {
 public:
  /// A delivery was settled.
  void add_answer(std::string_view email);
  /// For what the server said, the subscriber would be suspended. It is counted as an answer already.
  void add_refusal(std::string_view email, std::string_view words);

  /// Whether the domain of this address refuses in mass.
  [[nodiscard]] bool is_of_domain(std::string_view email) const;
  /// Whether the other domains do, together.
  [[nodiscard]] bool is_everywhere() const;

  /// Those there are, the largest first, 20 at most.
  [[nodiscard]] std::vector<MassRefusal> all() const;

 private:
  struct Tally {
    std::int64_t answered = 0, refused = 0;
    std::string words;  // of the first refusal

    void add(const Tally& other);
    [[nodiscard]] bool is_mass() const;
  };

  Tally& tally_of(std::string_view email);
  [[nodiscard]] Tally of_the_others() const;
  void forget_small_ones();

  std::unordered_map<std::string, Tally> domains_;
  std::size_t limit_ = 4096;  // of domains, before small ones are looked for
};

}  // namespace aggregator::deliver
