#include "mass_reports.h"

#include "aggregator/base/email_address.h"
#include "aggregator/store/bounces.h"
#include "aggregator/store/notes.h"
#include "aggregator/store/subscribers.h"
#include "mass_refusals.h"
#include "recipient_domain.h"

namespace aggregator::deliver {
namespace {

/// Whether `reported` are a mass of those who are sent to, in `domain` or, when it is empty, in all.
Result<bool> are_mass(store::Database& database, std::int64_t reported, const std::string& domain, Instant since) {
  std::int64_t readers = 0;
  if (!is_mass(reported, readers)) return false;
  const auto visited = store::visit_readers(database, since, [&](const std::string& email) {
    readers += domain.empty() || recipient_domain(email) == domain ? 1 : 0;
    return is_mass(reported, readers);
  });
  if (!visited) return std::unexpected(visited.error());
  return is_mass(reported, readers);
}

std::string name_of_note(const std::string& domain) { return "mass_reports " + domain; }

}  // namespace

Result<bool> is_mass_told(store::Database& database, const std::string& domain, Instant now) {
  const auto note = store::read_note(database, name_of_note(domain));
  if (!note) return std::unexpected(note.error());
  const auto told = parse_rfc3339(*note);
  return told && *told > now - kMassReportSpan;
}

Result<void> note_mass_told(store::Database& database, const std::string& domain, Instant now) {
  return store::keep_note(database, name_of_note(domain), format_rfc3339(now));
}

Result<std::optional<MassReport>> mass_report(store::Database& database, std::string_view email, Instant now) {
  const Instant since = now - kMassReportSpan;
  const std::string domain = recipient_domain(email), key = email_key(email);
  for (const std::string& known : {domain, std::string()}) {  // else each of thousands would be counted for each other
    const auto is_told = is_mass_told(database, known, now);
    if (!is_told) return std::unexpected(is_told.error());
    if (*is_told) return MassReport{known, 0};
  }
  std::int64_t of_domain = 1, of_all = 1;  // this one
  const auto visited = store::visit_reported(database, since, [&](const std::string& other) {
    if (email_key(other) == key) return;
    ++of_all;
    of_domain += recipient_domain(other) == domain ? 1 : 0;
  });
  if (!visited) return std::unexpected(visited.error());
  const auto in_domain = are_mass(database, of_domain, domain, since);
  if (!in_domain) return std::unexpected(in_domain.error());
  if (*in_domain) return MassReport{domain, of_domain};
  const auto in_all = are_mass(database, of_all, "", since);
  if (!in_all) return std::unexpected(in_all.error());
  if (*in_all) return MassReport{"", of_all};
  return std::nullopt;
}

}  // namespace aggregator::deliver
