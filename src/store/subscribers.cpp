#include "aggregator/store/subscribers.h"

#include <fmt/format.h>

#include "aggregator/base/email_address.h"
#include "aggregator/base/text.h"
#include "choices.h"
#include "session.h"

namespace aggregator::store {
namespace {

struct Columns {
  SubscriberRow row;
  ChoiceColumns choice;

  void bind(Statement& statement) {
    statement.into(row.id, row.public_id, row.email, row.state, row.mark, row.next_due, row.created, row.confirmed,
                   row.reason);
    choice.bind(statement);
  }
  [[nodiscard]] SubscriberRow take() {
    row.choice = choice.take();
    return row;
  }
};

std::string select(std::string_view condition) {
  return fmt::format(
      "SELECT s.id, s.public_id, s.email, s.state, s.mark, s.next_due, s.created, s.confirmed, s.reason, {}"
      " FROM subscribers s JOIN choices c ON c.id = s.choice {}",
      kChoiceColumns, condition);
}

SubscriberId insert(Session& session, const SubscriberRow& row) {
  SubscriberId id = 0;
  read_row(session,
           "INSERT INTO subscribers (public_id, email, email_key, state, choice, mark, next_due, created, confirmed,"
           " reason)"
           " VALUES (:public_id, :email, :email_key, :state, :choice, :mark, :next_due, :created, :confirmed,"
           " :reason)"
           " RETURNING id",
           std::tie(id), row.public_id, row.email, email_key(row.email), row.state, choice_id(session, row.choice),
           row.mark, row.next_due, row.created, row.confirmed, row.reason);
  return id;
}

void take_up_again(Session& session, SubscriberId id, const SubscriberRow& row) {
  run(session,
      "UPDATE subscribers SET public_id = :public_id, email = :email, state = :state, choice = :choice, mark = :mark,"
      " next_due = :next_due, created = :created, confirmed = :confirmed, reason = :reason WHERE id = :id",
      row.public_id, row.email, row.state, choice_id(session, row.choice), row.mark, row.next_due, row.created,
      row.confirmed, row.reason, id);
}

Result<SubscriberId> add(Session& session, const SubscriberRow& subscriber) {
  SubscriberId id = 0;
  SubscriberState state{};
  const bool known = read_row(session, "SELECT id, state FROM subscribers WHERE email_key = :key", std::tie(id, state),
                              email_key(subscriber.email));
  if (!known) return insert(session, subscriber);
  if (state == SubscriberState::Pending || state == SubscriberState::Active) {
    return fail(ErrorCode::Conflict,
                fmt::format("is a subscriber already ({}); `aggregator edit-subscriber` changes what they get",
                            name_of(state)));
  }
  take_up_again(session, id, subscriber);
  return id;
}

Result<std::optional<SubscriberRow>> find_where(Database& database, std::string_view condition,
                                                const std::string& value) {
  return reading(database, [&](Session& session) -> Result<std::optional<SubscriberRow>> {
    const std::string sql = select(condition);
    Columns columns;
    Statement statement(session, sql);
    statement.use(value);
    columns.bind(statement);
    std::optional<SubscriberRow> found;
    while (statement.next()) found = columns.take();
    return found;
  });
}

}  // namespace

std::string_view name_of(SubscriberState state) {
  switch (state) {
    case SubscriberState::Pending:
      return "pending";
    case SubscriberState::Active:
      return "active";
    case SubscriberState::Unsubscribed:
      return "unsubscribed";
    case SubscriberState::Suspended:
      return "suspended";
  }
  return "pending";
}

Result<SubscriberId> add_subscriber(Database& database, const SubscriberRow& subscriber) {
  return writing(database, [&](Session& session) { return add(session, subscriber); });
}

Result<std::optional<SubscriberRow>> find_subscriber(Database& database, std::string_view email) {
  return find_where(database, "WHERE s.email_key = :key", email_key(email));
}

Result<std::optional<SubscriberRow>> find_subscriber_by_id(Database& database, const std::string& public_id) {
  return find_where(database, "WHERE s.public_id = :public_id", public_id);
}

Result<void> update_subscriber(Database& database, const SubscriberRow& subscriber) {
  return writing(database, [&](Session& session) -> Result<void> {
    const std::int64_t changed =
        run(session,
            "UPDATE subscribers SET state = :state, choice = :choice, mark = :mark, next_due = :next_due,"
            " confirmed = :confirmed, reason = :reason WHERE id = :id",
            subscriber.state, choice_id(session, subscriber.choice), subscriber.mark, subscriber.next_due,
            subscriber.confirmed, subscriber.reason, subscriber.id);
    if (changed == 0) return fail(ErrorCode::NotFound, quote(subscriber.email) + " is no subscriber");
    return {};
  });
}

Result<void> visit_subscribers(Database& database, const std::function<void(const SubscriberRow&)>& visit) {
  return reading(database, [&](Session& session) -> Result<void> {
    const std::string sql = select("ORDER BY s.email_key");
    Columns columns;
    Statement statement(session, sql);
    columns.bind(statement);
    while (statement.next()) visit(columns.take());
    return {};
  });
}

}  // namespace aggregator::store
