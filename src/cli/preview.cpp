#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <ostream>
#include <string>

#include "aggregator/base/email_address.h"
#include "aggregator/base/file.h"
#include "aggregator/base/text.h"
#include "aggregator/config/feed_list.h"
#include "aggregator/deliver/message.h"
#include "aggregator/digest/edition.h"
#include "aggregator/digest/subscribe.h"
#include "aggregator/mail/personal.h"
#include "aggregator/store/entries.h"
#include "aggregator/store/subscribers.h"
#include "commands.h"
#include "feed_words.h"

namespace aggregator::cli {
namespace {

/// The subscriber asked for, or one who has chosen nothing and joins now.
Result<store::SubscriberRow> reader_of(Context& context, const config::Settings& settings, const std::string& email) {
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  if (email.empty()) {
    const auto mark = store::sequence_before(**database, context.now() - settings.digest.backfill);
    if (!mark) return std::unexpected(mark.error());
    store::SubscriberRow reader;
    reader.public_id = "preview";
    reader.email = "you@example.org";
    reader.choice = digest::default_choice(settings);
    reader.mark = *mark;
    return reader;
  }
  const auto address = parse_email_address(email);
  if (!address) return std::unexpected(address.error());
  auto found = store::find_subscriber(**database, *address);
  if (!found) return std::unexpected(found.error());
  if (!*found)
    return fail(ErrorCode::NotFound, quote(email) + " is no subscriber; `aggregator subscribers` lists them");
  return **std::move(found);
}

/// The rendered digest as the reader would see it in this format.
Result<std::string> personalised(Context& context, const config::Settings& settings, const store::SubscriberRow& reader,
                                 const digest::Rendered& rendered, const std::string& format) {
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  const auto key = store::signing_key(**database, context.random());
  if (!key) return std::unexpected(key.error());
  if (format == "eml") {
    store::EditionRow edition;
    edition.public_id = "preview";
    edition.due = edition.created = context.now();
    edition.language = rendered.language;
    edition.subject = rendered.subject;
    edition.html = rendered.html;
    edition.text = rendered.text;
    return deliver::compose(settings, edition, reader.public_id, reader.email, *key);
  }
  const mail::Personal personal = deliver::personal_links(settings, reader.public_id, reader.email, *key);
  const bool is_html = format == "html";
  return mail::fill_in(is_html ? rendered.html : rendered.text, personal, is_html);
}

/// Where the preview goes: the file asked for, or one that the browser can be shown.
Result<std::string> file_for(const PreviewOptions& options, const std::string& format) {
  if (!options.out.empty() && options.out != "-") return options.out;
  if (!options.open) return std::string();
  std::error_code error;
  const auto temporary = std::filesystem::temp_directory_path(error);
  std::string folder = (temporary / "aggregator-preview-XXXXXX").string();  // its own: others may write in /tmp, too
  if (error || ::mkdtemp(folder.data()) == nullptr) {
    return fail(ErrorCode::Io, "there is no folder for temporary files; say where with --out");
  }
  return fmt::format("{}/preview.{}", folder, format == "text" ? "txt" : format);
}

/// Whether there are no posts because there are no feeds.
bool is_list_empty(const config::Settings& settings) {
  const auto list = config::read_feed_list(settings.feeds);
  return list && list->feeds.empty();
}

/// Or the latest would be taken for the next.
void tell_that_nothing_is_new(const digest::Preview& preview, const config::Settings& settings,
                              const std::string& subscriber, std::ostream& err) {
  if (preview.posts == 0 && preview.any_posts) {
    err << "there is nothing to show: none of the latest posts is among what "
        << (subscriber.empty() ? "" : subscriber + " chose and ") << "`digest` of the settings lets through\n";
    return;
  }
  if (preview.posts == 0) {
    const std::string_view reason =
        is_list_empty(settings) ? kListIsEmpty : "`aggregator poll` gets posts, and `aggregator entries` lists them";
    err << "there is nothing to show; " << reason << '\n';
    return;
  }
  err << "nothing is new" << (subscriber.empty() ? "" : " for " + subscriber)
      << ": these are the latest posts, not the next digest\n";
}

}  // namespace

Result<void> preview(Context& context, const PreviewOptions& options) {
  const auto configured = context.settings();
  if (!configured) return std::unexpected(configured.error());
  config::Settings settings = **configured;
  if (!options.design.empty()) settings.digest.design = options.design;
  const auto reader = reader_of(context, settings, options.subscriber);
  if (!reader) return std::unexpected(reader.error());
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  const auto made = digest::preview_edition(**database, settings, *reader, context.now(), context.random());
  if (!made) return std::unexpected(made.error());
  // Pages of HTML are nothing for a terminal.
  const bool is_for_reading = options.out.empty() && !options.open && context.out_is_terminal();
  const std::string format = !options.format.empty() ? options.format : is_for_reading ? "text" : "html";
  const auto bytes = personalised(context, settings, *reader, made->rendered, format);
  if (!bytes) return std::unexpected(bytes.error());
  const auto file = file_for(options, format);
  if (!file) return std::unexpected(file.error());
  if (!file->empty()) {
    if (auto written = replace_file(*file, *bytes); !written) return written;
  }
  if (!made->has_news) tell_that_nothing_is_new(*made, settings, options.subscriber, context.err());
  if (file->empty()) {
    context.out() << *bytes;
    if (is_for_reading) context.err() << "`--open` shows it in the browser, `--out FILE` keeps it\n";
    return {};
  }
  context.out() << "wrote " << *file << '\n';
  if (options.open && !context.open_file(*file)) {
    return fail(ErrorCode::NotFound, "no browser could be opened; set $BROWSER, or open " + *file);
  }
  return {};
}

}  // namespace aggregator::cli
