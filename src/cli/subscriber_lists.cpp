// Whole lists of subscribers: import and export as CSV.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <ostream>
#include <ranges>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "aggregator/base/email_address.h"
#include "aggregator/base/text.h"
#include "aggregator/base/utf8_source.h"
#include "aggregator/digest/subscribe.h"
#include "aggregator/store/feeds.h"
#include "choice_text.h"
#include "commands.h"
#include "csv.h"
#include "feed_names.h"
#include "language_remarks.h"
#include "output.h"
#include "tag_remarks.h"

namespace aggregator::cli {
namespace {

using FeedUrls = std::unordered_map<store::FeedId, std::string>;

constexpr std::string_view kColumns[] = {"email", "frequency", "at",         "timezone",       "language",
                                         "tags",  "feeds",     "mute_feeds", "only_languages", "keywords",
                                         "mute",  "state",     "weekday"};

/// The header line of a file: which field is which column.
class Columns {
 public:
  static Result<Columns> read(const CsvRecord& header) {
    Columns columns;
    for (const std::string& field : without_empty_end(header.fields)) {
      const std::string name = lower_ascii(trim(field));
      if (std::ranges::find(kColumns, name) == std::end(kColumns)) {
        return fail(ErrorCode::Malformed, fmt::format("line {}: unknown column {}; there are {}", header.line,
                                                      quote(field), fmt::join(kColumns, ", ")));
      }
      if (columns.has(name)) {
        return fail(ErrorCode::Malformed, fmt::format("line {}: the column {} stands there twice", header.line, name));
      }
      columns.names_.push_back(name);
    }
    if (!columns.has("email")) {
      return fail(ErrorCode::Malformed, "the first line must name the columns, `email` among them");
    }
    return columns;
  }

  /// Empty fields behind the last column are what spreadsheets leave there.
  [[nodiscard]] Result<void> check_width(const CsvRecord& record) const {
    const auto surplus = record.fields | std::views::drop(std::ssize(names_));
    const auto first = std::ranges::find_if(surplus, [](const std::string& field) { return !trim(field).empty(); });
    if (first == surplus.end()) return {};
    return fail(ErrorCode::Malformed, fmt::format("{} stands behind the last column; a text with commas in it needs "
                                                  "quotes around it",
                                                  quote(*first)));
  }

  [[nodiscard]] bool has(std::string_view name) const { return std::ranges::find(names_, name) != names_.end(); }

  [[nodiscard]] std::string field(const CsvRecord& record, std::string_view name) const {
    const auto at = static_cast<std::size_t>(std::ranges::find(names_, name) - names_.begin());
    return at < record.fields.size() && at < names_.size() ? std::string(trim(record.fields[at])) : std::string();
  }

 private:
  /// Without the empty fields that spreadsheets leave behind the last column.
  static std::span<const std::string> without_empty_end(const std::vector<std::string>& fields) {
    std::span<const std::string> named(fields);
    while (!named.empty() && trim(named.back()).empty()) named = named.first(named.size() - 1);
    return named;
  }

  std::vector<std::string> names_;
};

/// "09:00" of "09:00:00", as spreadsheets save an hour.
std::string without_seconds(std::string time) {
  if (std::ranges::count(time, ':') == 2 && time.ends_with(":00")) time.resize(time.size() - 3);
  return time;
}

/// As `export-subscribers` writes it, in any case; nothing means that they are to be asked.
Result<store::SubscriberState> state_named(const std::string& field) {
  using enum store::SubscriberState;
  const std::string name = lower_ascii(field);
  if (name.empty()) return Pending;
  if (name == "confirmed") return Active;
  for (const auto state : {Pending, Active, Unsubscribed, Suspended}) {
    if (name == store::name_of(state)) return state;
  }
  return fail(ErrorCode::Malformed, quote(field) + " is no state; use active, pending, unsubscribed or suspended");
}

/// What people are to get according to their lines. An empty field leaves what is there, but an empty list is one.
class Choices {
 public:
  Choices(const Columns& columns, FindFeed find_feed) : columns_(columns), find_feed_(std::move(find_feed)) {}

