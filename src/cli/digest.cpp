#include <map>
#include <ostream>
#include <string>
#include <tuple>

#include "aggregator/digest/edition.h"
#include "commands.h"
#include "output.h"
#include "stages.h"

namespace aggregator::cli {
namespace {

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
  const auto planned = digest::plan_editions(**database, settings, context.now());
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

}  // namespace aggregator::cli
