#include "omissions.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

namespace aggregator::store {
namespace {
using nlohmann::json;

/// These names are never changed.
constexpr std::array<std::pair<Omission, std::string_view>, 10> kNames = {{
    {Omission::RunnersLanguages, "runners_languages"},
    {Omission::RunnersKeywords, "runners_keywords"},
    {Omission::Tags, "tags"},
    {Omission::Feeds, "feeds"},
    {Omission::MutedFeed, "muted_feed"},
    {Omission::Languages, "languages"},
    {Omission::Keywords, "keywords"},
    {Omission::ToldAlready, "told_already"},
    {Omission::MaxPerFeed, "max_per_feed"},
    {Omission::MaxEntries, "max_entries"},
}};

/// An id, or a copy and what it is a copy of.
EntryId first_of(const json& item) { return item.is_array() ? item.at(0).get<EntryId>() : item.get<EntryId>(); }

}  // namespace

std::string_view name_of(Omission why) {
  return std::ranges::find(kNames, why, [](const auto& name) { return name.first; })->second;
}

std::string omissions_text(std::span<const OmittedEntry> omitted) {
  json lists = json::object();
  for (const OmittedEntry& one : omitted) {
    json& list = lists[std::string(name_of(one.why))];
    list.push_back(one.why == Omission::ToldAlready ? json::array({one.entry, one.told_as}) : json(one.entry));
  }
  return lists.dump();
}

std::optional<OmittedEntry> find_omission(const std::string& text, EntryId entry) try {
  const json lists = json::parse(text);
  for (const auto& [why, name] : kNames) {
    const auto list = lists.find(name);
    if (list == lists.end()) continue;
    const auto item = std::ranges::find(*list, entry, first_of);
    if (item != list->end()) return OmittedEntry{entry, why, item->is_array() ? item->at(1).get<EntryId>() : 0};
  }
  return std::nullopt;
} catch (const json::exception&) {
  return std::nullopt;  // of an older program, which kept none
}

}  // namespace aggregator::store
