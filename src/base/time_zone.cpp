// The system's zone files are what its updates keep right; ICU's own copy of the database is as old as ICU itself. ICU
// says which names there are beside them, and stands in where there are no files.
#include "aggregator/base/time_zone.h"

#include <unicode/basictz.h>
#include <unicode/timezone.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <utility>

#include "aggregator/base/ascii.h"
#include "aggregator/base/file.h"
#include "aggregator/base/text.h"
#include "zone_file.h"

namespace aggregator {
namespace {
using namespace std::chrono;

constexpr std::size_t kLargestZoneFile = 1u << 20;
constexpr std::string_view kZoneFiles = "/usr/share/zoneinfo/";

/// Const functions of the rules may run in several threads at once.
class ClockRules {
 public:
  virtual ~ClockRules() = default;
  [[nodiscard]] virtual seconds offset_at(Instant instant) const = 0;
  /// What a clock that shows `local` is ahead of UTC, by the offset from before a change where there is a choice: that
  /// puts a time that is left out after the change, and takes the first of two.
  [[nodiscard]] virtual seconds offset_of_local(local_seconds local) const = 0;
};

class FileRules final : public ClockRules {
 public:
  explicit FileRules(ZoneFile zone) : zone_(std::move(zone)) {}

  [[nodiscard]] seconds offset_at(Instant instant) const override {
    const auto next = std::ranges::upper_bound(zone_.changes, instant, {}, &ZoneChange::at);
    const bool is_ruled = next == zone_.changes.end() && zone_.rule;
    seconds offset = next == zone_.changes.begin() ? zone_.first : std::prev(next)->offset;
    for (const ZoneChange& change : is_ruled ? changes_near(instant) : std::vector<ZoneChange>()) {
      if (change.at > instant) break;
      offset = change.offset;
    }
    return offset;
  }

  [[nodiscard]] seconds offset_of_local(local_seconds local) const override {
    const std::vector<ZoneChange> near = changes_near(Instant(local.time_since_epoch()));
    seconds offset = zone_.first;
    for (const ZoneChange& change : near) {
      const bool is_before = local.time_since_epoch() - offset < change.at.time_since_epoch();
      const bool is_left_out = !is_before && local.time_since_epoch() - change.offset < change.at.time_since_epoch();
      if (is_before || is_left_out) break;
      offset = change.offset;
    }
    return offset;
  }

 private:
  /// The changes of some days around `instant`, and the last one before them.
  [[nodiscard]] std::vector<ZoneChange> changes_near(Instant instant) const {
    const std::vector<ZoneChange>& known = zone_.changes;
    const auto begin = std::ranges::lower_bound(known, instant - kNear, {}, &ZoneChange::at);
    const auto end = std::ranges::upper_bound(known, instant + kNear, {}, &ZoneChange::at);
    std::vector<ZoneChange> near(begin == known.begin() ? begin : begin - 1, end);
    if (zone_.rule && end == known.end()) add_from_rule(near, instant);
    return near;
  }

  void add_from_rule(std::vector<ZoneChange>& near, Instant instant) const {
    const Instant last = zone_.changes.empty() ? Instant::min() : zone_.changes.back().at;
    const year middle = year_month_day(floor<days>(instant)).year();
    for (const year year : {middle - years(1), middle, middle + years(1)}) {
      std::ranges::copy_if(zone_.rule->changes_in(year), std::back_inserter(near),
                           [&](const ZoneChange& change) { return change.at > last; });
    }
  }

  static constexpr hours kNear{72};
  const ZoneFile zone_;
};

class IcuRules final : public ClockRules {
 public:
  explicit IcuRules(std::unique_ptr<const icu::BasicTimeZone> zone) : zone_(std::move(zone)) {}

  [[nodiscard]] seconds offset_at(Instant instant) const override {
    UErrorCode status = U_ZERO_ERROR;
    std::int32_t raw = 0, saving = 0;
    zone_->getOffset(to_icu(instant.time_since_epoch()), false, raw, saving, status);
    return from_icu(raw + saving);
  }

  [[nodiscard]] seconds offset_of_local(local_seconds local) const override {
    UErrorCode status = U_ZERO_ERROR;
    std::int32_t raw = 0, saving = 0;
    zone_->getOffsetFromLocal(to_icu(local.time_since_epoch()), UCAL_TZ_LOCAL_FORMER, UCAL_TZ_LOCAL_FORMER, raw, saving,
                              status);
    return from_icu(raw + saving);
  }

