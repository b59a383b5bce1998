// References in XML text: numeric ones, HTML's names, and the entities that a document type declares.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace aggregator::feed {

/// A reference as it stands in the text, "&eacute;" with its ampersand and semicolon.
struct Reference {
  std::string_view name;   ///< "eacute" or "#233"; empty when the ampersand begins no reference
  std::size_t length = 0;  ///< of the whole reference
};

/// The reference at the beginning of `text`, which begins with an ampersand.
[[nodiscard]] Reference read_reference(std::string_view text);

[[nodiscard]] bool is_predefined_entity(std::string_view name);

/// The character that "#233" or "#xE9" means, as UTF-8. References to C1 controls mean windows-1252, as in HTML.
/// Nothing for a number that is no character of XML (XML 1.0 section 2.2).
[[nodiscard]] std::optional<std::string> numeric_character(std::string_view name);

/// Whether XML text may hold the numeric reference as it is, that is, it says the same there as it does here.
[[nodiscard]] bool is_plain_numeric(std::string_view name);

/// The entities of one document. Expansion is bounded: no value is longer than 4,096 bytes, all expansions together
/// not longer than 1 MiB, and what lies outside the document is never fetched.
class Entities {
 public:
  struct Meaning {
    std::string text;
    bool declared;  ///< by the document; otherwise it is HTML's
  };

  /// Reads the declarations of a document type, "<!DOCTYPE …>".
  void declare(std::string_view doctype);

  /// Looks up which of the names are HTML's. Each alone costs find() as much as all of them together.
  void expect(std::span<const std::string_view> names);

  /// What the name means; nothing when nobody knows it.
  [[nodiscard]] std::optional<Meaning> find(std::string_view name);

 private:
  void declare_one(std::string_view declaration);
  [[nodiscard]] std::string expanded(std::string_view value);

  std::map<std::string, std::string, std::less<>> declared_;
  std::map<std::string, std::string, std::less<>> html_;  ///< names already looked up
  bool has_external_subset_ = false;                      ///< which may declare HTML's names, as RSS 0.91's does
  std::size_t expanded_bytes_ = 0;
};

}  // namespace aggregator::feed
