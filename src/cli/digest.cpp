#include <ostream>

#include "aggregator/base/email_address.h"
#include "aggregator/base/file.h"
#include "aggregator/base/text.h"
#include "aggregator/deliver/message.h"
#include "aggregator/digest/edition.h"
#include "aggregator/digest/subscribe.h"
#include "aggregator/mail/personal.h"
#include "aggregator/store/subscribers.h"
#include "commands.h"
#include "output.h"
#include "stages.h"

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
    edition.language = reader.choice.language;
    edition.subject = rendered.subject;
    edition.html = rendered.html;
    edition.text = rendered.text;
    return deliver::compose(settings, edition, reader.public_id, reader.email, *key);
  }
  const mail::Personal personal = deliver::personal_links(settings, reader.public_id, reader.email, *key);
  const bool is_html = format == "html";
  return mail::fill_in(is_html ? rendered.html : rendered.text, personal, is_html);
}

}  // namespace

Result<void> make_digest(Context& context, bool as_json) {
  const auto settings = context.settings();
  if (!settings) return std::unexpected(settings.error());
  const auto summary = run_digest(context, **settings);
  if (!summary) return std::unexpected(summary.error());
  if (as_json) {
    context.out() << dump({{"editions", summary->editions},
                           {"deliveries", summary->deliveries},
                           {"empty", summary->empty}})
                  << '\n';
  } else {
    print(*summary, context.out());
  }
  return {};
}

Result<void> preview(Context& context, const PreviewOptions& options) {
  const auto configured = context.settings();
  if (!configured) return std::unexpected(configured.error());
  config::Settings settings = **configured;
  if (!options.design.empty()) settings.digest.design = options.design;
  const auto reader = reader_of(context, settings, options.subscriber);
  if (!reader) return std::unexpected(reader.error());
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  const auto rendered = digest::preview_edition(**database, settings, *reader, context.now());
  if (!rendered) return std::unexpected(rendered.error());
  const auto bytes = personalised(context, settings, *reader, *rendered, options.format);
  if (!bytes) return std::unexpected(bytes.error());
  if (options.out.empty() || options.out == "-") {
    context.out() << *bytes;
    return {};
  }
  if (auto written = replace_file(options.out, *bytes); !written) return written;
  context.out() << "wrote " << options.out << '\n';
  return {};
}

}  // namespace aggregator::cli
