#include "aggregator/cli/cli.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <ostream>
#include <string_view>

#include "aggregator/base/log.h"
#include "aggregator/base/spelling.h"
#include "aggregator/base/text.h"
#include "arguments.h"
#include "context.h"
#include "exit_code.h"

namespace aggregator::cli {
namespace {

// What is written at a moment far ahead would be due again only then.
constexpr Instant kEarliestNow = std::chrono::sys_days(std::chrono::year(2000) / 1 / 1);
constexpr Instant kLatestNow = std::chrono::sys_days(std::chrono::year(2100) / 1 / 1);

struct LogOptions {
  bool verbose = false;
  std::string format = "text";
};

void add_global_options(CLI::App& app, Context& context, LogOptions& log) {
  app.add_option_function<std::string>(
         "--config", [&](const std::string& file) { context.config = file; },
         "The settings, instead of the usual places (aggregator.yaml here, ~/.config/aggregator, /etc/aggregator)")
      ->type_name("FILE");
  app.add_option_function<std::string>(
         "--now",
         [&](const std::string& text) {
           const auto instant = parse_rfc3339(text);
           if (!instant || *instant < kEarliestNow || *instant > kLatestNow) {
             throw CLI::ValidationError("--now", "wants a moment such as 2026-11-20T09:00:00Z, from 2000 to 2100");
           }
           context.pretended_now = *instant;
         },
         "Believe that it is this moment; the clock stands still, so `run` stays for no hour")
      ->type_name("RFC3339");
  app.add_flag("-v,--verbose", log.verbose, "Log more");
  app.add_flag("-q,--quiet", context.quiet,
               "Log errors only, no progress line; `poll` and `run` print nothing when all is well")
      ->excludes("-v");
  app.add_option("--log-format", log.format, "How log lines look")->check(CLI::IsMember({"text", "json"}));
  app.add_flag("--no-progress", context.no_progress, "No progress line, even on a terminal");
}

void start_log(const LogOptions& log, bool quiet) {
  const LogLevel level = log.verbose ? LogLevel::Debug : quiet ? LogLevel::Error : LogLevel::Info;
  set_up_logging(level, log.format == "json" ? LogFormat::Json : LogFormat::Text);
}

std::string one_line(std::string text) {
  std::ranges::replace(text, '\n', ' ');
  return text;
}

int complain(std::ostream& err, const Error& error) {
  err << "aggregator: " << one_line(error.detail) << '\n';
  return exit_code(error.code);
}

/// The command that `word` most likely was meant to be, as a question; empty when none is near.
std::string suggestion(const CLI::App& app, const std::string& word) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(command->get_name());
  }
  const std::vector<std::string_view> known(names.begin(), names.end());
  const auto nearest = nearest_word(word, known);
  return nearest ? fmt::format(", did you mean `{}`?", *nearest) : "";
}

/// CLI11 misses a command before it looks at the word that stands in its place.
std::string what_is_wrong(const CLI::App& app, const CLI::ParseError& error) {
  if (!app.get_subcommands().empty() || error.get_name() != "RequiredError") return one_line(error.what());
  const std::vector<std::string> left = app.remaining();
  if (left.empty()) return "a command is missing";
  return "there is no command " + quote(left.front()) + suggestion(app, left.front());
}

/// The help that has what was asked for: a command's options, or the commands.
std::string help_for(const CLI::App& app) {
  const std::vector<CLI::App*> commands = app.get_subcommands();
  return commands.empty() ? "aggregator --help" : "aggregator " + commands.front()->get_name() + " --help";
}

/// Prints help as asked for, or what is wrong with the arguments in one line.
int explain(const CLI::App& app, const CLI::ParseError& error, const Surroundings& surroundings) {
  if (error.get_exit_code() == 0) return app.exit(error, surroundings.out, surroundings.err);
  surroundings.err << "aggregator: " << what_is_wrong(app, error) << "; `" << help_for(app)
                   << "` lists what there is\n";
  return kUsage;
}

}  // namespace

int run(const std::vector<std::string>& arguments, Surroundings& surroundings) {
  Context context(surroundings);
  LogOptions log;
  Action chosen;
  CLI::App app("Turns tech blogs into one e-mail that people look forward to.", "aggregator");
  app.require_subcommand(1);
  app.fallthrough();
  app.set_version_flag("--version", "aggregator " AGGREGATOR_VERSION);
  add_global_options(app, context, log);
  declare_commands(app, chosen);
  try {
    std::vector<std::string> words(arguments.rbegin(), arguments.rend());  // CLI11 takes them from the back
    if (!words.empty() && words.back() == "help") {                        // `help poll` is `poll --help`
      words.pop_back();
      words.insert(words.begin(), "--help");
    }
    app.parse(std::move(words));
  } catch (const CLI::ParseError& error) {
    return explain(app, error, surroundings);
  }
  start_log(log, context.quiet);
  const auto done = chosen(context);
  if (!done) {
    const int code = complain(surroundings.err, done.error());
    return context.verdict.value_or(static_cast<ExitCode>(code));
  }
  surroundings.out.flush();
  if (!surroundings.out) return complain(surroundings.err, {ErrorCode::Io, "cannot write to standard output"});
  return kDone;
}

}  // namespace aggregator::cli
