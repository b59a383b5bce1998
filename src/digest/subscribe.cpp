#include "aggregator/digest/subscribe.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "aggregator/digest/render.h"
#include "aggregator/digest/schedule.h"
#include "aggregator/store/entries.h"
#include "aggregator/store/outbox.h"
#include "aggregator/store/subscribers.h"

namespace aggregator::digest {
namespace {

constexpr std::size_t kMostDues = 1000;
constexpr std::chrono::hours kLongestDay{
    26};  // of 25 where clocks go back; the last digest of today was made within it
constexpr std::int64_t kResumedAtOnce = 1000;

/// Whether `a` wants digests at other moments than `b`.
bool differ_in_schedule(const store::Choice& a, const store::Choice& b) {
  return std::tie(a.frequency, a.at, a.weekday, a.timezone) != std::tie(b.frequency, b.at, b.weekday, b.timezone);
}

bool is_out(store::SubscriberState state) {
  return state == store::SubscriberState::Unsubscribed || state == store::SubscriberState::Suspended;
}

bool is_active(const Newcomer& newcomer) { return newcomer.state == store::SubscriberState::Active; }

/// Whether all that is missing is somebody's word that they may be mailed.
bool is_waiting(const store::SubscriberRow& subscriber) {
  return subscriber.state == store::SubscriberState::Pending || subscriber.state == store::SubscriberState::Suspended;
}

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

  Result<Joined> join(const Newcomer& newcomer) {
    auto known = store::find_subscriber(database_, newcomer.email);
    if (!known) return std::unexpected(known.error());
    const bool is_pending = *known && (*known)->state == store::SubscriberState::Pending;
    if (is_pending && !is_active(newcomer)) return ask_again(**known, newcomer.choice);
    const bool is_word_given = *known && is_active(newcomer) && is_waiting(**known);
    const auto done = is_word_given ? confirm(**known, newcomer.choice) : add(newcomer, *known ? (*known)->mark : 0);
    if (!done) return std::unexpected(done.error());
    if (*known && !is_out((*known)->state)) known->reset();
    return Joined{Joining::Added, *std::move(known)};
  }

  /// The same for somebody in a list, which may be older than their leaving: they come back only when they are added by
  /// name.
  Result<ListOutcome> take(const ListedPerson& person) {
    const auto known = store::find_subscriber(database_, person.email);
    if (!known) return std::unexpected(known.error());
    if (!*known) return take_new(person);
    if (is_out(person.state)) return end(**known, person.state);
    if ((*known)->state == store::SubscriberState::Unsubscribed) {
      return fail(
          ErrorCode::Conflict,
          fmt::format("left{}; a list brings nobody back, `aggregator add-subscriber` does", words_for_day(**known)));
    }
    if ((*known)->state == store::SubscriberState::Suspended) {
      return fail(ErrorCode::Conflict,
                  fmt::format("was suspended{}, for mail to them came back", words_for_day(**known)));
    }
    return renew(**known, person);
  }

  Result<void> resume(const std::string& email, Resumed& resumed) {
    const auto known = store::find_subscriber(database_, email);
    if (!known) return std::unexpected(known.error());
    if (!*known) return fail(ErrorCode::NotFound, "is no subscriber; `aggregator subscribers` lists them");
    if ((*known)->state != store::SubscriberState::Suspended) return fail(ErrorCode::Conflict, "is not suspended");
    const store::Choice& choice = (*known)->choice;
    const bool has_confirmed = (*known)->confirmed.has_value();
    ++(has_confirmed ? resumed.active : resumed.asked);
    return has_confirmed ? confirm(**known, choice) : add({email, choice}, (*known)->mark);
  }

 private:
  /// " on 2026-11-20", by the clocks of the site, when they left or were suspended.
  std::string words_for_day(const store::SubscriberRow& subscriber) const {
    if (!subscriber.ended) return {};
    const auto local = settings_.site.timezone.to_local(*subscriber.ended);
    return " on " + format_rfc3339(Instant(local.time_since_epoch())).substr(0, 10);
  }

  void activate(store::SubscriberRow& subscriber, Instant due) const {
    subscriber.state = store::SubscriberState::Active;
    subscriber.confirmed = now_;
    subscriber.reason.clear();
    subscriber.ended.reset();
    subscriber.next_due = due;
    subscriber.mark = std::max(subscriber.mark, mark_);  // who comes back gets nothing twice
  }

