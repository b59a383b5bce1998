#include "aggregator/base/time_zone.h"

#include <unicode/basictz.h>
#include <unicode/timezone.h>

#include <utility>

#include "aggregator/base/text.h"

namespace aggregator {
namespace {
using namespace std::chrono;

UDate milliseconds_of(seconds since_epoch) { return static_cast<UDate>(since_epoch.count()) * 1000.0; }

seconds offset(std::int32_t raw, std::int32_t saving) { return duration_cast<seconds>(milliseconds(raw + saving)); }

/// ICU also takes made-up names such as GMT+9; only those of the database are wanted.
bool is_in_database(const icu::UnicodeString& id) {
  UErrorCode status = U_ZERO_ERROR;
  UBool is_system_id = false;
  icu::UnicodeString canonical;
  icu::TimeZone::getCanonicalID(id, canonical, is_system_id, status);
  return U_SUCCESS(status) && is_system_id;
}

}  // namespace

/// Only const functions of the zone are called after it is made: those may run in several threads at once.
struct TimeZone::Rules {
  std::unique_ptr<const icu::BasicTimeZone> zone;
};

TimeZone::TimeZone(std::string name, std::shared_ptr<const Rules> rules)
    : name_(std::move(name)), rules_(std::move(rules)) {}

Result<TimeZone> TimeZone::find(std::string_view name) {
  const auto id = icu::UnicodeString::fromUTF8(icu::StringPiece(name.data(), static_cast<std::int32_t>(name.size())));
  std::unique_ptr<icu::TimeZone> made(is_in_database(id) ? icu::TimeZone::createTimeZone(id) : nullptr);
  auto* const basic = dynamic_cast<icu::BasicTimeZone*>(made.get());
  if (basic == nullptr || *made == icu::TimeZone::getUnknown()) {
    return fail(ErrorCode::Malformed, "no time zone " + quote(name) + "; write Area/City, for example Asia/Seoul");
  }
  static_cast<void>(made.release());  // now owned as what it is
  return TimeZone(std::string(name), std::make_shared<const Rules>(std::unique_ptr<const icu::BasicTimeZone>(basic)));
}

local_seconds TimeZone::to_local(Instant instant) const {
  UErrorCode status = U_ZERO_ERROR;
  std::int32_t raw = 0, saving = 0;
  rules_->zone->getOffset(milliseconds_of(instant.time_since_epoch()), false, raw, saving, status);
  return local_seconds(instant.time_since_epoch() + offset(raw, saving));
}

Instant TimeZone::to_instant(local_seconds local) const {
  UErrorCode status = U_ZERO_ERROR;
  std::int32_t raw = 0, saving = 0;
  // The offset from before a change puts a time that is left out after the change, and takes the first of two.
  rules_->zone->getOffsetFromLocal(milliseconds_of(local.time_since_epoch()), UCAL_TZ_LOCAL_FORMER,
                                   UCAL_TZ_LOCAL_FORMER, raw, saving, status);
  return Instant(local.time_since_epoch() - offset(raw, saving));
}

}  // namespace aggregator
