#include "proof.h"

#include <algorithm>
#include <vector>

#include "aggregator/base/ascii.h"
#include "aggregator/base/text.h"
#include "aggregator/deliver/message.h"

namespace aggregator::deliver {
namespace {

using Found = Result<std::optional<store::NamedDelivery>>;

constexpr std::size_t kMostTokens = 20;  // each may cost a look into the database a key

/// TOKEN of "bounces+TOKEN@example.org".
std::string_view token_in(std::string_view address) {
  const std::string_view local = address.substr(0, address.rfind('@'));
  const std::size_t plus = local.rfind('+');
  return plus == std::string_view::npos ? std::string_view() : local.substr(plus + 1);
}

Found by_token(store::Database& database, const KeyRing& keys, std::string_view token) {
  const auto subject_of = [&](std::int64_t id) -> Result<std::optional<std::string>> {
    const auto delivery = store::find_delivery(database, id);
    if (!delivery) return std::unexpected(delivery.error());
    if (!*delivery) return std::nullopt;
    return name_of_delivery((*delivery)->edition_id, (*delivery)->subscriber_id);
  };
  const auto id = verify_number(keys, kBouncePurpose, token, subject_of);
  if (!id) return std::unexpected(id.error());
  if (!*id) return std::nullopt;
  return store::find_delivery(database, **id);
}

Found by_return_path(store::Database& database, const KeyRing& keys, const std::vector<std::string>& addresses) {
  std::size_t tried = 0;
  for (const std::string& address : addresses) {
    const std::string_view token = token_in(address);
    if (token.size() != kNumberTokenCharacters) continue;
    if (++tried > kMostTokens) break;
    auto found = by_token(database, keys, token);
    if (!found || *found) return found;
  }
  return std::nullopt;
}

Found by_message_id(store::Database& database, const mail::Report& report) {
  const std::string& id = report.returned.message_id;
  const std::size_t dot = id.find('.'), domain = id.rfind('@');
  if (dot == std::string::npos || domain == std::string::npos || domain < dot) return std::nullopt;
  return store::find_delivery(database, id.substr(0, dot), id.substr(dot + 1, domain - dot - 1));
}

bool is_token_character(char c) { return is_ascii_alphanumeric(c) || c == '-' || c == '_' || c == '.'; }

/// The words that stand behind "unsubscribe" and "/", a blank or its "%20", also in angle brackets.
std::vector<std::string> tokens_in(std::string_view text) {
  constexpr std::string_view kWord = "unsubscribe";
  std::vector<std::string> tokens;
  const std::string lower = lower_ascii(text);
  for (std::size_t at = 0; (at = lower.find(kWord, at)) != std::string::npos && tokens.size() < kMostTokens;) {
    at += kWord.size();
    std::string_view rest = text.substr(at);
    for (const std::string_view between : {"/", " ", "%20"}) {
      if (!rest.starts_with(between)) continue;
      rest = trim(rest.substr(between.size()));
      if (rest.starts_with('<')) rest.remove_prefix(1);
      const auto end = std::ranges::find_if_not(rest, is_token_character);
      tokens.emplace_back(rest.begin(), end);
      break;
    }
  }
  return tokens;
}

}  // namespace

Result<std::optional<ProvenDelivery>> prove_delivery(store::Database& database, const KeyRing& keys,
                                                     const mail::Report& report) {
  auto found = by_return_path(database, keys, report.delivered_to);
  if (!found) return std::unexpected(found.error());
  if (*found) return ProvenDelivery{**std::move(found), kReturnPath};
  found = by_return_path(database, keys, report.returned.return_paths);
  if (!found) return std::unexpected(found.error());
  if (*found) return ProvenDelivery{**std::move(found), kReturnedPath};
  found = by_message_id(database, report);
  if (!found) return std::unexpected(found.error());
  if (*found) return ProvenDelivery{**std::move(found), "Message-ID"};
  return std::nullopt;
}

Result<std::optional<store::SubscriberRow>> prove_subscriber(store::Database& database, const KeyRing& keys,
                                                             std::string_view text) {
  for (const std::string& token : tokens_in(text)) {
    const auto subject = verify_token(keys, "unsubscribe", token);
    if (!subject) continue;
    auto subscriber = store::find_subscriber_by_id(database, *subject);
    if (!subscriber || *subscriber) return subscriber;
  }
  return std::nullopt;
}

}  // namespace aggregator::deliver
