// Lists of other programs, each shape by itself.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

#include "aggregator/config/feed_list.h"

namespace aggregator::config {

/// Collects what can be used and says why the rest cannot.
class ListBuilder {
 public:
  /// Takes the feed with its fields as they were found, all of them where its address is several in one: each is
  /// checked, folded to one line, and dropped with a finding when it is no use. A feed that is there already, or whose
  /// URL is none, is left out.
  void add(ListedFeed feed);
  void note(std::size_t line, std::string message, Finding::Level level = Finding::Level::Mistake);

  /// The same about a blog that names no feed.
  void note_without_feed(std::size_t line, std::string message);

  /// The same about a feed that a program makes.
  void note_program(std::size_t line, std::string message);

  /// The same about everything from `line` on.
  void note_rest(std::size_t line, std::string message);

  /// A key that nothing was read from; finish() names each once, with the first of its lines.
  void note_unknown_key(std::size_t line, std::string_view key);

  /// The list, with its findings in the order of their lines. Errors: Malformed, when there is nothing to tell of
  /// `name`, neither a feed nor why there is none.
  [[nodiscard]] Result<FeedList> finish(std::string_view name);

 private:
  struct Uses {
    std::size_t line;  ///< the first
    std::size_t count = 0;
  };

  void add_one(ListedFeed feed);
  void take_tags(ListedFeed& feed);
  void take_language(ListedFeed& feed);
  void name_unknown_keys();

  FeedList list_;
  std::map<std::string, Uses> unknown_keys_;
  std::unordered_map<std::string, std::size_t> lines_;
};

[[nodiscard]] Result<FeedList> parse_opml(std::string_view bytes, std::string_view name);
/// feeds.yaml and lists of mappings such as awesome-devblog's db.yml.
[[nodiscard]] Result<FeedList> parse_foreign_yaml(std::string_view bytes, std::string_view name);
/// Whether the first line that says something is one of such a list.
[[nodiscard]] bool is_url_lines(std::string_view text);
[[nodiscard]] Result<FeedList> parse_url_lines(std::string_view bytes, std::string_view name);

}  // namespace aggregator::config
