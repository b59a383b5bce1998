// The keys that tokens are signed with, as rows of `settings`: signing_key, and former_key.000001 … oldest first.
#include <fmt/format.h>

#include "aggregator/store/database.h"
#include "session.h"

namespace aggregator::store {
namespace {

constexpr std::string_view kReadCurrent = "SELECT value FROM settings WHERE name = 'signing_key'";

std::string make_key(const RandomSource& random) { return random_id(random) + random_id(random); }

/// "former_key." and what comes before "former_key/".
std::vector<std::string> former_keys(Session& session) {
  std::vector<std::string> keys;
  std::string key;
  Statement statement(session,
                      "SELECT value FROM settings WHERE name >= 'former_key.' AND name < 'former_key/'"
                      " ORDER BY name DESC");
  statement.into(key);
  while (statement.next()) keys.push_back(key);
  return keys;
}

void retire(Session& session, const std::string& key) {
  std::int64_t kept = 0;
  read_row(session, "SELECT COUNT(*) FROM settings WHERE name >= 'former_key.' AND name < 'former_key/'",
           std::tie(kept));
  const std::string name = fmt::format("former_key.{:06}", kept + 1);
  run(session, "INSERT INTO settings (name, value) VALUES (:name, :value)", name, key);
}

}  // namespace

Result<std::string> signing_key(Database& database, const RandomSource& random) {
  const auto stored = reading(database, [&](Session& session) -> Result<std::string> {
    std::string key;
    read_row(session, kReadCurrent, std::tie(key));
    return key;
  });
  if (!stored || !stored->empty()) return stored;
  return writing(database, [&](Session& session) -> Result<std::string> {
    std::string key = make_key(random);
    run(session, "INSERT INTO settings (name, value) VALUES ('signing_key', :key) ON CONFLICT (name) DO NOTHING", key);
    read_row(session, kReadCurrent, std::tie(key));  // another process may have been faster
    return key;
  });
}

Result<KeyRing> signing_keys(Database& database, const RandomSource& random) {
  auto current = signing_key(database, random);
  if (!current) return std::unexpected(current.error());
  return reading(database,
                 [&](Session& session) -> Result<KeyRing> { return KeyRing{*current, former_keys(session)}; });
}

Result<void> change_signing_key(Database& database, const RandomSource& random, FormerKeys former) {
  return writing(database, [&](Session& session) -> Result<void> {
    const auto current = signing_key(database, random);
    if (!current) return std::unexpected(current.error());
    if (former == FormerKeys::Keep) {
      retire(session, *current);
    } else {
      run(session, "DELETE FROM settings WHERE name >= 'former_key.' AND name < 'former_key/'");
    }
    const std::string key = make_key(random);
    run(session, "UPDATE settings SET value = :key WHERE name = 'signing_key'", key);
    return {};
  });
}

}  // namespace aggregator::store