  Result<ListOutcome> take_new(const ListedPerson& person) {
    const auto choice = person.choose(default_choice(settings_));
    if (!choice) return std::unexpected(choice.error());
    const Newcomer newcomer{person.email, *choice, person.state};
    const auto done = is_out(person.state) ? remember(newcomer) : add(newcomer, 0);
    if (!done) return std::unexpected(done.error());
    return ListOutcome::Added;
  }

  Result<ListOutcome> renew(const store::SubscriberRow& known, const ListedPerson& person) {
    const auto choice = person.choose(known.choice);
    if (!choice) return std::unexpected(choice.error());
    const bool is_confirmed =
        known.state == store::SubscriberState::Pending && person.state == store::SubscriberState::Active;
    if (!is_confirmed && *choice == known.choice) return ListOutcome::Unchanged;
    const auto done = is_confirmed ? confirm(known, *choice) : change_choice(database_, known, *choice, now_);
    if (!done) return std::unexpected(done.error());
    return is_confirmed ? ListOutcome::Activated : ListOutcome::Changed;
  }

  /// Who has left stays so, and is not made one of those whom mail did not reach.
  Result<ListOutcome> end(store::SubscriberRow subscriber, store::SubscriberState state) {
    if (subscriber.state == state || subscriber.state == store::SubscriberState::Unsubscribed) {
      return ListOutcome::Unchanged;
    }
    const auto done = store::end_subscription(database_, std::move(subscriber), state, "", now_);
    if (!done) return std::unexpected(done.error());
    return ListOutcome::Ended;
  }

  /// Somebody who left another program's list must not be mailed from this one.
  Result<void> remember(const Newcomer& newcomer) {
    store::SubscriberRow subscriber = row_of(newcomer);
    subscriber.state = newcomer.state;
    subscriber.ended = now_;
    const auto id = store::add_subscriber(database_, subscriber);
    if (!id) return std::unexpected(id.error());
    return {};
  }

  /// An unknown zone is refused when somebody joins, not when they confirm.
  Result<Instant> first_due(const store::Choice& choice) {
    if (const auto known = dues_.find(choice); known != dues_.end()) return known->second;
    const auto due = next_due(choice, now_);
    if (due && dues_.size() == kMostDues) dues_.clear();
    if (due) dues_.emplace(choice, *due);
    return due;
  }

  store::SubscriberRow row_of(const Newcomer& newcomer) const {
    store::SubscriberRow subscriber;
    subscriber.public_id = random_id(random_);
    subscriber.email = newcomer.email;
    subscriber.choice = newcomer.choice;
    subscriber.created = now_;
    return subscriber;
  }

  Result<void> confirm(store::SubscriberRow subscriber, const store::Choice& choice) {
    const auto due = first_due(choice);
    if (!due) return std::unexpected(due.error());
    subscriber.choice = choice;
    activate(subscriber, *due);
    return store::update_subscriber(database_, subscriber);
  }

  Result<void> add(const Newcomer& newcomer, store::Sequence mark) {
    const auto due = first_due(newcomer.choice);
    if (!due) return std::unexpected(due.error());
    store::SubscriberRow subscriber = row_of(newcomer);
    subscriber.mark = mark;
    if (is_active(newcomer)) activate(subscriber, *due);
    const auto id = store::add_subscriber(database_, subscriber);
    if (!id) return std::unexpected(id.error());
    if (is_active(newcomer)) return {};
    return queue_confirmation(*id, newcomer.choice.language);
  }

