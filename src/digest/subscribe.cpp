#include "aggregator/digest/subscribe.h"

#include <algorithm>
#include <map>
#include <utility>

#include "aggregator/digest/render.h"
#include "aggregator/digest/schedule.h"
#include "aggregator/store/entries.h"
#include "aggregator/store/outbox.h"
#include "aggregator/store/subscribers.h"

namespace aggregator::digest {
namespace {

bool is_active(const Newcomer& newcomer) { return newcomer.state == store::SubscriberState::Active; }

/// People joining at one moment, inside one transaction.
class Reception {
 public:
  Reception(store::Database& database, const config::Settings& settings, const Templates& templates, Instant now,
            const RandomSource& random)
      : database_(database), settings_(settings), templates_(templates), now_(now), random_(random) {}

  /// Where everybody who joins now begins. Call it first.
  Result<void> open() {
    if (const auto sealed = store::seal_entries(database_); !sealed) return std::unexpected(sealed.error());
    const auto mark = store::sequence_before(database_, now_ - settings_.digest.backfill);
    if (!mark) return std::unexpected(mark.error());
    mark_ = *mark;
    return {};
  }

  Result<void> join(const Newcomer& newcomer) {
    const auto due = next_due(newcomer.choice, now_);  // an unknown zone is refused now, not when confirming
    if (!due) return std::unexpected(due.error());
    const auto known = store::find_subscriber(database_, newcomer.email);
    if (!known) return std::unexpected(known.error());
    if (*known && is_active(newcomer) && (*known)->state == store::SubscriberState::Pending) {
      return confirm(**known, newcomer.choice, *due);
    }
    return add(newcomer, *due, *known ? (*known)->mark : 0);
  }

  /// The same for a list of people, which may be older than somebody's leaving: they come back only when they are added
  /// by name.
  Result<void> join_from_list(const Newcomer& newcomer) {
    const auto known = store::find_subscriber(database_, newcomer.email);
    if (!known) return std::unexpected(known.error());
    if (*known && (*known)->state == store::SubscriberState::Unsubscribed) {
      return fail(ErrorCode::Conflict, "has left");
    }
    if (is_active(newcomer) || newcomer.state == store::SubscriberState::Pending) return join(newcomer);
    return *known ? leave(**known) : remember(newcomer);
  }

 private:
  void activate(store::SubscriberRow& subscriber, Instant due) const {
    subscriber.state = store::SubscriberState::Active;
    subscriber.confirmed = now_;
    subscriber.next_due = due;
    subscriber.mark = std::max(subscriber.mark, mark_);  // who comes back gets nothing twice
  }

  Result<void> leave(store::SubscriberRow subscriber) {
    subscriber.state = store::SubscriberState::Unsubscribed;
    subscriber.next_due.reset();
    return store::update_subscriber(database_, subscriber);
  }

  /// Somebody who left another program's list must not be mailed from this one.
  Result<void> remember(const Newcomer& newcomer) {
    store::SubscriberRow subscriber = row_of(newcomer);
    subscriber.state = store::SubscriberState::Unsubscribed;
    const auto id = store::add_subscriber(database_, subscriber);
    if (!id) return std::unexpected(id.error());
    return {};
  }

  store::SubscriberRow row_of(const Newcomer& newcomer) const {
    store::SubscriberRow subscriber;
    subscriber.public_id = random_id(random_);
    subscriber.email = newcomer.email;
    subscriber.choice = newcomer.choice;
    subscriber.created = now_;
    return subscriber;
  }

  Result<void> confirm(store::SubscriberRow subscriber, const store::Choice& choice, Instant due) {
    subscriber.choice = choice;
    activate(subscriber, due);
    return store::update_subscriber(database_, subscriber);
  }

  Result<void> add(const Newcomer& newcomer, Instant due, store::Sequence mark) {
    store::SubscriberRow subscriber = row_of(newcomer);
    subscriber.mark = mark;
    if (is_active(newcomer)) activate(subscriber, due);
    const auto id = store::add_subscriber(database_, subscriber);
    if (!id) return std::unexpected(id.error());
    if (is_active(newcomer)) return {};
    return queue_confirmation(*id, newcomer.choice.language);
  }

  Result<void> queue_confirmation(store::SubscriberId subscriber, const std::string& language) {
    const auto edition = confirmation_in(language);
    if (!edition) return std::unexpected(edition.error());
    return store::queue_delivery(database_, *edition, subscriber, now_);
  }

  /// The request to confirm, rendered once for all who join now.
  Result<store::EditionId> confirmation_in(const std::string& language) {
    if (const auto made = confirmations_.find(language); made != confirmations_.end()) return made->second;
    Rendered rendered = render_confirmation(settings_.site.name, settings_.site.url, language, templates_);
    store::EditionRow edition;
    edition.kind = store::EditionKind::Confirmation;
    edition.public_id = random_id(random_);
    edition.due = edition.created = now_;
    edition.language = language;
    edition.subject = std::move(rendered.subject);
    edition.html = std::move(rendered.html);
    edition.text = std::move(rendered.text);
    const auto id = store::insert_edition(database_, edition, {});
    if (id) confirmations_.emplace(language, *id);
    return id;
  }

  store::Database& database_;
  const config::Settings& settings_;
  const Templates& templates_;
  const Instant now_;
  const RandomSource& random_;
  store::Sequence mark_ = 0;
  std::map<std::string, store::EditionId> confirmations_;  // by language
};

}  // namespace

store::Choice default_choice(const config::Settings& settings) {
  store::Choice choice;
  choice.frequency = settings.digest.frequency;
  choice.at = settings.digest.at;
  choice.timezone = settings.site.timezone.name();
  choice.language = settings.site.language;
  return choice;
}

Result<void> subscribe(store::Database& database, const config::Settings& settings, const Newcomer& newcomer,
                       Instant now, const RandomSource& random) {
  const auto templates = Templates::load(settings.digest.templates, settings.digest.design);
  if (!templates) return std::unexpected(templates.error());
  Reception reception(database, settings, *templates, now, random);
  return database.transact([&]() -> Result<void> {
    if (auto opened = reception.open(); !opened) return opened;
    return reception.join(newcomer);
  });
}

Result<std::int64_t> subscribe_all(store::Database& database, const config::Settings& settings,
                                   std::span<const Newcomer> newcomers, Instant now, const RandomSource& random) {
  const auto templates = Templates::load(settings.digest.templates, settings.digest.design);
  if (!templates) return std::unexpected(templates.error());
  Reception reception(database, settings, *templates, now, random);
  std::int64_t added = 0;
  const auto done = database.transact([&]() -> Result<void> {
    if (auto opened = reception.open(); !opened) return opened;
    for (const Newcomer& newcomer : newcomers) {
      const auto joined = reception.join_from_list(newcomer);
      if (!joined && joined.error().code != ErrorCode::Conflict) return at(newcomer.email, joined.error());
      added += joined ? 1 : 0;
    }
    return {};
  });
  if (!done) return std::unexpected(done.error());
  return added;
}

}  // namespace aggregator::digest
