// The one table of commands and their options: the only file that knows CLI11's words for them.
#include "arguments.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "aggregator/base/email_address.h"
#include "aggregator/base/text.h"
#include "aggregator/base/time.h"
#include "aggregator/config/feed_list.h"
#include "commands.h"

namespace aggregator::cli {
namespace {

/// The value must be one that `read` takes; else it is wrong usage, in the words of `read`.
template <typename Read>
CLI::Option* must_suit(Read read, CLI::Option* option) {
  return option->check([read = std::move(read)](const std::string& text) {
    const auto value = read(text);
    return value ? std::string() : value.error().detail;
  });
}

/// An empty word would leave what is there, which nobody means who gives one.
Result<void> read_given(const std::string& text) {
  if (text.empty()) return fail(ErrorCode::Malformed, "is empty; give a value or leave it out");
  return {};
}

Result<Instant> read_time(const std::string& text) {
  auto instant = parse_rfc3339(text.size() == 10 ? text + "T00:00:00Z" : text);
  if (!instant) return fail(ErrorCode::Malformed, quote(text) + " is no time; use 2026-11-20 or 2026-11-20T09:00:00Z");
  return instant;
}

/// "x.org" of "@x.org" and "X.org", as addresses have it.
Result<std::string> read_domain(std::string_view typed) {
  if (typed.starts_with('@')) typed.remove_prefix(1);
  const auto email = parse_email_address(fmt::format("somebody@{}", typed));
  if (typed.empty() || typed.contains('@') || !email) {
    return fail(ErrorCode::Malformed, quote(typed) + " is no domain; it is what stands behind the @");
  }
  return std::string(domain_of(*email));
}

void declare_init(CLI::App& app, Action& chosen) {
  auto directory = std::make_shared<std::string>(".");
  CLI::App* command =
      app.add_subcommand("init", "Write a commented aggregator.yaml and feeds.yaml, create the database");
  command->add_option("DIR", *directory, "Where; this folder unless given");
  command->callback(
      [&chosen, directory] { chosen = [directory](Context& context) { return init(context, *directory); }; });
}

void declare_add_feed(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<AddFeedOptions>();
  CLI::App* command =
      app.add_subcommand("add-feed", "Find the feed behind a page or feed URL and add it to feeds.yaml");
  command->add_option("URL", options->url, "A feed, or a page that has one; feed: addresses are taken, too")
      ->required();
  command->add_option("--title", options->title, "Shown instead of the feed's own title");
  must_suit(config::parse_tag, command->add_option("--tag", options->tags, "A tag; may be given several times"))
      ->allow_extra_args(false);
  command->add_flag("--no-verify", options->no_verify, "Add it without asking the network");
  command->callback(
      [&chosen, options] { chosen = [options](Context& context) { return add_feed(context, *options); }; });
}

void declare_remove_feed(CLI::App& app, Action& chosen) {
  auto feed = std::make_shared<std::string>();
  CLI::App* command =
      app.add_subcommand("remove-feed", "Take a feed out of feeds.yaml; its posts stay in the database");
  command->add_option("URL|ID", *feed, "As `aggregator feeds` shows it")->required();
  command->callback([&chosen, feed] { chosen = [feed](Context& context) { return remove_feed(context, *feed); }; });
}

void declare_enable(CLI::App& app, Action& chosen) {
  auto feed = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("enable", "Poll a feed again that is gone, or that waits after failures");
  command->add_option("URL|ID", *feed, "As `aggregator feeds` shows it")->required();
  command->callback([&chosen, feed] { chosen = [feed](Context& context) { return enable_feed(context, *feed); }; });
}

void declare_release(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<ReleaseOptions>();
  CLI::App* command = app.add_subcommand("release", "Let the held posts of a feed go into the next digest");
  command->add_option("URL|ID", options->feed, "As `aggregator feeds` shows it")->required();
  command->add_flag("--drop", options->drop, "Never mail them instead");
  command->callback(
      [&chosen, options] { chosen = [options](Context& context) { return release_posts(context, *options); }; });
}

void declare_feeds(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<ListFeedsOptions>();
  CLI::App* command = app.add_subcommand("feeds", "List the feeds with their health");
  command->add_flag("--broken", options->broken, "Only those that fail, the worst first");
  command->add_flag("--json", options->json, "As JSON");
  command->callback(
      [&chosen, options] { chosen = [options](Context& context) { return list_feeds(context, *options); }; });
}

void declare_import(CLI::App& app, Action& chosen) {
  auto file = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand(
      "import", "Add the feeds of another list: OPML, feeds.yaml, awesome-devblog's db.yml, newsboat's urls");
  command->add_option("FILE", *file, "The list; - reads it from standard input")->required();
  command->callback([&chosen, file] { chosen = [file](Context& context) { return import_list(context, *file); }; });
}

void declare_export(CLI::App& app, Action& chosen) {
  auto format = std::make_shared<std::string>("opml");
  CLI::App* command = app.add_subcommand("export", "Print the feed list for another program");
  command->add_option("--format", *format, "opml or yaml")->check(CLI::IsMember({"opml", "yaml"}));
  command->callback(
      [&chosen, format] { chosen = [format](Context& context) { return export_list(context, *format); }; });
}

void declare_check(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* command = app.add_subcommand("check", "Name all mistakes of feeds.yaml, for CI on pull requests");
  command->add_option("FILE", options->file, "Instead of the list that the settings name");
  CLI::Option* online =
      command->add_flag("--online", options->online, "Also ask every feed, and propose where it moved to");
  command
      ->add_flag("--with-secrets", options->with_secrets,
                 "With --online: also ask feeds with a login, which sends each the secrets that the list names for it")
      ->needs(online);
  command->add_flag("--offline")->description("Ask no feed, as without --online")->excludes(online);
  CLI::Option* patch =
      command->add_flag("--patch", options->patch, "Print the mends as a patch for feeds.yaml, the list on stderr");
  command->add_flag("--json", options->json, "The list as JSON")->excludes(patch);
  command->callback(
      [&chosen, options] { chosen = [options](Context& context) { return check_list(context, *options); }; });
}

void declare_poll(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<PollOptions>();
  CLI::App* command = app.add_subcommand("poll", "One round over the feeds that are due");
  CLI::Option* all =
      command->add_flag("--all", options->round.all, "All feeds, unless polled within poll.min_interval");
  CLI::Option* force = command->add_flag("--force", options->round.force, "With --all or --feed: those too");
  CLI::Option* feed =
      must_suit(read_given, command->add_option("--feed", options->feed,
                                                "Only this feed (URL or id), due or not, unless polled just now"))
          ->excludes(all);
  command->add_flag("--json", options->json, "The summary as JSON");
  command->callback([&chosen, options, all, force, feed] {
    if (*force && !*all && !*feed) throw CLI::RequiresError("--force", "--all or --feed");
    if (*feed) options->round.feed = options->feed;
    chosen = [options](Context& context) { return poll_feeds(context, *options); };
  });
}

void declare_parse(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<ParseOptions>();
  CLI::App* command = app.add_subcommand("parse", "Show how a feed is understood");
  command->add_option("--url", options->context.base_url, "Where the bytes came from")->type_name("BASE");
  command->add_option("--content-type", options->context.content_type, "The HTTP Content-Type they came with");
  command->add_flag("--summary", options->summary, "One readable line a file instead of JSON");
  command->add_option("FILE", options->files, "Feed documents; - reads standard input")->required();
  command->callback(
      [&chosen, options] { chosen = [options](Context& context) { return parse_files(context, *options); }; });
}

CLI::Option* add_time_option(CLI::App& command, const char* name, std::optional<Instant>& time, const char* help) {
  const auto take = [&time](const std::string& text) {
    if (const auto instant = read_time(text)) time = *instant;
  };
  return must_suit(read_time, command.add_option_function<std::string>(name, take, help)->type_name("TIME"));
}

void declare_entries(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<ListEntriesOptions>();
  CLI::App* command = app.add_subcommand("entries", "List the stored posts, newest first");
  add_time_option(*command, "--since", options->filter.since, "First seen at or after");
  command->add_option("--feed", options->filter.feed, "Of this feed")->type_name("URL");
  command->add_option("--tag", options->filter.tag, "Of feeds with this tag");
  command->add_option("--limit", options->filter.limit, "At most so many")->check(CLI::Range(1, 1'000'000'000));
  command->add_flag("--json", options->json, "As JSON");
  command->callback(
      [&chosen, options] { chosen = [options](Context& context) { return list_entries(context, *options); }; });
}

/// `member` of ChoiceText. Whether a word of a choice means anything does not depend on the rest of it; what feeds
/// there are, only the database knows.
template <typename Member>
CLI::Option* add_word_option(CLI::App& command, const std::string& name, ChoiceText& words, Member member,
                             const char* help) {
  const auto read = [place = name.substr(2) + ": ", member](const std::string& text) -> Result<void> {
    if (auto given = read_given(text); !given) return given;
    ChoiceText alone;
    using Value = std::remove_reference_t<decltype(alone.*member)>;
    alone.*member = Value{text};
    const auto choice = apply(alone, {}, [](const std::string&) { return store::FeedId{}; });
    if (choice) return {};
    std::string detail = choice.error().detail;
    if (detail.starts_with(place)) detail.erase(0, place.size());  // the parser names the option itself
    return fail(choice.error().code, std::move(detail));
  };
  return must_suit(read, command.add_option(name, words.*member, help));
}

void add_list_option(CLI::App& command, const char* name, ChoiceText& words,
                     std::vector<std::string> ChoiceText::* member, const char* help) {
  add_word_option(command, name, words, member, help)->allow_extra_args(false);
}

void add_choice_options(CLI::App& command, ChoiceText& words) {
  add_word_option(command, "--frequency", words, &ChoiceText::frequency, "instant, daily or weekly");
  add_word_option(command, "--at", words, &ChoiceText::at, "Their hour")->type_name("HH:MM");
  add_word_option(command, "--weekday", words, &ChoiceText::weekday, "Of weekly digests")->type_name("mon|tue|…");
  add_word_option(command, "--timezone", words, &ChoiceText::timezone, "Such as Asia/Seoul")->type_name("TZ");
  add_word_option(command, "--language", words, &ChoiceText::language,
                  "Of their mail: en, ko, ja or another that has a file of strings");
  add_list_option(command, "--tag", words, &ChoiceText::tags,
                  "Only posts of feeds with this tag; may be given several times");
  add_list_option(command, "--feed", words, &ChoiceText::feeds, "Only posts of this feed (URL or id); several times");
  add_list_option(command, "--mute-feed", words, &ChoiceText::muted_feeds, "No posts of this feed; several times");
  add_list_option(command, "--only-language", words, &ChoiceText::post_languages,
                  "Only posts written in it; several times");
  add_list_option(command, "--keyword", words, &ChoiceText::keywords, "Only posts that mention it; several times");
  add_list_option(command, "--mute", words, &ChoiceText::muted_keywords, "No posts that mention it; several times");
}

void declare_add_subscriber(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<AddSubscriberOptions>();
  CLI::App* command = app.add_subcommand("add-subscriber", "Add a subscriber; they are asked by mail to confirm");
  command->add_option("EMAIL", options->email, "Their address")->required();
  add_choice_options(*command, options->words);
  command->add_flag("--confirmed", options->confirmed, "They have agreed already: no confirmation mail");
  command->callback(
      [&chosen, options] { chosen = [options](Context& context) { return add_subscriber(context, *options); }; });
}

void declare_edit_subscriber(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<EditSubscriberOptions>();
  CLI::App* command = app.add_subcommand("edit-subscriber", "Change what a subscriber gets; what is not given stays");
  command->add_option("EMAIL", options->email, "Their address")->required();
  add_choice_options(*command, options->words);
  add_list_option(*command, "--clear", options->words, &ChoiceText::clear,
                  "Empty a list first: tags, feeds, mute_feeds, only_languages, keywords, mute or all");
  command->callback(
      [&chosen, options] { chosen = [options](Context& context) { return edit_subscriber(context, *options); }; });
}

void declare_remove_subscriber(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<RemoveSubscribersOptions>();
  CLI::App* command = app.add_subcommand("remove-subscriber", "End subscriptions, all that are named or none");
  CLI::Option* emails = command->add_option("EMAIL", options->emails, "Their addresses");
  CLI::Option* file =
      command->add_option("--from", options->file, "A file of addresses, one a line; - reads standard input")
          ->type_name("FILE");
  command->callback([&chosen, options, emails, file] {
    if (emails->empty() && file->empty()) throw CLI::RequiredError("EMAIL or --from");
    chosen = [options](Context& context) { return remove_subscribers(context, *options); };
  });
}

void declare_resume_subscriber(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<ResumeSubscribersOptions>();
  CLI::App* command = app.add_subcommand("resume-subscriber", "End suspensions, with a clean record");
  CLI::Option* emails = command->add_option("EMAIL", options->emails, "Their addresses");
  CLI::Option* since =
      add_time_option(*command, "--suspended-since", options->filter.since, "All who were suspended at or after");
  const auto take_domain = [options](const std::string& text) {
    if (const auto name = read_domain(text)) options->filter.domain = *name;
  };
  CLI::Option* domain =
      must_suit(read_domain,
                command->add_option_function<std::string>("--domain", take_domain, "All suspended ones of this domain")
                    ->type_name("DOMAIN"));
  emails->excludes(since)->excludes(domain);
  command->add_flag("--dry-run", options->dry_run, "Only count them");
  command->callback([&chosen, options, emails, since, domain] {
    if (emails->empty() && since->empty() && domain->empty()) {
      throw CLI::RequiredError("EMAIL, --suspended-since or --domain");
    }
    chosen = [options](Context& context) { return resume_subscribers(context, *options); };
  });
}

void declare_subscribers(CLI::App& app, Action& chosen) {
  auto json = std::make_shared<bool>(false);
  CLI::App* command = app.add_subcommand("subscribers", "List the subscribers");
  command->add_flag("--json", *json, "As JSON");
  command->callback(
      [&chosen, json] { chosen = [json](Context& context) { return list_subscribers(context, *json); }; });
}

void declare_import_subscribers(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<ImportSubscribersOptions>();
  CLI::App* command = app.add_subcommand("import-subscribers", "Add and change the subscribers of a CSV file");
  command
      ->add_option("FILE", options->file,
                   "Header line with email, frequency, at, timezone, language, tags, feeds, mute_feeds, "
                   "only_languages, keywords, mute, state, weekday")
      ->required();
  command->add_flag("--dry-run", options->dry_run, "Only tell what would change");
  command->callback(
      [&chosen, options] { chosen = [options](Context& context) { return import_subscribers(context, *options); }; });
}

void declare_export_subscribers(CLI::App& app, Action& chosen) {
  CLI::App* command = app.add_subcommand("export-subscribers", "Print all subscribers as CSV");
  command->callback([&chosen] { chosen = export_subscribers; });
}

void declare_digest(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<DigestOptions>();
  CLI::App* command =
      app.add_subcommand("digest", "Make the editions that are due and queue their deliveries; send nothing");
  command->add_flag("--dry-run", options->dry_run, "Only count what would be made; change nothing");
  command->add_flag("--json", options->json, "The summary as JSON");
  command->callback(
      [&chosen, options] { chosen = [options](Context& context) { return make_digest(context, *options); }; });
}

void declare_preview(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<PreviewOptions>();
  CLI::App* command = app.add_subcommand("preview", "The digest as it would be now; changes nothing");
  must_suit(parse_email_address,
            command->add_option("--subscriber", options->subscriber, "As this subscriber would get it"))
      ->type_name("EMAIL");
  command->add_option("--out", options->out, "Into this file instead of standard output")->type_name("FILE");
  command->add_option("--format", options->format, "html, text or eml; text on a terminal, else html")
      ->check(CLI::IsMember({"html", "text", "eml"}));
  command->add_option("--design", options->design, "In this design: classic, compact, cards or one of your own")
      ->type_name("NAME");
  command->add_flag("--open", options->open, "Show it in the browser ($BROWSER, else xdg-open)");
  command->callback(
      [&chosen, options] { chosen = [options](Context& context) { return preview(context, *options); }; });
}

void declare_send(CLI::App& app, Action& chosen) {
  auto json = std::make_shared<bool>(false);
  CLI::App* command = app.add_subcommand("send", "Deliver what is queued and due");
  command->add_flag("--json", *json, "The summary as JSON");
  command->callback([&chosen, json] { chosen = [json](Context& context) { return send(context, *json); }; });
}

void declare_deliveries(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<ListDeliveriesOptions>();
  CLI::App* command = app.add_subcommand("deliveries", "List the outbox, with reasons");
  command->add_option("--state", options->state, "Only queued, sent, deferred, failed or bounced ones")
      ->check(CLI::IsMember({"queued", "sent", "deferred", "failed", "bounced"}));
  command->add_flag("--json", options->json, "As JSON");
  command->callback(
      [&chosen, options] { chosen = [options](Context& context) { return list_deliveries(context, *options); }; });
}

void declare_bounce(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<BounceOptions>();
  CLI::App* command =
      app.add_subcommand("bounce", "Read mail that came back: failed deliveries, complaints, requests to leave");
  command->add_option("FILE", options->sources, "Messages or Maildirs; - or nothing reads one from standard input")
      ->type_name("");
  command->add_option("--recipient", options->recipient, "The address it came to, where no header tells")
      ->type_name("ADDRESS");
  command->add_flag("--json", options->json, "What was found and done as JSON");
  command->callback([&chosen, options] {
    if (options->sources.empty()) options->sources.emplace_back("-");
    chosen = [options](Context& context) { return take_bounces(context, *options); };
  });
}

void declare_rotate_key(CLI::App& app, Action& chosen) {
  auto forget = std::make_shared<bool>(false);
  CLI::App* command =
      app.add_subcommand("rotate-key", "Sign links with a new key from now on; those in mails sent so far stay good");
  command->add_flag("--forget", *forget, "They do not: somebody else may know the old key");
  command->callback(
      [&chosen, forget] { chosen = [forget](Context& context) { return change_key(context, *forget); }; });
}

void declare_run(CLI::App& app, Action& chosen) {
  CLI::App* command = app.add_subcommand("run", "One pass of poll, digest and send for what is due: what cron calls");
  command->callback([&chosen] { chosen = run_once; });
}

void declare_doctor(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<DoctorOptions>();
  CLI::App* command = app.add_subcommand("doctor", "Look for what is wrong, and say how to mend it; changes nothing");
  must_suit(parse_email_address,
            command->add_option("--send-to", options->send_to, "Also send a test mail to this address"))
      ->type_name("EMAIL");
  command->add_flag("--json", options->json, "As JSON");
  command->callback(
      [&chosen, options] { chosen = [options](Context& context) { return examine_all(context, *options); }; });
}

void declare_why(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<WhyOptions>();
  CLI::App* command = app.add_subcommand("why", "Tell the whole story of a feed or a post");
  CLI::Option* url = command->add_option("URL", options->url, "Of a feed, as in the list or as polled, or of a post");
  CLI::Option* post =
      command->add_option("--post", options->post, "The id of a post instead, as `entries --json` shows it")
          ->excludes(url);
  command->add_flag("--json", options->json, "As JSON");
  command->callback([&chosen, options, url, post] {
    if (!*url && !*post) throw CLI::RequiredError("URL or --post");
    chosen = [options](Context& context) { return tell_why(context, *options); };
  });
}

void declare_stats(CLI::App& app, Action& chosen) {
  auto json = std::make_shared<bool>(false);
  CLI::App* command = app.add_subcommand("stats", "Count feeds, entries, subscribers and deliveries");
  command->add_flag("--json", *json, "As JSON");
  command->callback([&chosen, json] { chosen = [json](Context& context) { return show_stats(context, *json); }; });
}

void declare_version(CLI::App& app, Action& chosen) {
  CLI::App* command = app.add_subcommand("version", "Print the version");
  command->callback([&chosen] { chosen = show_version; });
}

}  // namespace

void declare_commands(CLI::App& app, Action& chosen) {
  constexpr void (*kInOrderOfHelp[])(CLI::App&, Action&) = {declare_init,
                                                            declare_add_feed,
                                                            declare_remove_feed,
                                                            declare_feeds,
                                                            declare_enable,
                                                            declare_release,
                                                            declare_import,
                                                            declare_export,
                                                            declare_check,
                                                            declare_poll,
                                                            declare_parse,
                                                            declare_entries,
                                                            declare_add_subscriber,
                                                            declare_edit_subscriber,
                                                            declare_remove_subscriber,
                                                            declare_resume_subscriber,
                                                            declare_subscribers,
                                                            declare_import_subscribers,
                                                            declare_export_subscribers,
                                                            declare_digest,
                                                            declare_preview,
                                                            declare_send,
                                                            declare_deliveries,
                                                            declare_bounce,
                                                            declare_run,
                                                            declare_doctor,
                                                            declare_why,
                                                            declare_stats,
                                                            declare_rotate_key,
                                                            declare_version};
  for (const auto declare : kInOrderOfHelp) declare(app, chosen);
}

}  // namespace aggregator::cli
