// What a round of polling came to, as a table for people.
#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "aggregator/base/text.h"
#include "feed_words.h"
#include "output.h"
#include "stages.h"

namespace aggregator::cli {
namespace {

constexpr std::size_t kReasons = 6;
constexpr std::size_t kReasonCharacters = 56;
constexpr double kSlowSeconds = 5;

struct Row {
  std::string label, value, remark;
};

std::string bytes_in_words(std::uint64_t bytes) {
  if (bytes < 1'000'000) return fmt::format("{:.1f} kB", static_cast<double>(bytes) / 1e3);
  return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

/// "12 × connection refused by …", the numbers under each other; last what is not named.
std::vector<std::string> reasons_in_words(const poll::RoundSummary& summary) {
  std::vector<std::pair<std::int64_t, std::string>> counts;
  std::int64_t others = summary.failed;
  for (const auto& [reason, feeds] : summary.reasons) {
    const bool is_last = feeds == others;  // then it takes no more room than "something else"
    if (counts.size() >= kReasons && !is_last) break;
    counts.emplace_back(feeds, cut_text(reason, kReasonCharacters));
    others -= feeds;
  }
  if (others > 0) counts.emplace_back(others, "something else");
  std::size_t width = 0;
  for (const auto& count : counts) width = std::max(width, grouped(count.first).size());
  std::vector<std::string> words;
  words.reserve(counts.size());
  for (const auto& [feeds, reason] : counts) words.push_back(fmt::format("{:>{}} × {}", grouped(feeds), width, reason));
  return words;
}

std::vector<Row> rows_of_failures(const poll::RoundSummary& summary) {
  std::vector<Row> rows;
  for (std::string& words : reasons_in_words(summary)) rows.push_back({"", "", std::move(words)});
  if (rows.empty()) return rows;
  rows.front().label = "failed";
  rows.front().value = grouped(summary.failed);
  return rows;
}

std::string slow_hosts(const poll::RoundSummary& summary) {
  std::vector<std::string> names;
  for (const auto& [host, seconds] : summary.slowest) {
    if (seconds > kSlowSeconds) names.push_back(fmt::format("{} {:.1f} s", host, seconds));
  }
  return names.empty() ? "" : "slowest: " + joined(names, ", ");
}

std::vector<Row> rows_of(const poll::RoundSummary& summary) {
  std::vector<Row> rows;
  const auto add = [&rows](const char* label, std::int64_t value, const char* remark = "") {
    if (value > 0) rows.push_back({label, grouped(value), remark});
  };
  add("due", summary.due, summary.due == 1 ? "feed" : "feeds");
  add("fetched", summary.fetched);
  add("unchanged", summary.unchanged);
  std::ranges::move(rows_of_failures(summary), std::back_inserter(rows));
  add("unreached", summary.unreached, "no time or room, a host that wants rest, or no network; asked later");
  rows.push_back({"new", grouped(summary.new_entries), summary.new_entries == 1 ? "post" : "posts"});
  add("older", summary.backlog, "stored, but too old for a digest");
  add("updated", summary.updated);
  add("duplicates", summary.duplicates, "seen in another feed");
  add("held", summary.held,
      "many unseen posts at once; `aggregator feeds` says where, `aggregator release` mails them");
  rows.push_back({"received", bytes_in_words(summary.bytes), ""});
  rows.push_back({"took", fmt::format("{:.1f} s", summary.seconds), slow_hosts(summary)});
  return rows;
}

std::string words_for_nothing_due(const poll::RoundSummary& summary) {
  if (summary.is_list_empty) return std::string(kListIsEmpty);
  if (!summary.next) return "0 feeds due; `aggregator feeds` says which are paused or gone";
  return fmt::format("0 feeds due before {} (UTC); `aggregator poll --all --force` does not wait",
                     short_time(summary.next));
}

}  // namespace

void print(const poll::RoundSummary& summary, std::ostream& out) {
  if (summary.due == 0) {
    out << words_for_nothing_due(summary) << '\n';
    return;
  }
  const std::vector<Row> rows = rows_of(summary);
  std::size_t label_width = 0, value_width = 0;
  for (const Row& row : rows) {
    label_width = std::max(label_width, row.label.size());
    value_width = std::max(value_width, row.value.size());
  }
  for (const Row& row : rows) {
    out << fmt::format("{:<{}}  {:>{}}", row.label, label_width, row.value, value_width);
    out << (row.remark.empty() ? "" : "  ") << row.remark << '\n';
  }
  if (summary.failed > 0) out << "`aggregator feeds --broken` says what failed and why\n";
}

}  // namespace aggregator::cli