  Result<store::Choice> read(const CsvRecord& record, const store::Choice& standing) {
    std::string text = text_of(record);
    if (const auto known = read_.find(text); known != read_.end() && known->second.standing == standing) {
      return known->second.choice;
    }
    const auto words = words_of(record);
    if (!words) return std::unexpected(words.error());
    auto choice = apply(*words, standing, find_feed_);
    if (choice && !words->weekday.empty() && choice->frequency != Frequency::Weekly) {
      return fail(ErrorCode::Malformed,
                  fmt::format("weekday is for weekly digests and these are {}; write weekly as their "
                              "frequency or leave the weekday empty",
                              name_of(choice->frequency)));
    }
    if (read_.size() >= kMostKept) read_.clear();
    if (choice) read_.insert_or_assign(std::move(text), Read{standing, *choice});
    return choice;
  }

 private:
  static constexpr std::size_t kMostKept = 1000;

  /// Many people choose the same.
  struct Read {
    store::Choice standing, choice;
  };

  [[nodiscard]] std::string text_of(const CsvRecord& record) const {
    std::string text;
    for (const std::string_view column : kColumns) {
      if (column != "email" && column != "state") text.append(columns_.field(record, column)).append("\n");
    }
    return text;
  }

  [[nodiscard]] Result<ChoiceText> words_of(const CsvRecord& record) const {
    ChoiceText words;
    words.frequency = lower_ascii(columns_.field(record, "frequency"));
    words.at = without_seconds(columns_.field(record, "at"));
    words.timezone = columns_.field(record, "timezone");
    words.language = columns_.field(record, "language");
    words.weekday = columns_.field(record, "weekday");
    for (const ChoiceList& list : choice_lists()) {
      if (!columns_.has(list.name)) continue;
      auto read = parse_csv_list(columns_.field(record, list.name));
      if (!read) return at(list.name, read.error());
      words.*list.words = *std::move(read);
      words.clear.emplace_back(list.name);
    }
    return words;
  }

  const Columns& columns_;
  FindFeed find_feed_;
  std::unordered_map<std::string, Read> read_;  ///< by the text of the line
};

/// "in ko -> in en", for each thing in which the two differ.
std::string difference_of(const store::Choice& before, const store::Choice& after, const FeedUrls& urls) {
  std::vector<std::string> changes;
  const auto compare = [&](const std::string& from, const std::string& to) {
    if (from != to) changes.push_back(from + " -> " + to);
  };
  compare(schedule_of(before), schedule_of(after));
  compare("in " + before.language, "in " + after.language);
  compare("posts: " + wishes_of(lists_of(before, urls)), "posts: " + wishes_of(lists_of(after, urls)));
  return fmt::format("{}", fmt::join(changes, "; "));
}

/// What a list would do to people, of some of them in words. What takes something away comes first: among many who are
/// added it would be overlooked.
class Foretold {
 public:
  void add(const std::string& email, digest::ListOutcome outcome, const store::Choice& before,
           const store::Choice& after, const FeedUrls& urls) {
    using enum digest::ListOutcome;
    if (outcome == Unchanged) return;
    ++count_;
    std::vector<std::string>& lines = lines_[static_cast<std::size_t>(outcome)];
    if (std::ssize(lines) == kMostTold) return;
    switch (outcome) {
      case Added:
        lines.push_back(fmt::format("would add {}", email));
        return;
      case Activated:
        lines.push_back(fmt::format("would activate {}", email));
        return;
      case Changed:
        lines.push_back(fmt::format("would change {}: {}", email, difference_of(before, after, urls)));
        return;
      case Ended:
        lines.push_back(fmt::format("would end {}", email));
        return;
      case Unchanged:
        return;
    }
  }

  void tell(std::ostream& out) const {
    using enum digest::ListOutcome;
    std::int64_t told = 0;
    for (const digest::ListOutcome outcome : {Ended, Changed, Activated, Added}) {
      for (const std::string& line : lines_[static_cast<std::size_t>(outcome)]) {
        if (told == kMostTold) break;
        out << line << '\n';
        ++told;
      }
    }
    if (count_ > told) out << fmt::format("and {} more\n", grouped(count_ - told));
  }

 private:
  static constexpr std::int64_t kMostTold = 20;

  std::array<std::vector<std::string>, 5> lines_;  ///< by ListOutcome
  std::int64_t count_ = 0;
};

/// What came of the lines, and the first that was wrong.
struct Report {
  std::array<std::int64_t, 5> counts{};  ///< by ListOutcome
  std::int64_t refused = 0, wrong = 0, asked = 0;
  std::optional<Error> first_wrong;

