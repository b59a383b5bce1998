#include "template_variables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "aggregator/base/file.h"
#include "aggregator/base/text.h"
#include "page_data.h"
#include "sample_page.h"
#include "shown_page.h"

namespace aggregator::digest {
namespace {
using kainjow::mustache::data;

std::string type_of(VariableKind kind) {
  switch (kind) {
    case VariableKind::Text:
      return "text";
    case VariableKind::Optional:
      return "text or nothing";
    case VariableKind::Flag:
      return "yes or no";
    case VariableKind::List:
      return "list";
  }
  return {};
}

/// "place.name: type" of each row of the tables in docs/templates.md that stand below a heading with a place.
std::vector<std::string> documented() {
  std::vector<std::string> rows;
  std::string place;
  const std::string manual = read_file(std::filesystem::path(AGGREGATOR_SOURCE_DIR) / "docs/templates.md").value();
  for (const std::string& line : split(manual, '\n')) {
    const std::vector<std::string> ticks = split(line, '`');
    if (line.starts_with("#")) place = line.starts_with("### ") ? ticks.at(1) : "";
    if (place.empty() || !line.starts_with("| `")) continue;
    rows.push_back(place + "." + ticks.at(1) + ": " + std::string(trim(split(line, '|').at(2))));
  }
  return rows;
}

/// The places of `values` and of all lists in it, as the names that have a value there.
void collect(const data& values, const std::string& place, std::set<std::string>& names) {
  for (const Variable& variable : template_variables()) {
    if (variable.place != place) continue;
    const data* value = values.get(std::string(variable.name));
    if (value == nullptr) continue;
    names.insert(place + "." + std::string(variable.name));
    if (value->is_object()) collect(*value, std::string(variable.name), names);
    if (!value->is_list()) continue;
    for (const data& item : value->list_value()) collect(item, std::string(variable.name), names);
  }
}

}  // namespace

TEST(TemplateVariables, AreThoseOfTheManual) {
  std::vector<std::string> known;
  for (const Variable& variable : template_variables()) {
    known.push_back(std::string(variable.place) + "." + std::string(variable.name) + ": " + type_of(variable.kind));
  }
  EXPECT_EQ(documented(), known);
}

TEST(TemplateVariables, HaveAllAValue) {
  std::set<std::string> names;
  const StringTable english = strings_for("en", Templates::load(std::nullopt).value());
  const DigestPage page = shown_page(sample_page("en"), english);
  data values = page_data(page, english, Form::Html, count_entries(page));
  values.set("preheader", "set beside the others");
  collect(values, "digest", names);
  for (const Variable& variable : template_variables()) {
    if (variable.place == "confirm") continue;  // ConfirmationsLookAsTheyDid… shows each of them
    EXPECT_TRUE(names.contains(std::string(variable.place) + "." + std::string(variable.name)))
        << variable.place << "." << variable.name;
  }
}

}  // namespace aggregator::digest
