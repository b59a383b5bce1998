#include <string>

#include "aggregator/store/outbox.h"
#include "omissions.h"
#include "session.h"

namespace aggregator::store {

Result<EditionId> insert_edition(Database& database, const EditionRow& edition, std::span<const EntryId> entries,
                                 std::span<const OmittedEntry> omitted) {
  return writing(database, [&](Session& session) -> Result<EditionId> {
    EditionId id = 0;
    read_row(session,
             "INSERT INTO editions (kind, public_id, from_sequence, to_sequence, due, created, language, domain,"
             " subject, html, plain, omitted) VALUES (:kind, :public_id, :from_sequence, :to_sequence, :due, :created,"
             " :language, :domain, :subject, :html, :plain, :omitted) RETURNING id",
             std::tie(id), edition.kind, edition.public_id, edition.from, edition.to, edition.due, edition.created,
             edition.language, edition.domain, edition.subject, edition.html, edition.text, omissions_text(omitted));
    int place = 0;
    for (const EntryId entry : entries) {
      run(session, "INSERT INTO edition_entries (edition, place, entry) VALUES (:edition, :place, :entry)", id, ++place,
          entry);
    }
    return id;
  });
}

Result<EditionRow> read_edition(Database& database, EditionId id) {
  return reading(database, [&](Session& session) -> Result<EditionRow> {
    EditionRow row;
    const bool found =
        read_row(session,
                 "SELECT id, kind, public_id, from_sequence, to_sequence, due, created, language, domain,"
                 " subject, html, plain FROM editions WHERE id = :id",
                 std::tie(row.id, row.kind, row.public_id, row.from, row.to, row.due, row.created, row.language,
                          row.domain, row.subject, row.html, row.text),
                 id);
    if (!found) return fail(ErrorCode::NotFound, "no edition is stored under the id " + std::to_string(id));
    return row;
  });
}

}  // namespace aggregator::store
