// What follows from a message that came back: the one place where a subscriber is suspended or unsubscribed for it.
//
// Anybody can write such a message, so what it says counts for nobody but the subscriber who is proven by what only a
// recipient of a message of ours can know, the first of these that is there:
//   the return path    bounces+TOKEN@…, in what the report came to or in the message returned
//   the Message-ID     of the message returned: EDITION.SUBSCRIBER, both random
//   List-Unsubscribe   of the message returned, for complaints only: its token names no delivery
// A Final-Recipient alone is told and not counted. To leave, the token in the subject decides, then the sender's
// address, then the return path that it came to: people who answer "unsubscribe" expect it to work, and a forged one
// costs a reader their digest until they come back, no more.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/base/token.h"
#include "aggregator/mail/report.h"
#include "aggregator/store/bounces.h"
#include "aggregator/store/database.h"

namespace aggregator::deliver {

/// Readers who came back within a day in such numbers that it is rather about a server, or about us.
struct MassReport {
  std::string domain;         ///< theirs; empty: of all kinds of domains
  std::int64_t reported = 0;  ///< readers; 0 where the mass was told of before
};
inline constexpr std::chrono::hours kMassReportSpan{24};

/// Whether it was told within that span that readers of `domain` come back in mass. Errors: those of the store.
[[nodiscard]] Result<bool> is_mass_told(store::Database& database, const std::string& domain, Instant now);
[[nodiscard]] Result<void> note_mass_told(store::Database& database, const std::string& domain, Instant now);

/// What a report was, and what was done about it.
struct Finding {
  enum class What {
    Bounce,       ///< a delivery failed
    Complaint,    ///< a reader called it spam
    Unsubscribe,  ///< somebody asks to leave
    Notice,       ///< nothing to act on: delayed, delivered, an automatic reply, other feedback
    Unproven,     ///< about nobody who is proven
    Unknown,      ///< nothing of the kind
  };
  enum class Done {
    Nothing,
    Counted,
    HeldBack,  ///< counted as a full mailbox, for so many come back
    Suspended,
    Unsubscribed,
  };
  What what = What::Unknown;
  Done done = Done::Nothing;
  std::optional<store::BounceKind> kind;  ///< of a Bounce or Complaint that is proven
  std::string subscriber;                 ///< the address of who is proven
  std::string proof;                      ///< "return path", "Message-ID", "sender" …; may be empty
  std::string reason;                     ///< in words, one line
  std::optional<MassReport> mass;  ///< when it is held back; who was suspended before for it is to be brought back
};
[[nodiscard]] std::string_view name_of(Finding::What what);  ///< "bounce" "complaint" "unsubscribe" "notice" …
[[nodiscard]] std::string_view name_of(Finding::Done done);  ///< "nothing" "counted" "held back" "suspended" …

/// Acts on a report, in one transaction. The same report twice is counted once. Sends nothing, ever: what answers mail
/// from machines makes loops. Errors: those of the store.
[[nodiscard]] Result<Finding> take_report(store::Database& database, const KeyRing& keys, const mail::Report& report,
                                          Instant now);

}  // namespace aggregator::deliver
