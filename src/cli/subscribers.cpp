#include "aggregator/store/subscribers.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <string>
#include <unordered_set>

#include "aggregator/base/email_address.h"
#include "aggregator/base/text.h"
#include "aggregator/digest/subscribe.h"
#include "aggregator/store/feeds.h"
#include "choice_text.h"
#include "commands.h"
#include "feed_names.h"
#include "language_remarks.h"
#include "output.h"
#include "tag_remarks.h"

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

using FeedUrls = std::unordered_map<store::FeedId, std::string>;

Json json_of(const store::SubscriberRow& subscriber, const FeedUrls& urls) {
  Json json = {{"email", subscriber.email},
               {"state", store::name_of(subscriber.state)},
               {"reason", json_or_null(subscriber.reason)},
               {"frequency", name_of(subscriber.choice.frequency)},
               {"at", format_time_of_day(subscriber.choice.at)},
               {"weekday", weekday_of(subscriber.choice)},
               {"timezone", subscriber.choice.timezone},
               {"language", subscriber.choice.language}};
  const ChoiceText lists = lists_of(subscriber.choice, urls);
  for (const ChoiceList& list : choice_lists()) json[std::string(list.name)] = lists.*list.words;
  json["next_due"] = cli::json_of(subscriber.next_due);
  json["created"] = format_rfc3339(subscriber.created);
  json["confirmed"] = cli::json_of(subscriber.confirmed);
  json["ended"] = cli::json_of(subscriber.ended);
  return json;
}

Result<void> list_json(Context& context, store::Database& database, const FeedUrls& urls) {
  JsonList json(context.out());
  const auto visited = store::visit_subscribers(
      database, [&](const store::SubscriberRow& subscriber) { json.add(json_of(subscriber, urls)); });
  json.end();
  return visited;
}

TableRow cells_of(const store::SubscriberRow& subscriber, const FeedUrls& urls) {
  const store::Choice& choice = subscriber.choice;
  return {std::string(store::name_of(subscriber.state)),
          std::string(name_of(choice.frequency)),
          hour_of(choice),
          short_time(subscriber.next_due),
          choice.language,
          subscriber.email,
          wishes_of(lists_of(choice, urls)),
          short_time(subscriber.ended),
          subscriber.reason};
}

std::unexpected<Error> nobody(const std::string& email) {
  return fail(ErrorCode::NotFound, quote(email) + " is no subscriber; `aggregator subscribers` lists them");
}

/// Somebody who has not left.
Result<store::SubscriberRow> find_subscriber(store::Database& database, const std::string& typed) {
  const auto email = parse_email_address(typed);
  if (!email) return std::unexpected(email.error());
  auto found = store::find_subscriber(database, *email);
  if (!found) return std::unexpected(found.error());
  if (!*found) return nobody(*email);
  if ((*found)->state == store::SubscriberState::Unsubscribed) {
    return fail(ErrorCode::NotFound, quote(*email) + " has left; `aggregator add-subscriber` brings them back");
  }
  return **std::move(found);
}

Result<void> end_subscription(store::Database& database, const std::string& typed, Instant now) {
  auto subscriber = find_subscriber(database, typed);
  if (!subscriber) return std::unexpected(subscriber.error());
  return store::end_subscription(database, *std::move(subscriber), store::SubscriberState::Unsubscribed, "", now);
}

/// The choice that the words make of `standing`. A day or an hour that would mean nothing is a slip: somebody wanted it
/// weekly, or daily.
Result<store::Choice> chosen(Context& context, const ChoiceText& words, const store::Choice& standing) {
  auto choice = apply(words, standing, feeds_by_name(context));
  if (choice && !words.weekday.empty() && choice->frequency != Frequency::Weekly) {
    return fail(ErrorCode::Malformed,
                fmt::format("--weekday is for weekly digests and these are {}; add --frequency weekly or leave it out",
                            name_of(choice->frequency)));
  }
  if (choice && !words.at.empty() && choice->frequency == Frequency::Instant) {
    return fail(ErrorCode::Malformed,
                "--at is for daily and weekly digests and these are instant; add --frequency daily or leave it out");
  }
  return choice;
}

