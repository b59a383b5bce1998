#include "aggregator/store/subscribers.h"

#include <memory>
#include <ostream>

#include "aggregator/base/email_address.h"
#include "aggregator/base/text.h"
#include "aggregator/digest/subscribe.h"
#include "choice_text.h"
#include "commands.h"
#include "output.h"

namespace aggregator::cli {
namespace {

struct NewSubscriber {
  std::string email;
  ChoiceText words;
  bool confirmed = false;
};

Result<void> add(Context& context, const NewSubscriber& options) {
  const auto email = parse_email_address(options.email);
  if (!email) return std::unexpected(email.error());
  const auto settings = context.settings();
  if (!settings) return std::unexpected(settings.error());
  const auto choice = apply(options.words, digest::default_choice(**settings));
  if (!choice) return std::unexpected(choice.error());
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  const auto done =
      digest::subscribe(**database, **settings, {*email, *choice, options.confirmed}, context.now(), context.random());
  if (!done) return at(*email, done.error());
  context.out() << "added " << *email;
  if (!options.confirmed) context.out() << "; a confirmation mail is queued, `aggregator send` sends it";
  context.out() << '\n';
  return {};
}

Result<void> remove(Context& context, const std::string& typed) {
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
  if (auto updated = store::update_subscriber(**database, subscriber); !updated) return updated;
  context.out() << "removed " << subscriber.email << "; nothing more is sent to it\n";
  return {};
}

Json json_of(const store::SubscriberRow& subscriber) {
  return {{"email", subscriber.email},
          {"state", store::name_of(subscriber.state)},
          {"frequency", name_of(subscriber.choice.frequency)},
          {"at", format_time_of_day(subscriber.choice.at)},
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

Result<void> list(Context& context, bool as_json) {
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  if (as_json) return list_json(context, **database);
  Table table({"STATE", "FREQUENCY", "AT", "NEXT", "LANGUAGE", "TAGS", "EMAIL"});
  const auto visited = store::visit_subscribers(**database, [&](const store::SubscriberRow& subscriber) {
    const store::Choice& choice = subscriber.choice;
    table.add({std::string(store::name_of(subscriber.state)), std::string(name_of(choice.frequency)),
               format_time_of_day(choice.at) + ' ' + choice.timezone, short_time(subscriber.next_due), choice.language,
               choice.tags.empty() ? "all" : joined(choice.tags, " "), subscriber.email});
  });
  if (!visited) return visited;
  table.print(context.out());
  return {};
}

}  // namespace

void add_add_subscriber(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<NewSubscriber>();
  CLI::App* command = app.add_subcommand("add-subscriber", "Add a subscriber; they are asked by mail to confirm");
  command->add_option("EMAIL", options->email, "Their address")->required();
  command->add_option("--frequency", options->words.frequency, "instant, daily or weekly");
  command->add_option("--at", options->words.at, "Their hour")->type_name("HH:MM");
  command->add_option("--timezone", options->words.timezone, "Such as Asia/Seoul")->type_name("TZ");
  command->add_option("--language", options->words.language, "Of their mail: ko or en");
  command->add_option("--tag", options->words.tags, "Only posts of feeds with this tag; may be given several times")
      ->allow_extra_args(false);
  command->add_flag("--confirmed", options->confirmed, "They have agreed already: no confirmation mail");
  command->callback([&chosen, options] { chosen = [options](Context& context) { return add(context, *options); }; });
}

void add_remove_subscriber(CLI::App& app, Chosen& chosen) {
  auto email = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("remove-subscriber", "End a subscription");
  command->add_option("EMAIL", *email, "Their address")->required();
  command->callback([&chosen, email] { chosen = [email](Context& context) { return remove(context, *email); }; });
}

void add_subscribers(CLI::App& app, Chosen& chosen) {
  auto json = std::make_shared<bool>(false);
  CLI::App* command = app.add_subcommand("subscribers", "List the subscribers");
  command->add_flag("--json", *json, "As JSON");
  command->callback([&chosen, json] { chosen = [json](Context& context) { return list(context, *json); }; });
}

}  // namespace aggregator::cli