  [[nodiscard]] std::int64_t count(digest::ListOutcome outcome) const {
    return counts[static_cast<std::size_t>(outcome)];
  }
};

/// What spreadsheets leave of a row that was emptied: separators alone.
bool is_blank(const CsvRecord& record) {
  return std::ranges::all_of(record.fields, [](const std::string& field) { return trim(field).empty(); });
}

/// The program's own trouble ends an import; what is wrong with a line is told and left out.
bool is_about_line(const Error& error) {
  return error.code == ErrorCode::Malformed || error.code == ErrorCode::NotFound || error.code == ErrorCode::Conflict;
}

class Import {
 public:
  Import(Context& context, const std::string& file, CsvReader& reader, const Columns& columns, FeedUrls urls)
      : file_(file),
        reader_(reader),
        columns_(columns),
        urls_(std::move(urls)),
        choices_(columns, feeds_by_name(context)) {}

  Result<void> read(const digest::TakePerson& take) {
    for (;;) {
      const auto record = reader_.next();
      if (!record) return at(file_, record.error());
      if (!*record) return {};
      if (is_blank(**record)) continue;
      const auto outcome = take_line(**record, take);
      if (outcome) {
        ++report_.counts[static_cast<std::size_t>(*outcome)];
      } else if (is_about_line(outcome.error())) {
        refuse((*record)->line, outcome.error());
      } else {
        return std::unexpected(outcome.error());
      }
    }
  }

  [[nodiscard]] const Report& report() const { return report_; }
  [[nodiscard]] const Foretold& foretold() const { return foretold_; }
  /// Of those who were added or changed, the first thousand or so.
  [[nodiscard]] const std::set<std::string>& tags() const { return tags_; }
  /// The same of the languages that their lines name.
  [[nodiscard]] const std::map<std::string, LanguageUse>& languages() const { return languages_; }

  /// Whatever came of the import. Not before its transaction has ended: a pager may take as long as it likes to read.
  void tell_refusals(std::ostream& out) const {
    for (const std::string& line : told_) out << "refused " << line << '\n';
    const std::int64_t untold = report_.refused - std::ssize(told_);
    if (untold > 0) out << fmt::format("refused {} more\n", counted(untold, "line", "lines"));
  }

 private:
  static constexpr std::int64_t kMostTold = 10'000;
  static constexpr std::size_t kMostTags = 1000, kMostLanguages = 50;

  Result<digest::ListOutcome> take_line(const CsvRecord& record, const digest::TakePerson& take) {
    if (const auto fits = columns_.check_width(record); !fits) return std::unexpected(fits.error());
    const auto email = parse_email_address(columns_.field(record, "email"));
    if (!email) return std::unexpected(email.error());
    const auto state = state_named(columns_.field(record, "state"));
    if (!state) return std::unexpected(state.error());
    store::Choice before, after;
    const auto outcome = take({*email, *state, [&](const store::Choice& standing) {
                                 auto choice = choices_.read(record, standing);
                                 if (choice) before = standing, after = *choice;
                                 return choice;
                               }});
    if (!outcome) return at(*email, outcome.error());
    foretold_.add(*email, *outcome, before, after, urls_);
    if (*outcome != digest::ListOutcome::Unchanged) note_words(record, after);
    report_.asked += *outcome == digest::ListOutcome::Added && *state == store::SubscriberState::Pending ? 1 : 0;
    return outcome;
  }

  /// What may be remarked on in the end.
  void note_words(const CsvRecord& record, const store::Choice& choice) {
    if (tags_.size() < kMostTags) tags_.insert(choice.tags.begin(), choice.tags.end());
    if (columns_.field(record, "language").empty()) return;
    if (const auto known = languages_.find(choice.language); known != languages_.end()) {
      ++known->second.lines;
    } else if (languages_.size() < kMostLanguages) {
      languages_.emplace(choice.language, LanguageUse{fmt::format("{}:{}", file_, record.line)});
    }
  }

  void refuse(std::size_t line, const Error& error) {
    const Error told{error.code, fmt::format("{}:{}: {}", file_, line, error.detail)};
    if (std::ssize(told_) < kMostTold) told_.push_back(told.detail);
    ++report_.refused;
    if (error.code == ErrorCode::Conflict) return;
    ++report_.wrong;
    if (!report_.first_wrong) report_.first_wrong = told;
  }

