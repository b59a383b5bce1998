#include "aggregator/store/notes.h"

#include "session.h"

namespace aggregator::store {

Result<std::string> read_note(Database& database, const std::string& name) {
  return reading(database, [&](Session& session) -> Result<std::string> {
    std::string value;
    read_row(session, "SELECT value FROM settings WHERE name = :name", std::tie(value), name);
    return value;
  });
}

Result<void> keep_note(Database& database, const std::string& name, const std::string& value) {
  return writing(database, [&](Session& session) -> Result<void> {
    run(session,
        "INSERT INTO settings (name, value) VALUES (:name, :value)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        name, value);
    return {};
  });
}

}  // namespace aggregator::store
