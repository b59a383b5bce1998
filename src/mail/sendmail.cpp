// A sendmail program as a child process: the message on its standard input, its words and its exit status (sysexits.h)
// as the answer. Both go over one socket, which unlike a pipe raises no signal when the program ends early.
#include <fmt/format.h>
#include <sysexits.h>

#include <chrono>

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

Outcome::State state_of(int status) {
  switch (status) {
    case EX_OK:
      return Outcome::State::Sent;
    case EX_TEMPFAIL:
    case EX_OSERR:
    case EX_CANTCREAT:
    case EX_IOERR:
    case EX_CONFIG:
      return Outcome::State::Deferred;
    default:
      return EX__BASE <= status && status <= EX__MAX ? Outcome::State::Failed : Outcome::State::Deferred;
  }
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
          end.status == EX_CONFIG};
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