  const std::string& file_;
  CsvReader& reader_;
  const Columns& columns_;
  const FeedUrls urls_;
  Choices choices_;
  Foretold foretold_;
  std::set<std::string> tags_;
  std::map<std::string, LanguageUse> languages_;
  std::vector<std::string> told_;
  Report report_;
};

void print(const Report& report, bool dry_run, std::ostream& out) {
  using enum digest::ListOutcome;
  out << fmt::format("{}{} added, {} activated, {} changed, {} ended, {} unchanged, {} refused\n",
                     dry_run ? "would be: " : "", grouped(report.count(Added)), grouped(report.count(Activated)),
                     grouped(report.count(Changed)), grouped(report.count(Ended)), grouped(report.count(Unchanged)),
                     grouped(report.refused));
  if (report.asked > 0 && !dry_run) {
    out << "those whose `state` is not active are asked to confirm by mail; `aggregator send` sends it\n";
  }
}

/// The words in it may be others than they were, if it was a guess too many.
void remark_on_korean(Context& context, const std::string& file) {
  context.err() << file
                << ": is no UTF-8 and was read as Korean (CP949); look at the words of somebody in it, or save it as "
                   "UTF-8, which spreadsheets call \"CSV UTF-8\"\n";
}

/// A script must hear of lines that were wrong; people who have left are nothing to mend.
Result<void> outcome_of(const Report& report) {
  if (!report.first_wrong) return {};
  if (report.wrong == 1) return fail(ErrorCode::Malformed, report.first_wrong->detail + "; the other lines are good");
  return fail(ErrorCode::Malformed, fmt::format("{}; and {} more; the other lines are good", report.first_wrong->detail,
                                                counted(report.wrong - 1, "wrong line", "wrong lines")));
}

}  // namespace

Result<void> import_subscribers(Context& context, const ImportSubscribersOptions& options) {
  const auto settings = context.settings();
  if (!settings) return std::unexpected(settings.error());
  auto source = context.open(options.file);
  if (!source) return std::unexpected(source.error());
  bool is_korean = false;
  CsvReader reader(utf8_source(*std::move(source), [&is_korean] { is_korean = true; }));
  const auto header = reader.next();
  if (!header) return at(options.file, header.error());
  if (!*header) return fail(ErrorCode::Malformed, options.file + ": is empty; the first line must name the columns");
  const auto columns = Columns::read(**header);
  if (!columns) return at(options.file, columns.error());
  const auto database = context.database_or_new();
  if (!database) return std::unexpected(database.error());
  auto urls = store::listed_urls(**database);
  if (!urls) return std::unexpected(urls.error());
  Import import(context, options.file, reader, *columns, *std::move(urls));
  const auto done = digest::take_people(**database, **settings, context.now(), context.random(), options.dry_run,
                                        [&](const digest::TakePerson& take) { return import.read(take); });
  import.tell_refusals(context.out());
  if (!done) return done;
  if (options.dry_run) import.foretold().tell(context.out());
  if (is_korean) remark_on_korean(context, options.file);
  remark_on_tags(context, std::vector<std::string>(import.tags().begin(), import.tags().end()));
  remark_on_languages(context, import.languages());
  print(import.report(), options.dry_run, context.out());
  return outcome_of(import.report());
}

Result<void> export_subscribers(Context& context) {
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  const auto urls = store::listed_urls(**database);
  if (!urls) return std::unexpected(urls.error());
  context.out() << format_csv({std::begin(kColumns), std::end(kColumns)});
  return store::visit_subscribers(**database, [&](const store::SubscriberRow& subscriber) {
    const store::Choice& choice = subscriber.choice;
    std::vector<std::string> fields = {subscriber.email, std::string(name_of(choice.frequency)),
                                       format_time_of_day(choice.at), choice.timezone, choice.language};
    const ChoiceText lists = lists_of(choice, *urls);
    for (const ChoiceList& list : choice_lists()) fields.push_back(format_csv_list(lists.*list.words));
    fields.emplace_back(store::name_of(subscriber.state));
    fields.emplace_back(choice.frequency == Frequency::Weekly ? name_of_weekday(choice.weekday) : "");
    context.out() << format_csv(fields);
  });
}

}  // namespace aggregator::cli
