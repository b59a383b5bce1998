// Reading YAML mappings strictly: what is not known, given twice or of the wrong type is a problem with its line.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/config/feed_list.h"
#include "yaml_tree.h"

namespace aggregator::config {

/// What is wrong in one file: mistakes, which make it unusable, and remarks.
class Problems {
 public:
  explicit Problems(std::string_view file) : file_(file) {}

  Finding& add(std::size_t line, std::string_view key, std::string_view what, std::optional<Mend> mend = {});
  /// Something that no line shows because it is not there, in what begins at `line`; such problems are to be mended
  /// after all others: a misspelt key may be what is missing.
  void add_missing(std::string_view key, std::string_view what, std::optional<std::size_t> line);
  Finding& remark(std::size_t line, std::string_view key, std::string_view what, Finding::Level level);

  [[nodiscard]] std::size_t mistakes() const { return mistakes_.size() + missing_.size(); }
  /// The mistake to mend first, as "file:line: key: what". There must be one.
  [[nodiscard]] Error first(ErrorCode code) const;
  /// All of it, by line.
  [[nodiscard]] std::vector<Finding> findings() const;

 private:
  std::string file_;
  std::vector<Finding> mistakes_, missing_, remarks_;
};

/// One mapping. Every key that the program knows is asked for once; finish() then reports the others.
class Section {
 public:
  /// `path` is put before the keys in messages: "poll" makes "poll.timeout". A null node has no keys. The tree of
  /// `node` must outlive the section.
  Section(std::string_view path, const YamlNode& node, Problems& problems);

  /// Sets `target` to what `parse`, a function from text to Result, makes of the key's value. False when there is none
  /// or it is wrong; the latter is a problem then.
  template <typename Target, typename Parse>
  bool read(std::string_view key, Target& target, Parse parse) {
    const Entry* const entry = find(key);
    if (entry == nullptr || !is_scalar(*entry, entry->value)) return false;
    return set(*entry, entry->value, target, parse);
  }

  /// The same for a list of values.
  template <typename Target, typename Parse>
  void read_list(std::string_view key, std::vector<Target>& targets, Parse parse) {
    for_each_in(key, [&](const Entry& entry, const YamlNode& item) {
      Target target{};
      if (is_scalar(entry, item) && set(entry, item, target, parse)) targets.push_back(std::move(target));
    });
  }

  /// Other words for a key, which is the first of them: who writes one means that. They must outlive the section.
  void also_called(std::span<const std::string_view> names) { names_.push_back(names); }

  /// Calls `use` with each key and value of the mapping under `key`, whose keys are the runner's own; its error becomes
  /// a problem.
  void read_map(std::string_view key, const std::function<Result<void>(std::string_view, std::string_view)>& use);

  /// Calls `use` with every mapping in a list of them.
  void read_sections(std::string_view key, const std::function<void(Section&, const YamlNode&)>& use);

  /// The value of a key that is a mapping itself; a null node when it is not there.
  [[nodiscard]] YamlNode child(std::string_view key);

  [[nodiscard]] bool has(std::string_view key) const;
  /// The word under which the mapping has `key`: itself, else the first one that is unknown so far and means it. Empty:
  /// none.
  [[nodiscard]] std::string_view word_for(std::string_view key) const;
  /// Adds a problem with the value of `key`, or one about its absence.
  void complain(std::string_view key, std::string_view what);
  /// Remarks on the value of `key`, which must be there.
  Finding& remark(std::string_view key, std::string_view what, Finding::Level level = Finding::Level::Remark);
  /// Remarks that the one value of `key` should be `value`.
  void propose(std::string_view key, std::string_view value, std::string_view what);
  void finish();

 private:
  struct Entry {
    std::string_view key;  ///< of the tree
    std::size_t line;
    YamlNode value;
    bool is_known = false;
  };

  [[nodiscard]] std::string path_of(std::string_view key) const;
  void add_entry(const YamlNode& key, const YamlNode& value);
  /// Proposes the known key that is meant, unless it is `taken`.
  void add_unknown(const Entry& entry, std::vector<std::string_view>& taken);
  [[nodiscard]] std::optional<std::string_view> meant_by(std::string_view key) const;
  /// Has the entry called `key`, and its one value a list if that is what it must be.
  [[nodiscard]] Mend mend_for(const Entry& entry, std::string_view key) const;
  /// The entry unless it is absent or null. Makes the key a known one.
  const Entry* find(std::string_view key);
  bool is_scalar(const Entry& entry, const YamlNode& value);
  void for_each_in(std::string_view key, const std::function<void(const Entry&, const YamlNode&)>& use);

  template <typename Target, typename Parse>
  bool set(const Entry& entry, const YamlNode& value, Target& target, Parse& parse) {
    auto parsed = parse(value.text());
    if (!parsed) {
      problems_.add(value.line(), path_of(entry.key), parsed.error().detail);
      return false;
    }
    target = std::move(*parsed);
    return true;
  }

  std::string path_;
  Problems& problems_;
  std::optional<std::size_t> line_;  // where it begins, in a list of sections
  std::vector<Entry> entries_;
  std::vector<std::string_view> known_, lists_;  ///< keys; of the second, the values are lists
  std::vector<std::span<const std::string_view>> names_;
};

}  // namespace aggregator::config
