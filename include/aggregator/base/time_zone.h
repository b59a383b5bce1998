// Time zones of the IANA database: an instant to the wall clock of a place and back.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"

namespace aggregator {

/// A time zone such as "Asia/Seoul". Copies share the immutable rules; safe to use from several threads.
class TimeZone {
 public:
  /// Errors: Malformed, for a name that the database does not have; the detail suggests the form "Area/City".
  [[nodiscard]] static Result<TimeZone> find(std::string_view name);

  [[nodiscard]] const std::string& name() const { return name_; }

  /// The wall clock at `instant`, as if it were UTC.
  [[nodiscard]] std::chrono::local_seconds to_local(Instant instant) const;

  /// The instant at which the wall clock shows `local`. A time that a change of the clocks leaves out is the same
  /// distance after the change; of a time that happens twice it is the first.
  [[nodiscard]] Instant to_instant(std::chrono::local_seconds local) const;

 private:
  struct Rules;
  TimeZone(std::string name, std::shared_ptr<const Rules> rules);

  std::string name_;
  std::shared_ptr<const Rules> rules_;
};

}  // namespace aggregator
