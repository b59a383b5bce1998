// How heavy a refusal is, and when subscribers have had enough of them. The same for what a server answers while we
// send and for what it reports afterwards.
//
//   5.1.1 5.1.2 5.1.3 5.1.6 5.1.10 5.2.1              gone     no such mailbox or domain, moved, disabled
//   x.1.7 x.1.8 x.7.x 5.2.3 5.3.4 5.6.x               blocked  about our address, the message, or what they think of it
//   5.2.2 5.2.4 5.3.x 5.4.2 5.4.3 5.4.5 5.4.7 4.x.x    soft     full, or their system or network is in trouble
//   other 5.x.x                                        hard
// Without an enhanced code, or with x.0.0:
//   550 551 553 hard     556 gone     552 554 4yz soft     521 hard     other 5yz blocked (we spoke wrongly)
// Of these, hard ones that say in words that nobody is there ("user unknown"), as Exim and qmail do: gone.
// Without any code: soft. What says in words that it is about the sender (mail::is_about_sender): blocked.
//
//   gone            suspends at once
//   hard            suspends when it comes on 3 days in a row
//   soft            suspends when it comes, hard ones counted too, on 7 days in a row
//   blocked         never: a week on somebody's block list must not cost us everybody who has an address there
//   complaint       ends the subscription
// Days are those on which something came back. In a row: nothing arrived in between (store::bounces_in_a_row), within
// the last 60 days.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "aggregator/mail/report.h"
#include "aggregator/mail/transport.h"
#include "aggregator/store/bounces.h"

namespace aggregator::deliver {

inline constexpr std::chrono::days kMemory{60};

[[nodiscard]] store::BounceKind kind_of(const mail::StatusCode& code);
/// The same with the server's words, which may say more than the code.
[[nodiscard]] store::BounceKind kind_of(const mail::StatusCode& code, std::string_view words);
/// The same for words that hold the code.
[[nodiscard]] store::BounceKind kind_of(std::string_view words);

/// How heavy what a server said is when no more comes of it; nothing when the message was sent, or no server said
/// anything about it. What is about the sender is about us, and so is a bare 5yz to the message.
[[nodiscard]] std::optional<store::BounceKind> kind_of(const mail::Outcome& outcome);

/// Why a subscriber with these bounces in a row, newest first, is to be suspended, in words; nothing when they are not.
[[nodiscard]] std::optional<std::string> why_suspend(std::span<const store::Bounce> in_a_row);

}  // namespace aggregator::deliver
