// A connection as this room uses it: prepared statements that are kept, one transaction at a time, and the one place
// where what SOCI throws becomes an Error.
//
// The SQL of this room runs on SQLite and on PostgreSQL. Values are bound by position, so every :name stands once in
// a statement and in the order in which the values are given; a bound value that is no operand of a column is CAST.
#pragma once

#include <soci/soci.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <utility>

#include "aggregator/base/error.h"
#include "aggregator/store/database.h"
#include "conversions.h"

namespace aggregator::store {

class Database::Session {
 public:
  /// Throws soci::soci_error.
  explicit Session(std::filesystem::path file);

  [[nodiscard]] const std::filesystem::path& file() const { return file_; }
  [[nodiscard]] soci::session& connection() { return connection_; }

  /// What `work` returns; what SOCI throws in it becomes an Error.
  ///
  /// After such an error in a transaction nothing more is done until it has ended, as PostgreSQL has it: SQLite may
  /// have rolled back already, and what follows would be written piecemeal.
  template <typename Work>
  std::invoke_result_t<Work&> guarded(Work& work) {
    if (broken_) return std::unexpected(*broken_);
    try {
      return work();
    } catch (const soci::soci_error& thrown) {
      return std::unexpected(note(thrown));
    }
  }

  /// guarded() in a write transaction, or in the one that is open: committed when `work` returns a value.
  template <typename Work>
  std::invoke_result_t<Work&> atomically(Work& work) {
    if (in_transaction_) return guarded(work);
    auto all = [&]() -> std::invoke_result_t<Work&> {
      Transaction transaction(*this);
      auto done = work();
      if (!done) return done;
      if (broken_) return std::unexpected(*broken_);
      transaction.commit();
      return done;
    };
    return guarded(all);
  }

  [[nodiscard]] bool in_transaction() const { return in_transaction_; }

 private:
  friend class Statement;

  class Transaction {
   public:
    explicit Transaction(Session& session);
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction();
    void commit();

   private:
    Session& session_;
  };

  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };

  [[nodiscard]] std::unique_ptr<soci::statement> take(std::string_view sql);
  void give_back(std::string_view sql, std::unique_ptr<soci::statement> statement);
  [[nodiscard]] Error note(const soci::soci_error& thrown);

  std::filesystem::path file_;
  soci::session connection_;
  /// One spare of each text. A statement in use is not in here, so that a visitor may run the same one again.
  std::unordered_map<std::string, std::unique_ptr<soci::statement>, TextHash, std::equal_to<>> spare_;
  bool in_transaction_ = false;
  std::optional<Error> broken_;
};

using Session = Database::Session;

/// One run of a statement. Throws soci::soci_error.
class Statement {
 public:
  Statement(Session& session, std::string_view sql);
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  /// A statement that was not run to its end, or failed, is not kept for another run.
  ~Statement();

  /// Binds the values. They are borrowed until the run has ended, so none may be a temporary.
  template <typename... Values>
  Statement& use(const Values&... values) {
    (statement_->exchange(soci::use(values)), ...);
    return *this;
  }
  template <typename... Values>
    requires(!std::is_lvalue_reference_v<Values> || ...)
  Statement& use(Values&&... values) = delete;

  /// Where each row goes.
  template <typename... Columns>
  Statement& into(Columns&... columns) {
    (statement_->exchange(soci::into(columns)), ...);
    return *this;
  }

  /// Reads the next row. False: there is none, and the run has ended.
  [[nodiscard]] bool next();

  /// Runs what gives no rows. The number of rows changed.
  std::int64_t run();

 private:
  Session& session_;
  std::string_view sql_;
  std::unique_ptr<soci::statement> statement_;
  bool begun_ = false, ended_ = false;
};

/// Runs `sql`. The number of rows changed.
template <typename... Values>
std::int64_t run(Session& session, std::string_view sql, const Values&... values) {
  return Statement(session, sql).use(values...).run();
}

/// Runs `sql` and reads its first row; false: it has none.
template <typename... Columns, typename... Values>
bool read_row(Session& session, std::string_view sql, const std::tuple<Columns&...>& columns, const Values&... values) {
  Statement statement(session, sql);
  statement.use(values...);
  std::apply([&](auto&... column) { statement.into(column...); }, columns);
  const bool found = statement.next();
  // An unfinished SELECT would pin its snapshot, an unfinished INSERT … RETURNING would keep a transaction from ending.
  while (found && statement.next()) {
  }
  return found;
}

/// `work(session)` with its errors as values.
template <typename Work>
std::invoke_result_t<Work&, Session&> reading(Database& database, Work work) {
  auto bound = [&] { return work(database.session()); };
  return database.session().guarded(bound);
}

/// The same in a write transaction of its own, or in the one that is open.
template <typename Work>
std::invoke_result_t<Work&, Session&> writing(Database& database, Work work) {
  auto bound = [&] { return work(database.session()); };
  return database.session().atomically(bound);
}

}  // namespace aggregator::store
