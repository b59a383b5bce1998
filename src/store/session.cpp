#include "session.h"

#include <fmt/format.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <utility>

#include "failure.h"

namespace aggregator::store {
namespace {

constexpr int kBusySeconds = 60;

/// A connection is used by one thread at a time, and nobody asks how much memory SQLite takes: it need not lock for
/// either. Where it was used before it goes on locking, which costs some time and no more.
void spare_locks() {
  using sqlite_api::sqlite3_config;  // SOCI has put it there
  static const int configured = sqlite3_config(SQLITE_CONFIG_MULTITHREAD) | sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  (void)configured;
}

/// The first thing that a session does.
std::filesystem::path set_up_for(std::filesystem::path file) {
  spare_locks();
  return file;
}

}  // namespace

Session::Session(std::filesystem::path file)
    : file_(set_up_for(std::move(file))),
      connection_(soci::sqlite3, fmt::format(R"(dbname="{}" timeout={})", file_.string(), kBusySeconds)) {}

std::unique_ptr<soci::statement> Session::take(std::string_view sql) {
  if (const auto found = spare_.find(sql); found != spare_.end() && found->second) return std::move(found->second);
  auto statement = std::make_unique<soci::statement>(connection_);
  statement->alloc();
  statement->prepare(std::string(sql));
  return statement;
}

void Session::give_back(std::string_view sql, std::unique_ptr<soci::statement> statement) {
  if (const auto found = spare_.find(sql); found != spare_.end()) {
    found->second = std::move(statement);
  } else {
    spare_.emplace(sql, std::move(statement));
  }
}

Error Session::note(const soci::soci_error& thrown) {
  Error error = describe(thrown, file_);
  if (in_transaction_) broken_ = error;
  return error;
}

Session::Transaction::Transaction(Session& session) : session_(session) {
  // IMMEDIATE: a transaction that reads first and writes later could otherwise find that it cannot.
  session_.connection_ << "BEGIN IMMEDIATE";
  session_.in_transaction_ = true;
}

void Session::Transaction::commit() {
  session_.connection_ << "COMMIT";
  session_.in_transaction_ = false;
}

Session::Transaction::~Transaction() {
  session_.broken_.reset();
  if (!std::exchange(session_.in_transaction_, false)) return;
  try {
    session_.connection_ << "ROLLBACK";
  } catch (const soci::soci_error&) {  // NOLINT(bugprone-empty-catch)
    // After an error like a full disk SQLite has rolled back by itself and there is nothing left to undo. Were the
    // transaction still open, the next one could not begin, and that call would report it.
  }
}

Statement::Statement(Session& session, std::string_view sql)
    : session_(session), sql_(sql), statement_(session.take(sql)) {}

Statement::~Statement() {
  if (!ended_) return;
  statement_->bind_clean_up();
  session_.give_back(sql_, std::move(statement_));
}

bool Statement::next() {
  if (ended_) return false;
  bool found = false;
  if (std::exchange(begun_, true)) {
    found = statement_->fetch();
  } else {
    statement_->define_and_bind();
    found = statement_->execute(true);
  }
  ended_ = !found;
  return found;
}

std::int64_t Statement::run() {
  // Rows that nobody reads are not stepped over: SOCI does so only where there is something to read them into. The
  // statement is then not kept, which ends it.
  const bool has_rows = next();
  const std::int64_t changed = statement_->get_affected_rows();
  ended_ = !has_rows;
  return changed;
}

}  // namespace aggregator::store