/// Says so where there are no words in the language of their choice.
void remark_on_language(Context& context, const std::string& language) {
  if (!language.empty()) remark_on_languages(context, {{language, LanguageUse{}}});
}

/// Who it is now. In one transaction: a digest made or a link to leave followed meanwhile must not be undone.
Result<store::SubscriberRow> change_wishes(Context& context, store::Database& database,
                                           const EditSubscriberOptions& options) {
  store::SubscriberRow changed;
  const auto done = database.transact([&]() -> Result<void> {
    auto subscriber = find_subscriber(database, options.email);
    if (!subscriber) return std::unexpected(subscriber.error());
    const auto choice = chosen(context, options.words, subscriber->choice);
    if (!choice) return std::unexpected(choice.error());
    if (auto stored = digest::change_choice(database, *subscriber, *choice, context.now()); !stored) return stored;
    subscriber = find_subscriber(database, options.email);
    if (!subscriber) return std::unexpected(subscriber.error());
    changed = *std::move(subscriber);
    return {};
  });
  if (!done) return std::unexpected(done.error());
  return changed;
}

/// A changed hour may hold from tomorrow on only.
std::string words_for_next(const store::SubscriberRow& subscriber) {
  const bool is_known = subscriber.next_due && subscriber.choice.frequency != Frequency::Instant;
  return is_known ? "; the next at " + short_time(subscriber.next_due) + " UTC" : "";
}

/// The addresses given and those of the file, one a line.
Result<std::vector<std::string>> addresses_of(const Context& context, const RemoveSubscribersOptions& options) {
  std::vector<std::string> addresses = options.emails;
  if (!options.file.empty()) {
    const auto bytes = context.read(options.file);
    if (!bytes) return std::unexpected(bytes.error());
    std::string_view text = *bytes;
    if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
    for (const std::string& line : split(text, '\n')) {
      if (const std::string_view address = trim(line); !address.empty()) addresses.emplace_back(address);
    }
  }
  std::unordered_set<std::string> seen;  // whoever is named twice is not unknown the second time
  std::erase_if(addresses, [&](const std::string& address) { return !seen.insert(email_key(address)).second; });
  return addresses;
}

std::string words_for(digest::Joining joining, const std::string& email, const store::Choice& choice,
                      bool is_confirmed) {
  constexpr std::string_view kQueued = "confirmation mail is queued, `aggregator send` sends it";
  switch (joining) {
    case digest::Joining::AskedAgain:
      return fmt::format("{} has not confirmed yet; another {}", email, kQueued);
    case digest::Joining::JustAsked:
      return fmt::format(
          "{} was asked to confirm less than an hour ago and is not asked again; nothing is changed, "
          "`aggregator edit-subscriber` changes what they get",
          email);
    case digest::Joining::Added:
      break;
  }
  return is_confirmed ? "added " + email + ": " + schedule_of(choice)
                      : fmt::format("added {}: {}; a {}", email, schedule_of(choice), kQueued);
}

/// Who has left, or whose mail came back, is mailed again only on somebody's word: whose that is.
std::string words_for_return(const store::SubscriberRow& former, bool is_confirmed, const TimeZone& zone) {
  const bool has_left = former.state == store::SubscriberState::Unsubscribed;
  std::string words = former.email + (has_left ? " had left" : " was suspended");
  if (former.ended) words += " on " + local_time(*former.ended, zone);
  if (!former.reason.empty()) words += fmt::format(" ({})", former.reason);
  if (!is_confirmed) return words + "; nothing but the request to confirm is sent before they do";
  if (!has_left) return words + "; what came back before no longer counts";
  return words +
         "; they get digests again on your word that they asked for it, `aggregator remove-subscriber` ends that";
}

}  // namespace

