// What came back: reports, complaints and requests to leave, from a mail server's pipe, files, or a Maildir.
//
// Exit codes. For standard input a mail server waits, and to it every other code than 0 and 75 (EX_TEMPFAIL) means that
// the message is to be returned to its sender: a bounce of a bounce. So there is 0 for whatever could be read,
// understood or not, and 75 for all trouble of ours; the server keeps the message and tries again. Files and Maildirs
// are kept: what was understood is marked as seen in cur/, the rest is flagged there and told of once, with 65. One
// message that makes trouble does not keep the others from being read.
#include "aggregator/deliver/bounce.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <istream>
#include <limits>
#include <optional>
#include <ostream>

#include "aggregator/base/byte_source.h"
#include "aggregator/base/log.h"
#include "aggregator/base/text.h"
#include "aggregator/deliver/watchdog.h"
#include "aggregator/digest/subscribe.h"
#include "aggregator/mail/maildir.h"
#include "aggregator/mail/report.h"
#include "commands.h"
#include "output.h"

namespace aggregator::cli {
namespace {

namespace fs = std::filesystem;
using deliver::Finding;

constexpr std::string_view kStandardInput = "-";
constexpr std::int64_t kSuspendedAtOnce = 1000;

/// At most what a report is read of; the rest is read too, because a mail server takes a pipe that closes early for a
/// failure.
Result<std::string> read_beginning(std::istream& in, const std::string& name) {
  auto bytes = read_up_to(source_of(in), mail::kMaxReportBytes);
  if (!bytes) return at(name, bytes.error());
  if (in) in.ignore(std::numeric_limits<std::streamsize>::max());
  return bytes;
}

Result<std::string> read_message(const Context& context, const std::string& source) {
  if (source == kStandardInput) return read_beginning(context.in(), "standard input");
  std::error_code error;
  if (fs::is_directory(source, error)) {
    return fail(ErrorCode::Io, quote(source) + " is a folder and no Maildir; it has no new/ and cur/");
  }
  std::ifstream file(source, std::ios::binary);
  if (!file) return fail(ErrorCode::Io, quote(source) + " cannot be opened; check its name and permissions");
  return read_beginning(file, quote(source));
}

bool is_there(const fs::path& file) {
  std::error_code error;
  return fs::exists(file, error) || error;
}

bool is_understood(const Finding& finding) { return finding.what != Finding::What::Unknown; }

Json json_of(const std::string& source, const Finding& finding) {
  return {{"source", source},
          {"what", deliver::name_of(finding.what)},
          {"done", deliver::name_of(finding.done)},
          {"subscriber", json_or_null(finding.subscriber)},
          {"bounce", finding.kind ? Json(store::name_of(*finding.kind)) : Json(nullptr)},
          {"proof", json_or_null(finding.proof)},
          {"reason", json_or_null(finding.reason)}};
}

/// "reader@example.org suspended (gone): 550 5.1.1 no such user".
std::string line_of(const Finding& finding) {
  std::string line = finding.subscriber.empty() ? std::string(deliver::name_of(finding.what)) : finding.subscriber;
  if (finding.done != Finding::Done::Nothing) line += fmt::format(" {}", deliver::name_of(finding.done));
  if (finding.done == Finding::Done::Nothing && !finding.subscriber.empty()) line += " as before";
  if (finding.kind) line += fmt::format(" ({})", store::name_of(*finding.kind));
  return finding.reason.empty() ? line : line + ": " + finding.reason;
}

/// What is odd, what was done, and how to go on whether the server is wrong or right.
std::string words_for(const deliver::MassReport& mass, const Finding& finding, std::int64_t brought_back) {
  return fmt::format(
      "{} of {} came back within a day as if they were gone ({}): so many at once are more likely about a server or "
      "about us, so they stay{}; `aggregator doctor` looks for what may be held against us, and who is gone indeed is "
      "suspended after 7 days of it",
      counted(mass.reported, "reader", "readers"), mass.domain.empty() ? "all domains" : mass.domain, finding.reason,
      brought_back == 0 ? ""
                        : fmt::format(", and {} brought back", counted(brought_back, "of them is", "of them are")));
}

/// Goes through the messages and tells of each.
class Post {
 public:
  Post(Context& context, const BounceOptions& options, const config::Settings& settings, store::Database& database,
       const KeyRing& keys)
      : context_(context), options_(options), settings_(settings), database_(database), keys_(keys) {
    if (options.json) list_.emplace(context.out());
  }

  Result<void> go_through() {
    for (const std::string& source : options_.sources) {
      if (auto done = mail::is_maildir(source) ? take_maildir(source) : take(source); !done) return end(done);
    }
    return end({});
  }

 private:
  Result<void> take_maildir(const fs::path& maildir) {
    const auto messages = mail::new_messages(maildir);
    if (!messages) return std::unexpected(messages.error());
    for (const fs::path& message : *messages) {
      if (auto done = take_new(message); !done) return done;
    }
    return {};
  }

