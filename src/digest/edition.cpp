#include "aggregator/digest/edition.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "aggregator/base/log.h"
#include "aggregator/digest/schedule.h"
#include "aggregator/store/entries.h"
#include "aggregator/store/outbox.h"
#include "badges.h"
#include "select.h"

namespace aggregator::digest {
namespace {
using namespace std::chrono;

// Catching up after a longer pause, an edition carries the date of today and not of the hour that was missed.
constexpr seconds kLateEdition = hours(12);
constexpr store::Sequence kPreviewWindow = 100;

Result<DigestPage> page_for(const config::Settings& settings, const store::Choice& choice, Selection selection,
                            Instant date) {
  auto zone = TimeZone::find(choice.timezone);
  if (!zone) return std::unexpected(zone.error());
  return DigestPage{settings.site.name,
                    settings.site.url,
                    choice.language,
                    *std::move(zone),
                    date,
                    std::string(name_of(choice.frequency)),
                    choice.tags,
                    std::move(selection.groups),
                    selection.total,
                    settings.digest.images};
}

/// Makes the editions of one moment.
class Press {
 public:
  Press(store::Database& database, const config::Settings& settings, const Templates& templates, Instant now,
        const RandomSource& random)
      : database_(database), settings_(settings), templates_(templates), now_(now), random_(random) {}

  Result<EditionSummary> run() {
    const auto sealed = database_.transact([this] { return seal(); });
    if (!sealed) return std::unexpected(sealed.error());
    const auto groups = store::due_groups(database_, now_);
    if (!groups) return std::unexpected(groups.error());
    Result<void> outcome;
    for (const store::DueGroup& group : *groups) {
      const auto made = make(group);
      if (made) continue;
      outcome = at(fmt::format("the edition of {} in {}", group.choice.language, group.choice.timezone), made.error());
      if (made.error().code == ErrorCode::Unavailable) break;  // the database: it will be the same for all
      log(LogLevel::Error, outcome.error().detail);
    }
    if (!outcome) return std::unexpected(outcome.error());
    return summary_;
  }

 private:
  Result<void> seal() {
    const auto highest = store::seal_entries(database_);
    if (!highest) return std::unexpected(highest.error());
    highest_ = *highest;
    return {};
  }

  /// Everything in one transaction: an edition, its deliveries and the marks, or nothing of it.
  Result<void> make(const store::DueGroup& group) {
    const auto next = next_due(group.choice, now_);
    if (!next) return std::unexpected(next.error());
    const auto window = store::entries_in_window(database_, group.mark, highest_, group.choice.tags);
    if (!window) return std::unexpected(window.error());
    if (window->empty() && !settings_.digest.send_empty) {
      summary_.empty += group.subscribers;
      return database_.transact([&] { return store::advance_group(database_, group, highest_, *next); });
    }
    Selection selection = select_entries(*window, settings_.digest);
    if (auto awarded = award_badges(database_, *window, selection); !awarded) return awarded;
    const std::vector<store::EntryId> shown = std::move(selection.shown);
    const Instant date = now_ - group.due > kLateEdition ? now_ : group.due;
    const auto page = page_for(settings_, group.choice, std::move(selection), date);
    if (!page) return std::unexpected(page.error());
    return queue(group, edition(group, render_digest(*page, templates_)), shown, *next);
  }

  store::EditionRow edition(const store::DueGroup& group, Rendered rendered) const {
    store::EditionRow row;
    row.kind = store::EditionKind::Digest;
    row.public_id = random_id(random_);
    row.from = group.mark;
    row.to = highest_;
    row.due = group.due;
    row.created = now_;
    row.language = group.choice.language;
    row.subject = std::move(rendered.subject);
    row.html = std::move(rendered.html);
    row.text = std::move(rendered.text);
    return row;
  }

  Result<void> queue(const store::DueGroup& group, const store::EditionRow& row,
                     const std::vector<store::EntryId>& shown, Instant next) {
    return database_.transact([&]() -> Result<void> {
      const auto id = store::insert_edition(database_, row, shown);
      if (!id) return std::unexpected(id.error());
      const auto queued = store::queue_edition(database_, *id, group, highest_, next);
      if (!queued) return std::unexpected(queued.error());
      ++summary_.editions;
      summary_.deliveries += *queued;
      return {};
    });
  }

  store::Database& database_;
  const config::Settings& settings_;
  const Templates& templates_;
  const Instant now_;
  const RandomSource& random_;
  store::Sequence highest_ = 0;
  EditionSummary summary_;
};

Result<std::vector<store::ListedEntry>> window_for_preview(store::Database& database,
                                                           const store::SubscriberRow& subscriber) {
  const auto highest = store::seal_entries(database);
  if (!highest) return std::unexpected(highest.error());
  auto window = store::entries_in_window(database, subscriber.mark, *highest, subscriber.choice.tags);
  if (!window || !window->empty()) return window;
  return store::entries_in_window(database, std::max<store::Sequence>(0, *highest - kPreviewWindow), *highest,
                                  subscriber.choice.tags);
}

}  // namespace

Result<EditionSummary> make_editions(store::Database& database, const config::Settings& settings, Instant now,
                                     const RandomSource& random) {
  const auto lock = database.lock(store::Stage::Digest);
  if (!lock) return std::unexpected(lock.error());
  const auto templates = Templates::load(settings.digest.templates, settings.digest.design);
  if (!templates) return std::unexpected(templates.error());
  return Press(database, settings, *templates, now, random).run();
}

Result<Rendered> preview_edition(store::Database& database, const config::Settings& settings,
                                 const store::SubscriberRow& subscriber, Instant now) {
  const auto templates = Templates::load(settings.digest.templates, settings.digest.design);
  if (!templates) return std::unexpected(templates.error());
  // Sealed as the next edition would, in a transaction that is rolled back: a preview changes nothing.
  Result<std::vector<store::ListedEntry>> window;
  const auto rolled_back = database.transact([&]() -> Result<void> {
    window = window_for_preview(database, subscriber);
    return fail(ErrorCode::Conflict, "a preview is never stored");
  });
  if (!rolled_back && rolled_back.error().code != ErrorCode::Conflict) return std::unexpected(rolled_back.error());
  if (!window) return std::unexpected(window.error());
  Selection selection = select_entries(*window, settings.digest);
  if (const auto awarded = award_badges(database, *window, selection); !awarded)
    return std::unexpected(awarded.error());
  const auto page = page_for(settings, subscriber.choice, std::move(selection), now);
  if (!page) return std::unexpected(page.error());
  return render_digest(*page, *templates);
}

}  // namespace aggregator::digest
