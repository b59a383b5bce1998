#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <ostream>
#include <tuple>

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

/// What would be made for those of one language, zone and frequency.
struct Share {
  digest::EditionSummary summary;
  void add(const digest::PlannedEdition& planned) {
    summary.editions += planned.is_sent ? 1 : 0;
    (planned.is_sent ? summary.deliveries : summary.empty) += planned.subscribers;
  }
};
using Shares = std::map<std::tuple<std::string, std::string, Frequency>, Share>;

Json json_of(const digest::EditionSummary& summary) {
  return {{"editions", summary.editions}, {"deliveries", summary.deliveries}, {"empty", summary.empty}};
}

void print_json(const Share& all, const Shares& shares, std::ostream& out) {
  Json json = json_of(all.summary);
  json["by"] = Json::array();
  for (const auto& [key, share] : shares) {
    Json part = {
        {"language", std::get<0>(key)}, {"timezone", std::get<1>(key)}, {"frequency", name_of(std::get<2>(key))}};
    part.update(json_of(share.summary));
    json["by"].push_back(std::move(part));
  }
  out << dump(json) << '\n';
}

void print_table(const Share& all, const Shares& shares, std::ostream& out) {
  Table table({"LANGUAGE", "ZONE", "FREQUENCY", "EDITIONS", "DELIVERIES", "NOTHING NEW FOR"});
  for (const auto& [key, share] : shares) {
    table.add({std::get<0>(key), std::get<1>(key), std::string(name_of(std::get<2>(key))),
               grouped(share.summary.editions), grouped(share.summary.deliveries), grouped(share.summary.empty)});
  }
  if (!shares.empty()) table.print(out);
  out << "it would be: ";
  print(all.summary, out);
}

/// Counts what would be made, and makes nothing.
Result<void> count_digest(Context& context, const config::Settings& settings, bool as_json) {
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  const auto planned = digest::plan_editions(**database, settings, context.now(), context.random());
  if (!planned) return std::unexpected(planned.error());
  Share all;
  Shares shares;
  for (const digest::PlannedEdition& one : *planned) {
    all.add(one);
    shares[{one.choice.language, one.choice.timezone, one.choice.frequency}].add(one);
  }
  (as_json ? print_json : print_table)(all, shares, context.out());
  return {};
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

}  // namespace

Result<void> make_digest(Context& context, const DigestOptions& options) {
  const auto settings = context.settings();
  if (!settings) return std::unexpected(settings.error());
  if (options.dry_run) return count_digest(context, **settings, options.json);
  const auto summary = run_digest(context, **settings);
  if (!summary) return std::unexpected(summary.error());
  if (options.json) {
    context.out() << dump(json_of(*summary)) << '\n';
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
  const auto rendered = digest::preview_edition(**database, settings, *reader, context.now(), context.random());
  if (!rendered) return std::unexpected(rendered.error());
  // Pages of HTML are nothing for a terminal.
  const bool is_for_reading = options.out.empty() && !options.open && context.out_is_terminal();
  const std::string format = !options.format.empty() ? options.format : is_for_reading ? "text" : "html";
  const auto bytes = personalised(context, settings, *reader, *rendered, format);
  if (!bytes) return std::unexpected(bytes.error());
  const auto file = file_for(options, format);
  if (!file) return std::unexpected(file.error());
  if (file->empty()) {
    context.out() << *bytes;
    if (is_for_reading) context.err() << "`--open` shows it in the browser, `--out FILE` keeps it\n";
    return {};
  }
  if (auto written = replace_file(*file, *bytes); !written) return written;
  context.out() << "wrote " << *file << '\n';
  if (options.open && !context.open_file(*file)) {
    return fail(ErrorCode::NotFound, "no browser could be opened; set $BROWSER, or open " + *file);
  }
  return {};
}

}  // namespace aggregator::cli
