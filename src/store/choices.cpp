#include "choices.h"

#include "tags.h"

namespace aggregator::store {
namespace {

bool find(Session& session, const Choice& choice, const std::string& tags, ChoiceId& id) {
  return read_row(session,
                  "SELECT id FROM choices WHERE frequency = :frequency AND at_minute = :at_minute"
                  " AND weekday = :weekday AND timezone = :timezone AND language = :language AND tags = :tags",
                  std::tie(id), choice.frequency, choice.at, choice.weekday, choice.timezone, choice.language, tags);
}

}  // namespace

void ChoiceColumns::bind(Statement& statement) {
  statement.into(choice.frequency, choice.at, choice.weekday, choice.timezone, choice.language, tags);
}

Choice ChoiceColumns::take() {
  choice.tags = read_tags(tags);
  return choice;
}

ChoiceId choice_id(Session& session, const Choice& choice) {
  const std::string tags = tags_text(sorted_tags(choice.tags));
  ChoiceId id = 0;
  if (find(session, choice, tags, id)) return id;
  run(session,
      "INSERT INTO choices (frequency, at_minute, weekday, timezone, language, tags)"
      " VALUES (:frequency, :at_minute, :weekday, :timezone, :language, :tags)"
      " ON CONFLICT (frequency, at_minute, weekday, timezone, language, tags) DO NOTHING",
      choice.frequency, choice.at, choice.weekday, choice.timezone, choice.language, tags);
  if (!find(session, choice, tags, id)) throw soci::soci_error("a choice that was just stored is not there");
  return id;
}

}  // namespace aggregator::store
