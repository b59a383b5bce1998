// What a message without a structure says, by the words that mail servers and people put.
#pragma once

#include "aggregator/mail/report.h"

namespace aggregator::deliver {

/// Whether its subject, or where there is none its first line, asks to leave (leaving_words.h).
[[nodiscard]] bool asks_to_leave(const mail::Report& report);

/// Whether a server warns that a message is late and that it goes on trying. What also says that it has given up is no
/// warning, and neither is what only speaks of a delay and holds a code of a failure for good.
[[nodiscard]] bool warns_of_delay(const mail::Report& report);

/// Whether it is a program's reply to a mail that arrived: "out of office". Mail servers say of their reports, too,
/// that a program wrote them; but a report has a code or returns what it is about.
[[nodiscard]] bool is_automatic_reply(const mail::Report& report);

}  // namespace aggregator::deliver
