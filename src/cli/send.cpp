#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <utility>

#include "aggregator/base/text.h"
#include "aggregator/deliver/courier.h"
#include "aggregator/deliver/message.h"
#include "aggregator/deliver/quota.h"
#include "aggregator/digest/schedule.h"
#include "aggregator/store/delivery_list.h"
#include "aggregator/store/outbox.h"
#include "commands.h"
#include "output.h"
#include "stages.h"

namespace aggregator::cli {
namespace {

constexpr std::pair<std::string_view, store::DeliveryState> kStates[] = {{"queued", store::DeliveryState::Queued},
                                                                         {"sent", store::DeliveryState::Sent},
                                                                         {"deferred", store::DeliveryState::Deferred},
                                                                         {"failed", store::DeliveryState::Failed}};

std::optional<store::DeliveryState> state_named(std::string_view name) {
  for (const auto& [known, state] : kStates) {
    if (known == name) return state;
  }
  return std::nullopt;
}

Json bounce_of(const store::ListedDelivery& delivery) {
  if (delivery.bounce.empty()) return nullptr;
  return {{"kind", delivery.bounce}, {"at", cli::json_of(delivery.bounced_at)}, {"reason", delivery.bounce_reason}};
}

/// Bounced is not a state: what was sent and came back was sent.
bool is_asked_for(const ListDeliveriesOptions& options, const store::ListedDelivery& delivery) {
  return options.state != "bounced" || !delivery.bounce.empty();
}

/// When it is given up, of one that a server puts off.
std::optional<Instant> given_up(const store::ListedDelivery& delivery) {
  if (delivery.state != store::DeliveryState::Deferred || !delivery.first_tried) return std::nullopt;
  return *delivery.first_tried + deliver::kPatience;
}

Json json_of(const config::Settings& settings, const store::ListedDelivery& delivery) {
  const std::string id =
      deliver::message_id(settings, delivery.edition_public_id, delivery.subscriber_id, delivery.edition_domain);
  return {{"edition", delivery.edition_public_id},
          {"subscriber", delivery.email},
          {"state", store::name_of(delivery.state)},
          {"attempts", delivery.attempts},
          {"reason", json_or_null(delivery.reason)},
          {"message_id", '<' + id + '>'},
          {"sent_at", cli::json_of(delivery.sent_at)},
          {"failed_at", cli::json_of(delivery.failed_at)},
          {"due", cli::json_of(delivery.due)},
          {"tried_until", cli::json_of(given_up(delivery))},
          {"bounce", bounce_of(delivery)}};
}

/// Sent or failed then, or tried then at the earliest.
std::optional<Instant> time_of(const store::ListedDelivery& delivery) {
  if (delivery.sent_at) return delivery.sent_at;
  return delivery.failed_at ? delivery.failed_at : delivery.due;
}

std::string words_about(const store::ListedDelivery& delivery) {
  std::string words = delivery.reason;
  if (const auto until = given_up(delivery)) {
    words += fmt::format("; {}tried until {}", delivery.refused ? "refused in mass, " : "", short_time(until));
  }
  // What was refused while sending has said so already.
  if (!delivery.bounce.empty() && delivery.bounce_reason != delivery.reason) {
    words += fmt::format("  bounced ({}): {}", delivery.bounce, delivery.bounce_reason);
  }
  return words;
}

// Written while it is read, for an outbox may be long: so the columns are as wide as what is always of one width, and
// the address, which is not, comes behind them and has room for nearly all.
constexpr std::string_view kLine = "{:<16}  {:<8}  {:<16}  {}  {}";
constexpr std::size_t kAddressColumns = 32;

std::string in_its_column(std::string address) {
  const std::size_t columns = display_width(address);
  return std::move(address) + std::string(kAddressColumns - std::min(columns, kAddressColumns), ' ');
}

std::string line_of(const store::ListedDelivery& delivery) {
  const bool is_digest = delivery.kind == store::EditionKind::Digest;
  return fmt::format(
      kLine, short_time(time_of(delivery)), store::name_of(delivery.state),
      is_digest ? short_time(digest::shown_hour(delivery.edition_due, delivery.edition_created)) : "confirmation",
      in_its_column(delivery.email), words_about(delivery));
}

Json json_of(const std::vector<deliver::MassRefusal>& refusals) {
  Json list = Json::array();
  for (const deliver::MassRefusal& refusal : refusals) {
    list.push_back({{"domain", json_or_null(refusal.domain)},
                    {"refused", refusal.refused},
                    {"answered", refusal.answered},
                    {"waiting", refusal.waiting},
                    {"until", refusal.waiting == 0 ? Json(nullptr) : Json(format_rfc3339(refusal.until))},
                    {"reason", refusal.reason}});
  }
  return list;
}

Json json_of(const SendRun& run) {
  const deliver::SendSummary& summary = run.summary;
  return {{"sent", summary.sent},
          {"deferred", summary.deferred},
          {"failed", summary.failed},
          {"left", summary.left},
          {"next_due", cli::json_of(summary.next_due)},
          {"suspended", summary.suspended},
          {"mass_refusals", json_of(summary.mass_refusals)},
          {"seconds", run.took.count()},
          {"stopped", summary.is_stopped},
          {"quota_until", cli::json_of(summary.quota_until)}};
}

/// Says so where the rest waits for mail.quota.
Result<void> tell_of_quota(Context& context, const config::Settings& settings, store::Database& database) {
  const auto allowance = deliver::quota_left(database, settings.mail, context.now());
  if (!allowance) return std::unexpected(allowance.error());
  if (*allowance && (*allowance)->left == 0 && (*allowance)->until) {
    context.out() << quota_words(short_time(*(*allowance)->until) + " (UTC)") << '\n';
  }
  return {};
}

}  // namespace

Result<void> send(Context& context, bool as_json) {
  const auto settings = context.settings();
  if (!settings) return std::unexpected(settings.error());
  const auto run = run_send(context, **settings);
  if (!run) return std::unexpected(run.error());
  if (as_json) {
    context.out() << dump(json_of(*run)) << '\n';
  } else {
    print(*run, (*settings)->site.timezone, context.out());
  }
  return outcome_of(*run);
}

Result<void> list_deliveries(Context& context, const ListDeliveriesOptions& options) {
  const auto settings = context.settings();
  if (!settings) return std::unexpected(settings.error());
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  const auto state = state_named(options.state);
  if (options.json) {
    JsonList json(context.out());
    const auto visited = store::visit_deliveries(**database, state, [&](const store::ListedDelivery& delivery) {
      if (is_asked_for(options, delivery)) json.add(json_of(**settings, delivery));
    });
    json.end();
    return visited;
  }
  context.out() << fmt::format(kLine, "TIME", "STATE", "DIGEST OF", in_its_column("EMAIL"), "REASON") << '\n';
  const auto visited = store::visit_deliveries(**database, state, [&](const store::ListedDelivery& delivery) {
    if (is_asked_for(options, delivery)) context.out() << line_of(delivery) << '\n';
  });
  return visited ? tell_of_quota(context, **settings, **database) : visited;
}

}  // namespace aggregator::cli
