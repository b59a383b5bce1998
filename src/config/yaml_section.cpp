#include "yaml_section.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "aggregator/base/spelling.h"
#include "aggregator/base/text.h"

namespace aggregator::config {
namespace {

constexpr std::size_t kNoLine = std::numeric_limits<std::size_t>::max();

std::string_view kind_of(const YamlNode& node) {
  if (node.is_sequence()) return "a list";
  if (node.is_map()) return "keys below it";
  return node.is_scalar() ? "one value" : "nothing";
}

/// Keys come from the file, too.
std::string message(std::string_view key, std::string_view what) {
  return fmt::format("{}{}{}", fold_white_space(key), key.empty() ? "" : ": ", what);
}

std::string shown_key(std::string_view key) { return key.size() > 40 ? quote(key) : fold_white_space(key); }

}  // namespace

Finding& Problems::add(std::size_t line, std::string_view key, std::string_view what, std::optional<Mend> mend) {
  return mistakes_.emplace_back(line, message(key, what), Finding::Level::Mistake, std::move(mend));
}

void Problems::add_missing(std::string_view key, std::string_view what, std::optional<std::size_t> line) {
  missing_.push_back({line.value_or(kNoLine), message(key, what), Finding::Level::Mistake, {}});
}

Finding& Problems::remark(std::size_t line, std::string_view key, std::string_view what, Finding::Level level) {
  return remarks_.emplace_back(line, message(key, what), level);
}

Error Problems::first(ErrorCode code) const {
  const Finding& found = *std::ranges::min_element(mistakes_.empty() ? missing_ : mistakes_, {}, &Finding::line);
  const std::string line = found.line == kNoLine ? "" : fmt::format(":{}", found.line);
  return {code, fmt::format("{}{}: {}", file_, line, found.message)};
}

std::vector<Finding> Problems::findings() const {
  std::vector<Finding> all = mistakes_;
  all.insert(all.end(), missing_.begin(), missing_.end());
  all.insert(all.end(), remarks_.begin(), remarks_.end());
  std::ranges::stable_sort(all, {}, &Finding::line);
  return all;
}

Section::Section(std::string_view path, const YamlNode& node, Problems& problems) : path_(path), problems_(problems) {
  if (node.is_null()) return;
  if (!node.is_map()) {
    problems_.add(node.line(), path_, fmt::format("expected keys and values here, found {}", kind_of(node)));
    return;
  }
  for (const auto& [key, value] : node.entries()) add_entry(key, value);
}

void Section::add_entry(const YamlNode& key, const YamlNode& value) {
  if (!key.is_scalar()) {
    problems_.add(key.line(), path_, "a key must be a word");
    return;
  }
  const auto earlier = std::ranges::find(entries_, key.text(), &Entry::key);
  if (earlier == entries_.end()) {
    entries_.push_back({key.text(), key.line(), value});
    return;
  }
  problems_.add(key.line(), path_of(key.text()), fmt::format("given twice, first in line {}", earlier->line));
}

void Section::read_sections(std::string_view key, const std::function<void(Section&, const YamlNode&)>& use) {
  for_each_in(key, [&](const Entry&, const YamlNode& item) {
    if (item.is_null()) {
      problems_.add(item.line(), path_of(key), "an entry of the list is empty");
      return;
    }
    Section section(path_of(key), item, problems_);
    section.line_ = item.line();
    if (item.is_map()) use(section, item);
  });
}

void Section::read_map(std::string_view key,
                       const std::function<Result<void>(std::string_view, std::string_view)>& use) {
  Section map(path_of(key), child(key), problems_);
  for (const Entry& entry : map.entries_) {
    if (!map.is_scalar(entry, entry.value)) continue;
    const auto used = use(entry.key, entry.value.text());
    if (!used) problems_.add(entry.line, map.path_of(shown_key(entry.key)), used.error().detail);
  }
}

YamlNode Section::child(std::string_view key) {
  const Entry* const entry = find(key);
  return entry == nullptr ? YamlNode() : entry->value;
}

bool Section::has(std::string_view key) const {
  const auto found = std::ranges::find(entries_, key, &Entry::key);
  return found != entries_.end() && !found->value.is_null();
}

std::string_view Section::word_for(std::string_view key) const {
  if (has(key)) return key;
  const auto meant =
      std::ranges::find_if(entries_, [&](const Entry& entry) { return !entry.is_known && meant_by(entry.key) == key; });
  return meant == entries_.end() ? std::string_view() : meant->key;
}

void Section::complain(std::string_view key, std::string_view what) {
  const auto found = std::ranges::find(entries_, key, &Entry::key);
  if (found == entries_.end())
    problems_.add_missing(path_of(key), what, line_);
  else
    problems_.add(found->line, path_of(key), what);
}

Finding& Section::remark(std::string_view key, std::string_view what, Finding::Level level) {
  const auto found = std::ranges::find(entries_, key, &Entry::key);
  return problems_.remark(found->line, path_of(key), what, level);
}

void Section::propose(std::string_view key, std::string_view value, std::string_view what) {
  Finding& finding = remark(key, what);
  finding.mend = Mend{Mend::Kind::SetValue, finding.line, std::string(key), std::string(value)};
}

void Section::finish() {
  std::vector<std::string_view> taken;
  taken.reserve(entries_.size());
  for (const Entry& entry : entries_) taken.push_back(entry.key);
  for (const Entry& entry : entries_) {
    if (!entry.is_known) add_unknown(entry, taken);
    // At the top of a file it is a section without keys.
    if (entry.is_known && entry.value.is_null() && !path_.empty()) {
      remark(entry.key, "has no value; give it one or take the key out");
    }
  }
}

void Section::add_unknown(const Entry& entry, std::vector<std::string_view>& taken) {
  const std::string shown = path_of(shown_key(entry.key));
  const auto meant = meant_by(entry.key);
  if (!meant) {
    problems_.add(entry.line, shown, fmt::format("unknown key; known here are {}", fmt::join(known_, ", ")));
    return;
  }
  std::optional<Mend> mend;
  if (!path_.empty() && std::ranges::find(taken, *meant) == taken.end()) {
    mend = mend_for(entry, *meant);
    taken.push_back(*meant);
  }
  problems_.add(entry.line, shown, fmt::format("unknown key; did you mean {}?", *meant), std::move(mend));
}

std::optional<std::string_view> Section::meant_by(std::string_view key) const {
  for (const auto names : names_) {
    if (std::ranges::find(names, key) != names.end()) return names.front();
  }
  return nearest_word(key, known_);
}

Mend Section::mend_for(const Entry& entry, std::string_view key) const {
  const bool is_list = std::ranges::find(lists_, key) != lists_.end();
  const auto kind = is_list && entry.value.is_scalar() ? Mend::Kind::MakeList : Mend::Kind::RenameKey;
  return {kind, entry.line, std::string(entry.key), std::string(key)};
}

std::string Section::path_of(std::string_view key) const {
  return path_.empty() ? std::string(key) : fmt::format("{}.{}", path_, key);
}

const Section::Entry* Section::find(std::string_view key) {
  known_.push_back(key);
  const auto found = std::ranges::find(entries_, key, &Entry::key);
  if (found == entries_.end()) return nullptr;
  found->is_known = true;
  return found->value.is_null() ? nullptr : &*found;
}

bool Section::is_scalar(const Entry& entry, const YamlNode& value) {
  if (value.is_scalar()) return true;
  problems_.add(value.line(), path_of(entry.key), fmt::format("expected one value, found {}", kind_of(value)));
  return false;
}

void Section::for_each_in(std::string_view key, const std::function<void(const Entry&, const YamlNode&)>& use) {
  lists_.push_back(key);
  const Entry* const entry = find(key);
  if (entry == nullptr) return;
  if (!entry->value.is_sequence()) {
    std::optional<Mend> mend;
    if (entry->value.is_scalar() && !path_.empty()) mend = mend_for(*entry, key);
    problems_.add(entry->value.line(), path_of(key), fmt::format("expected a list, found {}", kind_of(entry->value)),
                  std::move(mend));
    return;
  }
  for (const YamlNode& item : entry->value.items()) use(*entry, item);
}

}  // namespace aggregator::config
