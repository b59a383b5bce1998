// A sendmail program as a child process: the message on its standard input, its words and its exit status (sysexits.h)
// as the answer. Both go over one socket, which unlike a pipe raises no signal when the program ends early.
#include <fmt/format.h>
#include <sysexits.h>

#include <algorithm>
#include <chrono>
#include <iterator>

#include "aggregator/base/text.h"
#include "aggregator/mail/transport.h"
#include "child.h"

namespace aggregator::mail {
namespace {

constexpr std::chrono::minutes kPatience{5};
constexpr std::size_t kShownCharacters = 300;

/// The local form of the message: sendmail programs take lines that end as those of text files do.
std::string with_lf(std::string_view message) {
  std::string out;
  out.reserve(message.size());
  for (const char c : message) {
    if (c != '\r') out += c;
  }
  return out;
}

/// Only these two speak of the message and of its recipient. The others of sysexits.h speak of the machine, of the
/// program's settings, and of its relay: msmtp, which has no queue, ends with 68 without DNS, with 69 without trust in
/// a certificate and with 77 after a refused login. A list that failed for these would have lost its edition.
Outcome::State state_of(int status) {
  if (status == EX_OK) return Outcome::State::Sent;
  return status == EX_DATAERR || status == EX_NOUSER ? Outcome::State::Failed : Outcome::State::Deferred;
}

/// Whether it will be the same with every message.
bool is_our_trouble(int status) {
  constexpr int kOurs[] = {EX_USAGE, EX_NOHOST, EX_UNAVAILABLE, EX_OSFILE, EX_PROTOCOL, EX_NOPERM, EX_CONFIG};
  return std::ranges::find(kOurs, status) != std::end(kOurs);
}

Outcome outcome_of(const std::filesystem::path& program, const ChildEnd& end) {
  const std::string words = cut_text(fold_white_space(clean_utf8(end.output)), kShownCharacters);
  const std::string said = words.empty() ? "" : ": " + words;
  if (end.signal != 0) {
    return {.state = Outcome::State::Deferred,
            .reason = fmt::format("{} was ended by signal {}{}", program.string(), end.signal, said),
            .unanswered = end.has_read_all};
  }
  const Outcome::State state = state_of(end.status);
  if (state == Outcome::State::Sent) return {state, words, false};
  return {state, fmt::format("{} exited with status {}{}", program.string(), end.status, said),
          is_our_trouble(end.status)};
}

class SendmailTransport final : public Transport {
 public:
  SendmailTransport(std::filesystem::path program, std::function<bool()> is_cancelled)
      : program_(std::move(program)), is_cancelled_(std::move(is_cancelled)) {}

  Outcome send(const Envelope& envelope, std::string_view message, std::string_view) override {
    const auto end = run_child({program_.string(), "-i", "-f", envelope.sender, "--", envelope.recipient},
                               with_lf(message), kPatience, is_cancelled_);
    if (!end) return {Outcome::State::Deferred, end.error().detail, true};
    return outcome_of(program_, *end);
  }

 private:
  const std::filesystem::path program_;
  const std::function<bool()> is_cancelled_;
};

}  // namespace

std::unique_ptr<Transport> sendmail_transport(const std::filesystem::path& program,
                                              std::function<bool()> is_cancelled) {
  return std::make_unique<SendmailTransport>(program, std::move(is_cancelled));
}

}  // namespace aggregator::mail
