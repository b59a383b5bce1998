// Somebody with the `sqlite3` program at the database of a test.
#pragma once

#include <sqlite3.h>

#include <filesystem>
#include <stdexcept>

#include "aggregator/base/owned.h"

namespace aggregator::test {

class SqliteHand {
 public:
  explicit SqliteHand(const std::filesystem::path& file) {
    sqlite3* handle = nullptr;
    sqlite3_open(file.c_str(), &handle);
    handle_.reset(handle);
  }

  void run(const char* sql) const {
    if (sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
      throw std::runtime_error(sqlite3_errmsg(handle_.get()));
    }
  }

 private:
  Owned<sqlite3, sqlite3_close> handle_;
};

}  // namespace aggregator::test
