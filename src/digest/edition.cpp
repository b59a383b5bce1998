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
#include "editor.h"

namespace aggregator::digest {
namespace {
using namespace std::chrono;

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

/// One member tells what may have been shown to all: whoever joined last, as likely as any not to have had it.
Result<Selection> select_for(store::Database& database, Editor& editor, const store::DueAudience& audience,
                             store::Sequence highest) {
  const auto newest = store::newest_member(database, audience);
  if (!newest) return std::unexpected(newest.error());
  return editor.select({audience.mark, highest}, {audience.choice, *newest, audience.id, audience.due});
}

/// An instant edition comes with a post or not at all: every pass of `run` would send an empty one.
bool is_sent(const Selection& selection, const store::Choice& choice, const config::Settings& settings) {
  return selection.total > 0 || (settings.digest.send_empty && choice.frequency != Frequency::Instant);
}

/// Makes the editions of one moment.
class Press {
 public:
  Press(store::Database& database, const config::Settings& settings, const Templates& templates, const Hour& hour,
        const RandomSource& random)
      : database_(database), settings_(settings), templates_(templates), hour_(hour), random_(random) {}

  Result<EditionSummary> run(const std::vector<store::DueAudience>& audiences) {
    const auto sealed = database_.transact([this] { return seal(); });
    if (!sealed) return std::unexpected(sealed.error());
    auto editor = Editor::begin(database_, settings_, hour_.now, random_);
    if (!editor) return std::unexpected(editor.error());
    Result<void> outcome;
    for (const store::DueAudience& audience : audiences) {
      const auto made = make(audience, *editor);
      if (made) continue;
      outcome =
          at(fmt::format("the edition of {} in {}", audience.choice.language, audience.choice.timezone), made.error());
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
  Result<void> make(const store::DueAudience& audience, Editor& editor) {
    const store::Choice choice = in_known_zone(audience.choice);
    const auto next = next_due(choice, std::max(hour_.now, audience.due));
    if (!next) return std::unexpected(next.error());
    auto selection = select_for(database_, editor, audience, highest_);
    if (!selection) return std::unexpected(selection.error());
    if (!is_sent(*selection, audience.choice, settings_)) {
      summary_.empty += audience.subscribers;
      return database_.transact([&] { return store::advance_audience(database_, audience, highest_, *next); });
    }
    const std::vector<store::EntryId> shown = std::move(selection->shown);
    const Omitted omitted = std::move(selection->omitted);
    const Instant date = shown_hour(audience.due, hour_.now);
    const auto page = page_for(settings_, choice, *std::move(selection), date);
    if (!page) return std::unexpected(page.error());
    auto rendered = render_digest(*page, templates_);
    if (!rendered) return std::unexpected(rendered.error());
    return queue(audience, edition(audience, *std::move(rendered)), shown, omitted, *next);
  }

  /// A zone can leave the system's database, or be newer than it. Waiting for it, its subscribers would be due for
  /// ever, and with them every run.
  store::Choice in_known_zone(store::Choice choice) const {
    const auto zone = TimeZone::find(choice.timezone);
    if (zone) return choice;
    log(LogLevel::Warning,
        fmt::format("{}; until it does, its subscribers get their digest by {}, the zone of the site",
                    zone.error().detail, settings_.site.timezone.name()));
    choice.timezone = settings_.site.timezone.name();
    return choice;
  }

  store::EditionRow edition(const store::DueAudience& audience, Rendered rendered) const {
    store::EditionRow row;
    row.kind = store::EditionKind::Digest;
    row.public_id = random_id(random_);
    row.from = audience.mark;
    row.to = highest_;
    row.due = audience.due;
    row.created = std::max(hour_.now, audience.due);  // its deliveries become due then
    row.language = std::move(rendered.language);
    row.domain = domain_of(settings_.mail.from.address);
    row.subject = std::move(rendered.subject);
    row.html = std::move(rendered.html);
    row.text = std::move(rendered.text);
    return row;
  }

  Result<void> queue(const store::DueAudience& audience, const store::EditionRow& row,
                     const std::vector<store::EntryId>& shown, const Omitted& omitted, Instant next) {
    return database_.transact([&]() -> Result<void> {
      const auto id = store::insert_edition(database_, row, shown, omitted);
      if (!id) return std::unexpected(id.error());
      const auto queued = store::queue_edition(database_, *id, audience, highest_, next);
      if (!queued) return std::unexpected(queued.error());
      ++summary_.editions;
      summary_.deliveries += *queued;
      return {};
    });
  }

  store::Database& database_;
  const config::Settings& settings_;
  const Templates& templates_;
  const Hour hour_;
  const RandomSource& random_;
  store::Sequence highest_ = 0;
  EditionSummary summary_;
};

/// Those whose next digest a clock that was ahead has put off get it when it should come.
Result<void> bring_back_to_the_present(store::Database& database, Instant now) {
  const auto audiences = store::audiences_due_after(database, now + kNeverTooFar);
  if (!audiences) return std::unexpected(audiences.error());
  for (const store::DueAudience& audience : *audiences) {
    const auto is_wrong = is_too_far(audience.choice, audience.due, now);
    if (!is_wrong || !*is_wrong) continue;  // a zone that is not known any more is told of when it is due
    const auto next = next_due(audience.choice, now);
    if (!next) return std::unexpected(next.error());
    log(LogLevel::Warning,
        fmt::format("the clock was ahead when the next {} digest in {} was put at {}; it comes at {}",
                    name_of(audience.choice.frequency), audience.choice.timezone, format_rfc3339(audience.due),
                    format_rfc3339(*next)));
    if (auto moved = store::advance_audience(database, audience, audience.mark, *next); !moved) return moved;
  }
  return {};
}

}  // namespace

Result<EditionSummary> make_editions(store::Database& database, const config::Settings& settings, const Hour& hour,
                                     const RandomSource& random) {
  const auto lock = database.lock(store::Stage::Digest);
  if (!lock) return std::unexpected(lock.error());
  if (const auto mended = bring_back_to_the_present(database, hour.now); !mended)
    return std::unexpected(mended.error());
  const auto audiences = store::due_audiences(database, hour.until);
  if (!audiences) return std::unexpected(audiences.error());
  if (audiences->empty()) return EditionSummary{};  // as in most runs of cron, which should cost nothing
  const auto templates = Templates::load(settings.digest.templates, settings.digest.design);
  if (!templates) return std::unexpected(templates.error());
  return Press(database, settings, *templates, hour, random).run(*audiences);
}

Result<std::vector<PlannedEdition>> plan_editions(store::Database& database, const config::Settings& settings,
                                                  Instant now) {
  const auto audiences = store::due_audiences(database, now);
  if (!audiences) return std::unexpected(audiences.error());
  if (audiences->empty()) return std::vector<PlannedEdition>{};
  const auto templates =
      Templates::load(settings.digest.templates, settings.digest.design);  // without them none is made
  if (!templates) return std::unexpected(templates.error());
  auto editor = Editor::begin_ahead(database, settings, now, "");  // a key would be written; only numbers are wanted
  if (!editor) return std::unexpected(editor.error());
  std::vector<PlannedEdition> planned;
  for (const store::DueAudience& audience : *audiences) {
    const auto selection = select_for(database, *editor, audience, editor->highest());
    if (!selection) return std::unexpected(selection.error());
    planned.push_back({audience.choice, audience.due, audience.subscribers, static_cast<std::int64_t>(selection->total),
                       is_sent(*selection, audience.choice, settings)});
  }
  return planned;
}

Result<Preview> preview_edition(store::Database& database, const config::Settings& settings,
                                const store::SubscriberRow& subscriber, Instant now, const RandomSource& random) {
  const auto templates = Templates::load(settings.digest.templates, settings.digest.design);
  if (!templates) return std::unexpected(templates.error());
  auto key = store::signing_key(database, random);
  if (!key) return std::unexpected(key.error());
  auto editor = Editor::begin_ahead(database, settings, now, *std::move(key));
  if (!editor) return std::unexpected(editor.error());
  const store::Sequence highest = editor->highest();
  const Instant due = subscriber.next_due.value_or(now);
  auto selection = editor->select({subscriber.mark, highest}, {subscriber.choice, subscriber.id, std::nullopt, due});
  if (!selection) return std::unexpected(selection.error());
  const bool has_news = selection->total > 0;
  if (!has_news) {
    const store::Sequence from = std::max<store::Sequence>(0, highest - kPreviewWindow);
    selection = editor->select({from, highest}, {subscriber.choice, std::nullopt, std::nullopt, due});
    if (!selection) return std::unexpected(selection.error());
  }
  const std::size_t posts = selection->total;
  const auto page = page_for(settings, subscriber.choice, *std::move(selection), now);
  if (!page) return std::unexpected(page.error());
  auto rendered = render_digest(*page, *templates);
  if (!rendered) return std::unexpected(rendered.error());
  return Preview{*std::move(rendered), has_news, posts, highest > 0};
}

}  // namespace aggregator::digest
