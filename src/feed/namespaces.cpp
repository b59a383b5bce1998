#include "namespaces.h"

#include <optional>

#include "aggregator/base/text.h"

namespace aggregator::feed {
namespace {

/// Below the root hardly anything is declared, and every element looks again at those around it.
constexpr std::size_t kMaxDeclarationsSeen = 16;

struct Meaning {
  std::string_view text;
  Vocabulary vocabulary;
};

/// Beginnings of namespace URIs without scheme, in lower case; the longer come first.
constexpr Meaning kUris[] = {
    {"www.w3.org/2005/atom", Vocabulary::Atom},
    {"purl.org/atom/ns", Vocabulary::Atom},
    {"purl.org/dc/elements/", Vocabulary::DublinCore},
    {"purl.org/dc/terms", Vocabulary::DublinCore},
    {"purl.org/rss/1.0/modules/content", Vocabulary::Content},
    {"purl.org/rss/1.0/modules/syndication", Vocabulary::Syndication},
    {"purl.org/rss/1.0/modules/", Vocabulary::Other},
    {"purl.org/rss/1.0", Vocabulary::Plain},
    {"purl.org/net/rss1.1", Vocabulary::Plain},
    {"search.yahoo.com/mrss", Vocabulary::Media},
    {"www.itunes.com/dtds/podcast-1.0.dtd", Vocabulary::Itunes},
    {"www.w3.org/1999/02/22-rdf-syntax-ns", Vocabulary::Rdf},
    {"www.w3.org/1999/xhtml", Vocabulary::Xhtml},
    {"backend.userland.com/", Vocabulary::Plain},
    {"blogs.law.harvard.edu/tech/rss", Vocabulary::Plain},
    {"cyber.harvard.edu/rss", Vocabulary::Plain},
    {"my.netscape.com/", Vocabulary::Plain},
    {"channel.netscape.com/", Vocabulary::Plain},
};

/// What prefixes mean to everybody, for feeds that forget to declare them.
constexpr Meaning kPrefixes[] = {
    {"atom", Vocabulary::Atom},       {"atom10", Vocabulary::Atom},    {"a10", Vocabulary::Atom},
    {"content", Vocabulary::Content}, {"dc", Vocabulary::DublinCore},  {"dcterms", Vocabulary::DublinCore},
    {"itunes", Vocabulary::Itunes},   {"media", Vocabulary::Media},    {"rdf", Vocabulary::Rdf},
    {"rss", Vocabulary::Plain},       {"sy", Vocabulary::Syndication}, {"xhtml", Vocabulary::Xhtml},
};

Vocabulary vocabulary_of_uri(std::string_view uri) {
  std::string key = lower_ascii(trim(uri));
  if (key.empty()) return Vocabulary::Plain;
  if (const std::size_t scheme = key.find("://"); scheme != std::string::npos) key.erase(0, scheme + 3);
  for (const Meaning& known : kUris) {
    if (key.starts_with(known.text)) return known.vocabulary;
  }
  return Vocabulary::Other;
}

/// The prefix that the attribute declares, empty for the default namespace; nothing for other attributes.
std::optional<std::string_view> declared_prefix(pugi::xml_attribute attribute) {
  if (*attribute.name() != 'x') return std::nullopt;
  const std::string_view name = attribute.name();
  if (name == "xmlns") return "";
  if (name.starts_with("xmlns:")) return name.substr(6);
  return std::nullopt;
}

std::string_view prefix_of(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? std::string_view() : name.substr(0, colon);
}

}  // namespace

Namespaces::Namespaces(pugi::xml_node root) : root_(root) {
  const std::string_view own_prefix = prefix_of(root.name());
  for (const pugi::xml_attribute attribute : root.attributes()) {
    const auto prefix = declared_prefix(attribute);
    if (!prefix) continue;
    if (*prefix == own_prefix) root_uri_ = attribute.value();
    if (!prefix->empty() && at_root_.size() < kMaxAttributesSeen)
      at_root_.emplace_back(*prefix, vocabulary_of_uri(attribute.value()));
  }
}

ElementName Namespaces::name_of(pugi::xml_node element) const {
  const std::string_view name = element.name();
  const std::string_view prefix = prefix_of(name);
  return {find(element, prefix), name_from(prefix.empty() ? name : name.substr(prefix.size() + 1))};
}

Vocabulary Namespaces::find(pugi::xml_node element, std::string_view prefix) const {
  for (; element && element != root_; element = element.parent()) {
    std::size_t seen = 0;
    for (pugi::xml_attribute attribute = element.first_attribute(); attribute && seen < kMaxDeclarationsSeen;
         attribute = attribute.next_attribute(), ++seen) {
      if (declared_prefix(attribute) == prefix) return vocabulary_of_uri(attribute.value());
    }
  }
  if (prefix.empty()) return Vocabulary::Plain;
  for (const auto& [declared, vocabulary] : at_root_) {
    if (declared == prefix) return vocabulary;
  }
  for (const Meaning& customary : kPrefixes) {
    if (equals_ignoring_case(prefix, customary.text)) return customary.vocabulary;
  }
  return Vocabulary::Other;
}

}  // namespace aggregator::feed
