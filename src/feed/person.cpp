#include "person.h"

#include "aggregator/base/text.h"
#include "element_text.h"
#include "xml_tag.h"

namespace aggregator::feed {
namespace {

std::string child_text(pugi::xml_node person, std::string_view local) {
  for (const pugi::xml_node child : person.children()) {
    if (equals_ignoring_case(local_part(child.name()), local)) return person_name(TextIn(child).text());
  }
  return {};
}

}  // namespace

bool is_address(std::string_view text) {
  const std::size_t at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
         text.find_first_of(" \t\r\n()<>") == std::string_view::npos;
}

std::string person_name(std::string_view text) {
  std::string whole = fold_white_space(text);
  if (whole.empty()) return whole;
  const bool is_round = whole.back() == ')', is_angled = whole.back() == '>';
  const std::size_t open = is_round ? whole.rfind('(') : is_angled ? whole.rfind('<') : std::string::npos;
  if (open == std::string::npos) return whole;
  const std::string_view outside = trim(std::string_view(whole).substr(0, open));
  const std::string_view inside = trim(std::string_view(whole).substr(open + 1, whole.size() - open - 2));
  if (is_address(outside) && !inside.empty()) return std::string(inside);
  if (is_address(inside) || inside.empty()) return std::string(outside.empty() ? inside : outside);
  return whole;
}

std::string person_name(pugi::xml_node person) {
  if (!has_elements(person)) return person_name(TextIn(person).text());
  std::string name = child_text(person, "name");
  return name.empty() ? child_text(person, "email") : name;
}

}  // namespace aggregator::feed