  /// Errors: the database's only; another message may do better.
  Result<void> take_new(const fs::path& message) {
    const auto bytes = read_message(context_, message.string());
    if (!bytes) {
      if (is_there(message)) note(bytes.error());  // else another one took it
      return {};
    }
    const std::int64_t before = not_understood_;
    if (auto done = judge(message.string(), *bytes); !done) return done;
    const auto mark = not_understood_ > before ? mail::Mark::Flagged : mail::Mark::Seen;
    if (const auto moved = mail::move_to_cur(message, mark); !moved) note(moved.error());
    return {};
  }

  Result<void> take(const std::string& source) {
    const auto bytes = read_message(context_, source);
    if (!bytes) return std::unexpected(bytes.error());
    return judge(source, *bytes);
  }

  Result<void> judge(const std::string& source, std::string_view bytes) {
    const auto finding = finding_in(bytes);
    if (!finding) return std::unexpected(finding.error());
    tell(source, *finding);
    if (finding->mass) {
      if (auto held = hold_back(*finding->mass, *finding); !held) return held;
    }
    if (!is_understood(*finding) && source != kStandardInput) ++not_understood_;
    return {};
  }

  /// Brings back who was suspended before it was known to be a mass, and tells the runner, both once a day.
  Result<void> hold_back(const deliver::MassReport& mass, const Finding& finding) {
    const Instant now = context_.now(), since = now - deliver::kMassReportSpan;
    const auto last = deliver::is_mass_told(database_, mass.domain, now);
    if (!last) return std::unexpected(last.error());
    if (*last) return {};
    const digest::Returning who{.emails = {}, .filter = {since, mass.domain, true}};
    const auto suspended = suspended_among(who.filter);
    if (!suspended) return std::unexpected(suspended.error());
    const auto resumed = digest::resume_subscribers(database_, settings_, who, now, context_.random(), false);
    if (!resumed) return std::unexpected(resumed.error());
    for (const std::string& email : *suspended) tell_brought_back(email);
    const std::string words = words_for(mass, finding, resumed->active + resumed->asked);
    log(LogLevel::Error, words);
    return database_.transact([&]() -> Result<void> {
      if (auto kept = deliver::keep_for_runner(database_, settings_, words); !kept) return kept;
      return deliver::note_mass_told(database_, mass.domain, now);
    });
  }

  Result<std::vector<std::string>> suspended_among(const store::SuspendedFilter& filter) {
    std::vector<std::string> all;
    for (std::string last;;) {
      const auto some = store::suspended_subscribers(database_, filter, last, kSuspendedAtOnce);
      if (!some) return std::unexpected(some.error());
      if (some->empty()) return all;
      all.insert(all.end(), some->begin(), some->end());
      last = email_key(all.back());
    }
  }

  /// A line above, or of an earlier call, says of them that they are suspended.
  void tell_brought_back(const std::string& email) {
    if (list_) {
      Finding back;
      back.what = Finding::What::Bounce;
      back.subscriber = email;
      Json item = json_of("", back);
      item["source"] = nullptr;
      item["done"] = "brought back";
      list_->add(item);
    } else {
      context_.out() << email << " brought back: too many come back at once\n";
    }
  }

  Result<Finding> finding_in(std::string_view bytes) {
    auto report = mail::parse_report(bytes);
    if (!report) {
      Finding unknown;
      unknown.reason = report.error().detail;
      return unknown;
    }
    if (!options_.recipient.empty()) report->delivered_to.insert(report->delivered_to.begin(), options_.recipient);
    return deliver::take_report(database_, keys_, *report, context_.now());
  }

  void tell(const std::string& source, const Finding& finding) {
    if (list_) {
      list_->add(json_of(source, finding));
    } else {
      context_.out() << (source == kStandardInput ? "" : source + ": ") << line_of(finding) << '\n';
    }
  }

  Result<void> end(Result<void> done) {
    if (list_) list_->end();
    if (not_understood_ > 0) {
      note({ErrorCode::Malformed,
            fmt::format("{} not understood; read {} yourself", counted(not_understood_, "message is", "messages are"),
                        not_understood_ == 1 ? "it" : "them")});
    }
    if (!done) note(done.error());
    return trouble_ ? std::unexpected(*trouble_) : Result<void>();
  }

  /// The last trouble is what the command ends with; those before it are told here.
  void note(const Error& error) {
    if (trouble_) context_.err() << "aggregator: " << trouble_->detail << '\n';
    trouble_ = error;
  }

  Context& context_;
  const BounceOptions& options_;
  const config::Settings& settings_;
  store::Database& database_;
  const KeyRing& keys_;
  std::optional<JsonList> list_;
  std::int64_t not_understood_ = 0;
  std::optional<Error> trouble_;
};

Result<void> take_all(Context& context, const BounceOptions& options) {
  const auto settings = context.settings();
  if (!settings) return std::unexpected(settings.error());
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  const auto keys = store::signing_keys(**database, context.random());
  if (!keys) return std::unexpected(keys.error());
  return Post(context, options, **settings, **database, *keys).go_through();
}

bool reads_standard_input(const BounceOptions& options) {
  return std::ranges::find(options.sources, kStandardInput) != options.sources.end();
}

}  // namespace

Result<void> take_bounces(Context& context, const BounceOptions& options) {
  auto done = take_all(context, options);
  if (!done && reads_standard_input(options)) return fail(ErrorCode::Busy, done.error().detail);
  return done;
}

}  // namespace aggregator::cli