Result<void> add_subscriber(Context& context, const AddSubscriberOptions& options) {
  const auto email = parse_email_address(options.email);
  if (!email) return std::unexpected(email.error());
  const auto settings = context.settings();
  if (!settings) return std::unexpected(settings.error());
  const auto choice = chosen(context, options.words, digest::default_choice(**settings));
  if (!choice) return std::unexpected(choice.error());
  const auto database = context.database_or_new();
  if (!database) return std::unexpected(database.error());
  const auto state = options.confirmed ? store::SubscriberState::Active : store::SubscriberState::Pending;
  const auto joined =
      digest::subscribe(**database, **settings, {*email, *choice, state}, context.now(), context.random());
  if (!joined) return at(*email, joined.error());
  remark_on_tags(context, options.words.tags);
  remark_on_language(context, options.words.language);
  if (joined->former) {
    context.err() << words_for_return(*joined->former, options.confirmed, (*settings)->site.timezone) << '\n';
  }
  context.out() << words_for(joined->what, *email, *choice, options.confirmed) << '\n';
  return {};
}

Result<void> edit_subscriber(Context& context, const EditSubscriberOptions& options) {
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  const auto subscriber = change_wishes(context, **database, options);
  if (!subscriber) return std::unexpected(subscriber.error());
  const auto urls = store::listed_urls(**database);
  if (!urls) return std::unexpected(urls.error());
  const store::Choice& choice = subscriber->choice;
  remark_on_tags(context, options.words.tags);
  remark_on_language(context, options.words.language);
  context.out() << fmt::format("{} gets: {}, in {}; posts: {}{}\n", subscriber->email, schedule_of(choice),
                               choice.language, wishes_of(lists_of(choice, *urls)), words_for_next(*subscriber));
  return {};
}

Result<void> remove_subscribers(Context& context, const RemoveSubscribersOptions& options) {
  const auto addresses = addresses_of(context, options);
  if (!addresses) return std::unexpected(addresses.error());
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  const auto done = (*database)->transact([&]() -> Result<void> {
    for (const std::string& address : *addresses) {
      if (auto ended = end_subscription(**database, address, context.now()); !ended) return ended;
    }
    return {};
  });
  if (!done) return addresses->size() == 1 ? done : at("nobody is removed", done.error());
  if (addresses->size() == 1) {
    context.out() << "removed " << addresses->front() << "; nothing more is sent to it\n";
  } else {
    context.out() << "removed " << counted(std::ssize(*addresses), "subscriber", "subscribers")
                  << "; nothing more is sent to them\n";
  }
  return {};
}

Result<void> resume_subscribers(Context& context, const ResumeSubscribersOptions& options) {
  digest::Returning who{.emails = {}, .filter = options.filter};
  for (const std::string& typed : options.emails) {
    auto email = parse_email_address(typed);
    if (!email) return std::unexpected(email.error());
    who.emails.push_back(*std::move(email));
  }
  const auto settings = context.settings();
  if (!settings) return std::unexpected(settings.error());
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  const auto resumed =
      digest::resume_subscribers(**database, **settings, who, context.now(), context.random(), options.dry_run);
  if (!resumed) return std::unexpected(resumed.error());
  if (resumed->active + resumed->asked == 0) {
    context.out() << "nobody of them is suspended; `aggregator subscribers` lists who is, and why\n";
    return {};
  }
  context.out() << (options.dry_run ? "would resume " : "resumed ")
                << counted(resumed->active + resumed->asked, "subscriber", "subscribers");
  if (resumed->asked > 0) {
    context.out() << fmt::format("; {} of them had never confirmed and {} to by mail", grouped(resumed->asked),
                                 resumed->asked == 1 ? "is asked" : "are asked");
  }
  context.out() << '\n';
  return {};
}

Result<void> list_subscribers(Context& context, bool as_json) {
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  const auto urls = store::listed_urls(**database);
  if (!urls) return std::unexpected(urls.error());
  if (as_json) return list_json(context, **database, *urls);
  const TableRow header = {"STATE", "FREQUENCY", "AT", "NEXT (UTC)", "LANGUAGE", "EMAIL", "POSTS", "ENDED", "REASON"};
  const auto any = print_table(context.out(), header, [&](const std::function<void(const TableRow&)>& take) {
    return store::visit_subscribers(**database, [&](const store::SubscriberRow& row) { take(cells_of(row, *urls)); });
  });
  if (!any) return std::unexpected(any.error());
  if (!*any) context.out() << "no subscribers yet; `aggregator add-subscriber` adds one\n";
  return {};
}

}  // namespace aggregator::cli