 private:
  static UDate to_icu(seconds since_epoch) { return static_cast<UDate>(since_epoch.count()) * 1000.0; }
  static seconds from_icu(std::int32_t offset) { return duration_cast<seconds>(milliseconds(offset)); }

  std::unique_ptr<const icu::BasicTimeZone> zone_;
};

/// ICU also takes made-up names such as GMT+9; only those of the database are wanted.
bool is_known_to_icu(const icu::UnicodeString& id) {
  UErrorCode status = U_ZERO_ERROR;
  UBool is_system_id = false;
  icu::UnicodeString canonical;
  icu::TimeZone::getCanonicalID(id, canonical, is_system_id, status);
  return U_SUCCESS(status) && is_system_id;
}

std::unique_ptr<const ClockRules> rules_of_icu(const icu::UnicodeString& id) {
  std::unique_ptr<icu::TimeZone> made(icu::TimeZone::createTimeZone(id));
  auto* const basic = dynamic_cast<icu::BasicTimeZone*>(made.get());
  if (basic == nullptr || *made == icu::TimeZone::getUnknown()) return nullptr;
  static_cast<void>(made.release());  // now owned as what it is
  return std::make_unique<IcuRules>(std::unique_ptr<const icu::BasicTimeZone>(basic));
}

/// Whether a file may be looked for: "Area/City" and nothing that leads elsewhere or to another kind of zone.
bool can_be_file(std::string_view name) {
  const auto is_part = [](char c) { return is_ascii_alphanumeric(c) || c == '_' || c == '-' || c == '+' || c == '/'; };
  return std::ranges::all_of(name, is_part) && !name.starts_with('/') && !name.starts_with("right/") &&
         !name.starts_with("posix/");
}

std::unique_ptr<const ClockRules> rules_of_file(std::string_view name) {
  if (!can_be_file(name)) return nullptr;
  const auto bytes = read_file(std::string(kZoneFiles).append(name), kLargestZoneFile);
  if (!bytes) return nullptr;
  auto zone = parse_zone_file(*bytes);
  return zone ? std::make_unique<FileRules>(*std::move(zone)) : nullptr;
}

/// Null when there is no such zone.
std::unique_ptr<const ClockRules> find_rules(std::string_view name) {
  const auto id = icu::UnicodeString::fromUTF8(icu::StringPiece(name.data(), static_cast<std::int32_t>(name.size())));
  const bool is_known = is_known_to_icu(id);
  if (!is_known && !name.contains('/')) return nullptr;  // "posixrules", "localtime" and the like are files, too
  auto rules = rules_of_file(name);
  return rules || !is_known ? std::move(rules) : rules_of_icu(id);
}

}  // namespace

struct TimeZone::Rules {
  std::unique_ptr<const ClockRules> clock;
};

TimeZone::TimeZone(std::string name, std::shared_ptr<const Rules> rules)
    : name_(std::move(name)), rules_(std::move(rules)) {}

/// Lists name the same few for ever; what there is not, feeds can invent as much of as they like.
Result<TimeZone> TimeZone::find(std::string_view name) {
  static std::mutex mutex;
  static std::map<std::string, std::shared_ptr<const Rules>, std::less<>> known;
  static std::set<std::string, std::less<>> unknown;
  constexpr std::size_t kMostUnknown = 1000;
  const std::scoped_lock lock(mutex);
  auto found = known.find(name);
  if (found == known.end()) {
    auto clock = unknown.contains(name) ? nullptr : find_rules(name);
    if (!clock) {
      if (unknown.size() < kMostUnknown) unknown.emplace(name);
      return fail(ErrorCode::Malformed, "no time zone " + quote(name) + "; write Area/City, for example Asia/Seoul");
    }
    found = known.emplace(std::string(name), std::make_shared<const Rules>(std::move(clock))).first;
  }
  return TimeZone(found->first, found->second);
}

local_seconds TimeZone::to_local(Instant instant) const {
  return local_seconds(instant.time_since_epoch() + rules_->clock->offset_at(instant));
}

Instant TimeZone::to_instant(local_seconds local) const {
  return Instant(local.time_since_epoch() - rules_->clock->offset_of_local(local));
}

}  // namespace aggregator
