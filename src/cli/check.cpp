// Looking over feeds.yaml: what is wrong or odd, as a list for people, as JSON, or as a patch that mends it.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "address_remarks.h"
#include "aggregator/base/file.h"
#include "aggregator/base/url.h"
#include "aggregator/config/feed_list.h"
#include "aggregator/poll/access.h"
#include "aggregator/poll/ask_feeds.h"
#include "aggregator/poll/client.h"
#include "commands.h"
#include "list_file.h"
#include "online_findings.h"
#include "output.h"

namespace aggregator::cli {
namespace {
using config::Finding;
namespace fs = std::filesystem;

/// The file to check: the one given, else the settings', else feeds.yaml here.
Result<fs::path> list_to_check(Context& context, const std::string& given) {
  if (!given.empty()) return given;
  if (!context.config && !config::find_settings(std::nullopt, context.environment())) return "feeds.yaml";
  const auto settings = context.settings();
  if (!settings) return std::unexpected(settings.error());
  return (*settings)->feeds;
}

/// What the settings allow beside public addresses, where there are settings: an offline check needs none.
std::vector<AddressRange> allowed_addresses(Context& context) {
  if (!context.config && !config::find_settings(std::nullopt, context.environment())) return {};
  const auto settings = context.settings();
  return settings ? (*settings)->poll.allow_addresses : std::vector<AddressRange>();
}

bool is_remark(const Finding& finding) { return finding.level != Finding::Level::Mistake; }

/// Nothing is wrong with a list without feeds, but hardly anybody means it.
void remark_if_empty(config::FeedList& list) {
  if (!list.feeds.empty() || !list.findings.empty()) return;
  list.findings.push_back({1, "the list is empty: nothing would be polled", Finding::Level::Remark});
}

/// An error where it must be this machine that has no network: of a list in which all hosts are dead hardly anybody
/// asks.
Result<void> refuse_without_network(const std::vector<poll::AskedFeed>& asked) {
  constexpr std::size_t kFewestHosts = 3;
  std::set<std::string> hosts;
  for (const poll::AskedFeed& feed : asked) {
    if (!feed.is_answered || feed.feed->url.empty()) continue;
    if (!feed.met_no_server) return {};
    hosts.insert(host_of(feed.feed->url));
  }
  if (hosts.size() < kFewestHosts) return {};
  return fail(ErrorCode::Unreachable,
              fmt::format("no server could be reached ({}): this machine seems to have no network; `aggregator check "
                          "--offline` looks at the list alone",
                          asked.front().problem));
}

/// Adds what the network says, in place of what was guessed.
/// Secrets stay here unless the runner says otherwise: this command looks at lists that nobody has reviewed yet, and
/// such a list can name any secret and any server.
Result<void> ask(Context& context, const fs::path& file, bool with_secrets, config::FeedList& list) {
  const auto settings = context.settings();
  if (!settings) return at("--online needs settings", settings.error());
  http::Client client(poll::client_options(**settings));
  ProgressLine progress(context.screen());
  const auto deadline = std::chrono::steady_clock::now() + (*settings)->poll.round_deadline;
  poll::AccessTo access_to;
  if (with_secrets) {
    access_to = [&](const config::ListedFeed& feed) { return poll::access_to(feed, file, context.environment()); };
  }
  const auto tell = [&](std::int64_t done, std::int64_t total, const std::string& url) {
    progress.draw(done, total, shown_url(url));
  };
  const auto asked = poll::ask_feeds(client, list, access_to, deadline, tell);
  if (auto met = refuse_without_network(asked); !met) return met;
  const auto found = online_findings(list, asked);
  const auto is_told = [&](std::size_t line) {
    return std::ranges::any_of(found, [&](const Finding& each) { return each.line == line && !is_remark(each); });
  };
  std::erase_if(list.findings, [&](const Finding& finding) {
    return finding.level == Finding::Level::Guess || (finding.is_until_asked && is_told(finding.line));
  });
  list.findings.insert(list.findings.end(), found.begin(), found.end());
  std::ranges::stable_sort(list.findings, {}, &Finding::line);
  return {};
}

void print_json(const std::vector<Finding>& findings, std::ostream& out) {
  JsonList list(out);
  for (const Finding& finding : findings) {
    list.add(
        {{"line", finding.line}, {"level", is_remark(finding) ? "remark" : "mistake"}, {"message", finding.message}});
  }
  list.end();
}

/// The name that a patch made here can be applied by: patch(1) refuses paths that lead out of the folder.
std::string patch_name(const fs::path& file) {
  std::error_code unknown;
  const fs::path near = fs::proximate(file, unknown);
  const bool is_below = !unknown && near.is_relative() && *near.begin() != "..";
  return is_below ? near.string() : file.filename().string();
}

Result<void> print_patch(const config::FeedList& list, std::string_view yaml, const fs::path& file, std::ostream& out) {
  std::vector<config::Mend> mends;
  for (const Finding& finding : list.findings) {
    if (finding.mend) mends.push_back(*finding.mend);
  }
  const auto patch = config::patch_feed_list(yaml, mends, patch_name(file));
  if (!patch) return std::unexpected(patch.error());
  out << *patch;
  return {};
}

/// One line that says how the list does; an error when something must be mended, with the first of it.
Result<std::string> verdict(const config::FeedList& list, const std::string& file) {
  const auto remarks = static_cast<std::int64_t>(std::ranges::count_if(list.findings, is_remark));
  const auto mistakes = static_cast<std::int64_t>(list.findings.size()) - remarks;
  const std::string feeds = counted(static_cast<std::int64_t>(list.feeds.size()), "feed", "feeds");
  const std::string in_words = counted(remarks, "remark", "remarks");
  const auto first = std::ranges::find_if_not(list.findings, is_remark);
  if (first == list.findings.end()) {
    return fmt::format("{}: {}, all well{}", file, feeds, remarks > 0 ? " but for " + in_words : "");
  }
  return fail(ErrorCode::Malformed, fmt::format("{}:{}: {} ({}, {}, {})", file, first->line, first->message, feeds,
                                                counted(mistakes, "mistake", "mistakes"), in_words));
}

}  // namespace

Result<void> check_list(Context& context, const CheckOptions& options) {
  const auto file = list_to_check(context, options.file);
  if (!file) return std::unexpected(file.error());
  const auto yaml = read_file(*file);
  if (!yaml) return std::unexpected(yaml.error());
  auto list = config::check_feed_list(*yaml, file->string());
  if (!list) return std::unexpected(list.error());
  remark_if_empty(*list);
  remark_on_addresses(*list, allowed_addresses(context), "feeds.url: ");
  if (options.online) {
    if (auto asked = ask(context, *file, options.with_secrets, *list); !asked) return asked;
  }
  // Standard output then holds the patch and nothing else.
  std::ostream& words = options.patch ? context.err() : context.out();
  if (options.json)
    print_json(list->findings, words);
  else
    print_findings(list->findings, file->string(), words);
  if (options.patch) {
    if (auto printed = print_patch(*list, *yaml, *file, context.out()); !printed) return printed;
  }
  const auto summary = verdict(*list, file->string());
  if (!summary) return std::unexpected(summary.error());
  if (!options.json) words << *summary << '\n';
  return {};
}

}  // namespace aggregator::cli
