#include <ostream>

#include "aggregator/deliver/message.h"
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

Json json_of(const config::Settings& settings, const store::ListedDelivery& delivery) {
  const std::string id =
      deliver::message_id(settings, delivery.edition_public_id, delivery.subscriber_id, delivery.edition_domain);
  return {{"edition", delivery.edition_public_id},     {"subscriber", delivery.email},
          {"state", store::name_of(delivery.state)},   {"attempts", delivery.attempts},
          {"reason", json_or_null(delivery.reason)},   {"message_id", '<' + id + '>'},
          {"sent_at", cli::json_of(delivery.sent_at)}, {"bounce", bounce_of(delivery)}};
}

Json json_of(const std::vector<deliver::MassRefusal>& refusals) {
  Json list = Json::array();
  for (const deliver::MassRefusal& refusal : refusals) {
    list.push_back({{"domain", json_or_null(refusal.domain)},
                    {"refused", refusal.refused},
                    {"answered", refusal.answered},
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
    context.out() << quota_words(*(*allowance)->until) << '\n';
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
    print(*run, context.out());
  }
  return outcome_of(*run);
}

Result<void> list_deliveries(Context& context, const ListDeliveriesOptions& options) {
                    {"waiting", refusal.waiting},
                    {"until", format_rfc3339(refusal.until)},
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
  const auto visited = store::visit_deliveries(**database, state, [&](const store::ListedDelivery& delivery) {
    if (!is_asked_for(options, delivery)) return;
    context.out() << short_time(delivery.sent_at ? delivery.sent_at : delivery.due) << "  "
                  << store::name_of(delivery.state) << "  " << delivery.email;
    if (!delivery.reason.empty()) context.out() << "  " << delivery.reason;
    // What was refused while sending has said so already.
    if (!delivery.bounce.empty() && delivery.bounce_reason != delivery.reason) {
      context.out() << "  bounced (" << delivery.bounce << "): " << delivery.bounce_reason;
    }
    context.out() << '\n';
  });
  return visited ? tell_of_quota(context, **settings, **database) : visited;
}

}  // namespace aggregator::cli
