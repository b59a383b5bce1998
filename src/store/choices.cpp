#include "choices.h"

#include "filter_text.h"

namespace aggregator::store {
namespace {

bool find(Session& session, const Choice& choice, const std::string& filter, ChoiceId& id) {
  return read_row(session,
                  "SELECT id FROM choices WHERE frequency = :frequency AND at_minute = :at_minute"
                  " AND weekday = :weekday AND timezone = :timezone AND language = :language AND filter = :filter",
                  std::tie(id), choice.frequency, choice.at, choice.weekday, choice.timezone, choice.language, filter);
}

}  // namespace

void ChoiceColumns::bind(Statement& statement) {
  statement.into(choice.frequency, choice.at, choice.weekday, choice.timezone, choice.language, filter);
}

Choice ChoiceColumns::take() {
  read_filter(filter, choice);
  return choice;
}

ChoiceId choice_id(Session& session, const Choice& choice) {
  const std::string filter = filter_text(choice);
  ChoiceId id = 0;
  if (find(session, choice, filter, id)) return id;
  run(session,
      "INSERT INTO choices (frequency, at_minute, weekday, timezone, language, filter)"
      " VALUES (:frequency, :at_minute, :weekday, :timezone, :language, :filter)"
      " ON CONFLICT (frequency, at_minute, weekday, timezone, language, filter) DO NOTHING",
      choice.frequency, choice.at, choice.weekday, choice.timezone, choice.language, filter);
  if (!find(session, choice, filter, id)) throw soci::soci_error("a choice that was just stored is not there");
  return id;
}

}  // namespace aggregator::store
