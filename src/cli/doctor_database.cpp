// The database, its disk, the clock, and the hours that it tells of.
#include <fmt/format.h>
#include <sys/stat.h>

#include <filesystem>

#include "aggregator/deliver/watchdog.h"
#include "aggregator/store/checkup.h"
#include "aggregator/store/notes.h"
#include "aggregator/store/subscribers.h"
#include "doctor.h"
#include "output.h"
#include "watchdog.h"

namespace aggregator::cli {
namespace {
using namespace std::chrono;
namespace fs = std::filesystem;

constexpr std::uintmax_t kLittleRoom = 100u << 20, kNoRoom = 10u << 20;
constexpr Instant kBeforeThisProgram = sys_days(2026y / 1 / 1);
constexpr minutes kClocksDiffer{5};

/// `watchdog.after: 0` switches the watchdog off; between two runs a digest is due all the same.
seconds patience_of(const config::WatchdogSettings& watchdog) {
  return watchdog.after.count() == 0 ? config::WatchdogSettings{}.after : watchdog.after;
}

void look_at_disk(const Patient& patient, const fs::path& file) {
  std::error_code error;
  const fs::space_info space = fs::space(file.parent_path(), error);
  if (error) return patient.hint("the room on its disk is not known: " + error.message());
  const std::string words =
      fmt::format("{} MiB are free on its disk", grouped(static_cast<std::int64_t>(space.available >> 20)));
  if (space.available < kNoRoom) return patient.wrong(words, "make room: nothing can be stored without");
  if (space.available < kLittleRoom) return patient.hint(words, "make room before it is full");
  patient.good(words);
}

void look_at_permissions(const Patient& patient, const fs::path& file) {
  struct stat status{};
  if (::stat(file.c_str(), &status) != 0 || (status.st_mode & S_IROTH) == 0) return;
  patient.wrong(file.string() + ", which holds addresses and the signing key, can be read by every account",
                "chmod o-rwx " + file.string() + "*");
}

/// A digest that is due and that no run has made: who calls `run`, or what keeps it from its work?
void tell_overdue(const Patient& patient, Instant due, const std::string& last_run, const std::string& called) {
  const std::string words = fmt::format("a digest has been due since {}; {}", format_rfc3339(due), called);
  const auto run = parse_rfc3339(last_run);
  if (!run || *run < due) {
    return patient.wrong(words, "have cron or the systemd timer call `aggregator run` every five minutes");
  }
  const auto trouble = store::read_note(*patient.database, kDigestTrouble);
  if (!trouble) return patient.wrong(trouble.error().detail);
  if (trouble->empty())
    return patient.wrong(words, "see what `aggregator run` says: it was called and did not make it");
  patient.wrong(fmt::format("{} and could not make it: {}", words, *trouble),
                "mend that; the next `aggregator run` makes it");
}

}  // namespace

void check_database(const Patient& patient) {
  if (patient.database == nullptr) return;
  const auto checkup = store::check_database(*patient.database);
  if (!checkup) return patient.wrong(checkup.error().detail);
  if (!checkup->damage.empty()) {
    return patient.wrong(checkup->file.string() + " is damaged: " + checkup->damage, "restore it from a backup");
  }
  patient.good(checkup->file.string() + " is whole and can be written");
  look_at_disk(patient, checkup->file);
  look_at_permissions(patient, checkup->file);
  if (checkup->held > 0) {
    patient.hint(counted(checkup->held, "post is held", "posts are held"),
                 "`aggregator entries` shows them, `aggregator release URL` lets them go");
  }
  if (checkup->waiting > 0)
    patient.good(counted(checkup->waiting, "message waits", "messages wait") + " in the outbox");
}

void check_clock(const Patient& patient) {
  const Instant now = patient.context.now();
  if (now < kBeforeThisProgram) {
    return patient.wrong("the clock shows " + format_rfc3339(now),
                         "set it; a machine without a clock of its own needs NTP");
  }
  std::error_code error;
  if (!fs::exists("/usr/share/zoneinfo", error)) {
    patient.hint("this system has no zone files, so those of ICU are used, which are older",
                 "install the package tzdata");
  }
  if (patient.database == nullptr) return;
  const auto last = store::read_note(*patient.database, "last_run");
  if (!last) return patient.wrong(last.error().detail);
  if (const auto run = parse_rfc3339(*last); run && *run > now + kClocksDiffer) {
    return patient.wrong(
        fmt::format("it is {} by the clock, but `run` was already called at {}", format_rfc3339(now), *last),
        "one of the two times the clock was wrong: look at NTP");
  }
  patient.good("it is " + format_rfc3339(now));
}

void check_hours(const Patient& patient) {
  if (patient.database == nullptr) return;
  const Instant now = patient.context.now();
  const auto late = deliver::late_editions(*patient.database, patient.settings, now);
  if (!late) return patient.wrong(late.error().detail);
  for (const std::string& line : *late) patient.wrong(line);
  const auto next = store::earliest_due(*patient.database);
  if (!next) return patient.wrong(next.error().detail);
  const auto last_run = store::read_note(*patient.database, "last_run");
  if (!last_run) return patient.wrong(last_run.error().detail);
  const std::string called = last_run->empty() ? "`run` was never called" : "`run` was last called at " + *last_run;
  if (!*next) return patient.hint("no digest is due for anybody; " + called);
  if (**next + patience_of(patient.settings.watchdog) < now) {
    return tell_overdue(patient, **next, *last_run, called);
  }
  patient.good(fmt::format("the next digest is due at {}; {}", format_rfc3339(**next), called));
}

}  // namespace aggregator::cli
