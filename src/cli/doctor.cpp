#include "doctor.h"

#include <algorithm>
#include <ostream>

#include "commands.h"
#include "output.h"

namespace aggregator::cli {
namespace {

using Level = Finding::Level;

struct Check {
  const char* name;
  void (*look)(const Patient& patient);
};

// In the order in which one would mend them.
constexpr Check kChecks[] = {
    {"files", check_files},   {"database", check_database}, {"feeds", check_feeds},     {"templates", check_templates},
    {"clock", check_clock},   {"hours", check_hours},       {"readers", check_readers}, {"mail", check_transport},
    {"sender", check_sender}, {"contact", check_contact},   {"site", check_site},
};

std::string_view name_of(Level level) {
  switch (level) {
    case Level::Good:
      return "good";
    case Level::Hint:
      return "hint";
    case Level::Wrong:
      return "wrong";
  }
  return "wrong";
}

std::vector<Finding> examine(Context& context, const DoctorOptions& options) {
  std::vector<Finding> findings;
  const auto settings = context.settings();
  if (!settings) {
    findings.push_back({Level::Wrong, "settings", settings.error().detail, ""});
    return findings;
  }
  findings.push_back({Level::Good, "settings", (*settings)->file.string() + " is understood", ""});
  const auto database = context.database();
  Patient patient{context, **settings, database ? *database : nullptr, options.send_to, findings, ""};
  if (!database) findings.push_back({Level::Wrong, "database", database.error().detail, ""});
  for (const Check& check : kChecks) {
    patient.check = check.name;
    check.look(patient);
  }
  return findings;
}

void print(const std::vector<Finding>& findings, std::ostream& out) {
  for (const Finding& finding : findings) {
    out << (finding.level == Level::Good   ? "ok     "
            : finding.level == Level::Hint ? "hint   "
                                           : "WRONG  ")
        << finding.check << ": " << finding.what << '\n';
    if (!finding.mend.empty()) out << "       -> " << finding.mend << '\n';
  }
}

Json json_of(const std::vector<Finding>& findings, std::int64_t wrong) {
  Json list = Json::array();
  for (const Finding& finding : findings) {
    list.push_back({{"check", finding.check},
                    {"level", name_of(finding.level)},
                    {"what", finding.what},
                    {"mend", json_or_null(finding.mend)}});
  }
  return {{"wrong", wrong}, {"findings", list}};
}

}  // namespace

Result<void> examine_all(Context& context, const DoctorOptions& options) {
  const std::vector<Finding> findings = examine(context, options);
  const std::int64_t wrong = std::ranges::count(findings, Level::Wrong, &Finding::level);
  if (options.json) {
    context.out() << dump(json_of(findings, wrong)) << '\n';
  } else {
    print(findings, context.out());
  }
  if (wrong == 0) return {};
  context.verdict = kNotDone;
  return fail(ErrorCode::Unavailable, counted(wrong, "thing is", "things are") + " wrong, see above");
}

}  // namespace aggregator::cli