  /// The mail may be lost, or have been taken for spam.
  Result<Joined> ask_again(store::SubscriberRow subscriber, const store::Choice& choice) {
    if (now_ - subscriber.created < kBetweenAsking) return Joined{.what = Joining::JustAsked, .former = {}};
    if (const auto due = first_due(choice); !due) return std::unexpected(due.error());
    subscriber.choice = choice;
    subscriber.created = now_;
    if (const auto done = store::update_subscriber(database_, subscriber); !done) return std::unexpected(done.error());
    const auto queued = queue_confirmation(subscriber.id, choice.language);
    if (!queued) return std::unexpected(queued.error());
    return Joined{.what = Joining::AskedAgain, .former = {}};
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
    edition.language = std::move(rendered.language);
    edition.domain = domain_of(settings_.mail.from.address);
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
  std::map<store::Choice, Instant> dues_;                  // many choose the same
};

Result<void> resume_all(store::Database& database, Reception& reception, const Returning& who, Resumed& resumed) {
  const auto resume = [&](const std::vector<std::string>& emails) -> Result<void> {
    for (const std::string& email : emails) {
      if (auto done = reception.resume(email, resumed); !done) return at(email, done.error());
    }
    return {};
  };
  if (!who.emails.empty()) return resume(who.emails);
  for (std::string last;;) {
    const auto some = store::suspended_subscribers(database, who.filter, last, kResumedAtOnce);
    if (!some) return std::unexpected(some.error());
    if (some->empty()) return {};
    if (auto done = resume(*some); !done) return done;
    last = email_key(some->back());
  }
}

/// `work` in a transaction; `is_trial`: it is all undone in the end.
Result<void> transact_or_try(store::Database& database, bool is_trial, const std::function<Result<void>()>& work) {
  bool is_done = false;
  const auto done = database.transact([&]() -> Result<void> {
    if (auto worked = work(); !worked) return worked;
    is_done = true;
    return is_trial ? fail(ErrorCode::Conflict, "a trial is never stored") : Result<void>();
  });
  return is_trial && is_done ? Result<void>() : done;
}

}  // namespace

store::Choice default_choice(const config::Settings& settings) {
  store::Choice choice;
  choice.frequency = settings.digest.frequency;
  choice.at = settings.digest.at;
  choice.weekday = settings.digest.weekday;
  choice.timezone = settings.site.timezone.name();
  choice.language = settings.site.language;
  return choice;
}

Result<Joined> subscribe(store::Database& database, const config::Settings& settings, const Newcomer& newcomer,
                         Instant now, const RandomSource& random) {
  const auto templates = Templates::load(settings.digest.templates, settings.digest.design);
  if (!templates) return std::unexpected(templates.error());
  Reception reception(database, settings, *templates, now, random);
  Result<Joined> joined;
  const auto done = database.transact([&]() -> Result<void> {
    if (auto opened = reception.open(); !opened) return opened;
    joined = reception.join(newcomer);
    return joined ? Result<void>() : std::unexpected(joined.error());
  });
  if (!done) return std::unexpected(done.error());
  return joined;
}

Result<void> change_choice(store::Database& database, store::SubscriberRow subscriber, const store::Choice& choice,
                           Instant now) {
  if (const auto known = next_due(choice, now); !known) return std::unexpected(known.error());
  if (subscriber.next_due && differ_in_schedule(subscriber.choice, choice)) {
    const auto last = store::last_digest_of(database, subscriber.id, now - kLongestDay);
    if (!last) return std::unexpected(last.error());
    const auto due = due_after_change(subscriber.choice, choice, *subscriber.next_due, *last, now);
    if (!due) return std::unexpected(due.error());
    subscriber.next_due = *due;
  }
  subscriber.choice = choice;
  return store::update_subscriber(database, subscriber);
}

Result<void> take_people(store::Database& database, const config::Settings& settings, Instant now,
                         const RandomSource& random, bool is_trial,
                         const std::function<Result<void>(const TakePerson& take)>& read) {
  const auto templates = Templates::load(settings.digest.templates, settings.digest.design);
  if (!templates) return std::unexpected(templates.error());
  Reception reception(database, settings, *templates, now, random);
  return transact_or_try(database, is_trial, [&]() -> Result<void> {
    if (auto opened = reception.open(); !opened) return opened;
    return read([&](const ListedPerson& person) { return reception.take(person); });
  });
}

Result<Resumed> resume_subscribers(store::Database& database, const config::Settings& settings, const Returning& who,
                                   Instant now, const RandomSource& random, bool is_trial) {
  const auto templates = Templates::load(settings.digest.templates, settings.digest.design);
  if (!templates) return std::unexpected(templates.error());
  Reception reception(database, settings, *templates, now, random);
  Resumed resumed;
  const auto done = transact_or_try(database, is_trial, [&]() -> Result<void> {
    if (auto opened = reception.open(); !opened) return opened;
    return resume_all(database, reception, who, resumed);
  });
  if (!done) return std::unexpected(done.error());
  return resumed;
}

}  // namespace aggregator::digest
