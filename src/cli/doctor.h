// What `doctor` looks at. A check writes down what it finds; the table of all of them is in doctor.cpp.
#pragma once

#include <string>
#include <vector>

#include "context.h"

namespace aggregator::cli {

struct Finding {
  enum class Level {
    Good,
    Hint,   ///< worth knowing; or nobody could be asked
    Wrong,  ///< digests do not go out, or not as they should, until it is mended
  };
  Level level = Level::Good;
  std::string check;  ///< what was looked at: "database"
  std::string what;   ///< one line
  std::string mend;   ///< what to do, if there is anything to do
};

/// What the checks look at, and where they write. Without settings no check is made but the first.
struct Patient {
  Context& context;
  const config::Settings& settings;
  store::Database* database;  ///< null: it cannot be opened, which has been said
  std::string send_to;        ///< address that gets a test mail; empty: none is sent
  std::vector<Finding>& findings;
  std::string check;  ///< the one at work

  void good(std::string what) const { add(Finding::Level::Good, std::move(what), ""); }
  void hint(std::string what, std::string mend = "") const {
    add(Finding::Level::Hint, std::move(what), std::move(mend));
  }
  void wrong(std::string what, std::string mend = "") const {
    add(Finding::Level::Wrong, std::move(what), std::move(mend));
  }

 private:
  void add(Finding::Level level, std::string what, std::string mend) const {
    findings.push_back({level, check, std::move(what), std::move(mend)});
  }
};

void check_files(const Patient& patient);
void check_database(const Patient& patient);
void check_feeds(const Patient& patient);
void check_templates(const Patient& patient);
void check_clock(const Patient& patient);
void check_hours(const Patient& patient);
void check_readers(const Patient& patient);
void check_transport(const Patient& patient);
void check_sender(const Patient& patient);
void check_contact(const Patient& patient);
void check_site(const Patient& patient);

}  // namespace aggregator::cli
