#include "tags.h"

#include <soci/soci.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace aggregator::store {
using nlohmann::json;

std::string tags_text(const std::vector<std::string>& tags) {
  // Foreign bytes that are no UTF-8 become U+FFFD instead of an exception.
  return json(tags).dump(-1, ' ', false, json::error_handler_t::replace);
}

std::vector<std::string> read_tags(const std::string& text) {
  const json parsed = json::parse(text, nullptr, false);
  if (!parsed.is_array() || !std::ranges::all_of(parsed, [](const json& tag) { return tag.is_string(); })) {
    throw soci::soci_error("a list of tags in it cannot be read; restore it from a backup");
  }
  return parsed.get<std::vector<std::string>>();
}

}  // namespace aggregator::store
