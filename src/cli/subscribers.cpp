#include "aggregator/store/subscribers.h"

#include <ostream>

#include "aggregator/base/email_address.h"
#include "aggregator/base/text.h"
#include "aggregator/digest/subscribe.h"
#include "choice_text.h"
#include "commands.h"
#include "output.h"

namespace aggregator::cli {
namespace {

Json weekday_of(const store::Choice& choice) {
  if (choice.frequency != Frequency::Weekly) return nullptr;
  return name_of_weekday(choice.weekday);
}

std::string hour_of(const store::Choice& choice) {
  if (choice.frequency == Frequency::Instant) return "-";
  const std::string day =
      choice.frequency == Frequency::Weekly ? std::string(name_of_weekday(choice.weekday)) + ' ' : std::string();
  return day + format_time_of_day(choice.at) + ' ' + choice.timezone;
}

Json json_of(const store::SubscriberRow& subscriber) {
  return {{"email", subscriber.email},
          {"state", store::name_of(subscriber.state)},
          {"reason", json_or_null(subscriber.reason)},
          {"frequency", name_of(subscriber.choice.frequency)},
          {"at", format_time_of_day(subscriber.choice.at)},
          {"weekday", weekday_of(subscriber.choice)},
          {"timezone", subscriber.choice.timezone},
          {"language", subscriber.choice.language},
          {"tags", subscriber.choice.tags},
          {"next_due", cli::json_of(subscriber.next_due)},
          {"created", format_rfc3339(subscriber.created)},
          {"confirmed", cli::json_of(subscriber.confirmed)}};
}

Result<void> list_json(Context& context, store::Database& database) {
  JsonList json(context.out());
  const auto visited = store::visit_subscribers(
      database, [&](const store::SubscriberRow& subscriber) { json.add(json_of(subscriber)); });
  json.end();
  return visited;
}

}  // namespace

Result<void> add_subscriber(Context& context, const AddSubscriberOptions& options) {
  const auto email = parse_email_address(options.email);
  if (!email) return std::unexpected(email.error());
  const auto settings = context.settings();
  if (!settings) return std::unexpected(settings.error());
  const auto choice = apply(options.words, digest::default_choice(**settings));
  if (!choice) return std::unexpected(choice.error());
  const auto database = context.database_or_new();
  if (!database) return std::unexpected(database.error());
  const auto state = options.confirmed ? store::SubscriberState::Active : store::SubscriberState::Pending;
  const auto done =
      digest::subscribe(**database, **settings, {*email, *choice, state}, context.now(), context.random());
  if (!done) return at(*email, done.error());
  context.out() << "added " << *email;
  if (!options.confirmed) context.out() << "; a confirmation mail is queued, `aggregator send` sends it";
  context.out() << '\n';
  return {};
}

Result<void> remove_subscriber(Context& context, const std::string& typed) {
  const auto email = parse_email_address(typed);
  if (!email) return std::unexpected(email.error());
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  const auto found = store::find_subscriber(**database, *email);
  if (!found) return std::unexpected(found.error());
  if (!*found || (*found)->state == store::SubscriberState::Unsubscribed) {
    return fail(ErrorCode::NotFound, quote(*email) + " is no subscriber; `aggregator subscribers` lists them");
  }
  store::SubscriberRow subscriber = **found;
  subscriber.state = store::SubscriberState::Unsubscribed;
  subscriber.next_due.reset();
  subscriber.reason.clear();
  if (auto updated = store::update_subscriber(**database, subscriber); !updated) return updated;
  context.out() << "removed " << subscriber.email << "; nothing more is sent to it\n";
  return {};
}

Result<void> list_subscribers(Context& context, bool as_json) {
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  if (as_json) return list_json(context, **database);
  Table table({"STATE", "FREQUENCY", "AT", "NEXT", "LANGUAGE", "TAGS", "EMAIL", "REASON"});
  const auto visited = store::visit_subscribers(**database, [&](const store::SubscriberRow& subscriber) {
    const store::Choice& choice = subscriber.choice;
    table.add({std::string(store::name_of(subscriber.state)), std::string(name_of(choice.frequency)), hour_of(choice),
               short_time(subscriber.next_due), choice.language, choice.tags.empty() ? "all" : joined(choice.tags, " "),
               subscriber.email, subscriber.reason});
  });
  if (!visited) return visited;
  table.print(context.out());
  return {};
}

}  // namespace aggregator::cli
