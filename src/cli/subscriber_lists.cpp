// Whole lists of subscribers: import and export as CSV.
#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "aggregator/base/email_address.h"
#include "aggregator/base/text.h"
#include "aggregator/digest/subscribe.h"
#include "choice_text.h"
#include "commands.h"
#include "csv.h"
#include "output.h"

namespace aggregator::cli {
namespace {

constexpr std::string_view kColumns[] = {"email",    "frequency", "at",    "timezone",
                                         "language", "tags",      "state", "weekday"};

/// The header line of a file: which field is which column.
class Columns {
 public:
  static Result<Columns> read(const CsvRecord& header) {
    Columns columns;
    for (const std::string& field : header.fields) {
      const std::string name = lower_ascii(trim(field));
      if (std::ranges::find(kColumns, name) == std::end(kColumns)) {
        return fail(ErrorCode::Malformed, fmt::format("line {}: unknown column {}; there are {}", header.line,
                                                      quote(field), fmt::join(kColumns, ", ")));
      }
      columns.names_.push_back(name);
    }
    if (std::ranges::find(columns.names_, "email") == columns.names_.end()) {
      return fail(ErrorCode::Malformed, "the first line must name the columns, `email` among them");
    }
    return columns;
  }

  [[nodiscard]] std::string field(const CsvRecord& record, std::string_view name) const {
    const auto at = static_cast<std::size_t>(std::ranges::find(names_, name) - names_.begin());
    return at < record.fields.size() && at < names_.size() ? std::string(trim(record.fields[at])) : std::string();
  }

 private:
  std::vector<std::string> names_;
};

/// As `export-subscribers` writes it; nothing means that they are to be asked.
Result<store::SubscriberState> state_named(const std::string& name) {
  if (name.empty() || name == "pending") return store::SubscriberState::Pending;
  if (name == "active" || name == "confirmed") return store::SubscriberState::Active;
  if (name == "unsubscribed" || name == "suspended") return store::SubscriberState::Unsubscribed;
  return fail(ErrorCode::Malformed, quote(name) + " is no state; use active, pending or unsubscribed");
}

Result<digest::Newcomer> newcomer_of(const CsvRecord& record, const Columns& columns, const store::Choice& defaults) {
  const auto state = state_named(columns.field(record, "state"));
  if (!state) return std::unexpected(state.error());
  const auto email = parse_email_address(columns.field(record, "email"));
  if (!email) return std::unexpected(email.error());
  ChoiceText words{columns.field(record, "frequency"),
                   columns.field(record, "at"),
                   columns.field(record, "timezone"),
                   columns.field(record, "language"),
                   {},
                   columns.field(record, "weekday")};
  for (const std::string& part : split(columns.field(record, "tags"), ',')) {
    if (const std::string_view tag = trim(part); !tag.empty()) words.tags.emplace_back(tag);
  }
  const auto choice = apply(words, defaults);
  if (!choice) return std::unexpected(choice.error());
  return digest::Newcomer{*email, *choice, *state};
}

/// All of the file, or the first line that is wrong.
Result<std::vector<digest::Newcomer>> read_newcomers(std::string_view bytes, const std::string& file,
                                                     const store::Choice& defaults) {
  const auto records = parse_csv(bytes);
  if (!records) return at(file, records.error());
  if (records->empty()) return fail(ErrorCode::Malformed, file + ": is empty; the first line must name the columns");
  const auto columns = Columns::read(records->front());
  if (!columns) return at(file, columns.error());
  std::vector<digest::Newcomer> newcomers;
  for (auto record = records->begin() + 1; record != records->end(); ++record) {
    auto newcomer = newcomer_of(*record, *columns, defaults);
    if (!newcomer) return at(fmt::format("{}:{}", file, record->line), newcomer.error());
    newcomers.push_back(*std::move(newcomer));
  }
  return newcomers;
}

}  // namespace

Result<void> import_subscribers(Context& context, const std::string& file) {
  const auto settings = context.settings();
  if (!settings) return std::unexpected(settings.error());
  const auto bytes = context.read(file);
  if (!bytes) return std::unexpected(bytes.error());
  const auto newcomers = read_newcomers(*bytes, file, digest::default_choice(**settings));
  if (!newcomers) return std::unexpected(newcomers.error());
  const auto database = context.database_or_new();
  if (!database) return std::unexpected(database.error());
  const auto added = digest::subscribe_all(**database, **settings, *newcomers, context.now(), context.random());
  if (!added) return std::unexpected(added.error());
  const auto read = static_cast<std::int64_t>(newcomers->size());
  const auto asked = std::ranges::count_if(
      *newcomers, [](const digest::Newcomer& one) { return one.state == store::SubscriberState::Pending; });
  context.out() << fmt::format("{} read, {} added, {} there already\n", counted(read, "subscriber", "subscribers"),
                               grouped(*added), grouped(read - *added));
  if (asked > 0 && *added > 0) {
    context.out() << "those whose `state` is not active are asked to confirm by mail; `aggregator send` sends it\n";
  }
  return {};
}

Result<void> export_subscribers(Context& context) {
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  context.out() << format_csv({std::begin(kColumns), std::end(kColumns)});
  return store::visit_subscribers(**database, [&](const store::SubscriberRow& subscriber) {
    const store::Choice& choice = subscriber.choice;
    context.out() << format_csv(
        {subscriber.email, std::string(name_of(choice.frequency)), format_time_of_day(choice.at), choice.timezone,
         choice.language, joined(choice.tags, ","), std::string(store::name_of(subscriber.state)),
         choice.frequency == Frequency::Weekly ? std::string(name_of_weekday(choice.weekday)) : ""});
  });
}

}  // namespace aggregator::cli
