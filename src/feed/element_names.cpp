#include "element_names.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace aggregator::feed {
namespace {

struct Known {
  std::string_view text;
  Name name = Name::Other;
};

constexpr Known kKnown[] = {
    {"a", Name::A},
    {"abstract", Name::Abstract},
    {"author", Name::Author},
    {"body", Name::Body},
    {"category", Name::Category},
    {"channel", Name::Channel},
    {"comments", Name::Comments},
    {"content", Name::Content},
    {"contributor", Name::Contributor},
    {"created", Name::Created},
    {"creator", Name::Creator},
    {"date", Name::Date},
    {"description", Name::Description},
    {"div", Name::Div},
    {"enclosure", Name::Enclosure},
    {"encoded", Name::Encoded},
    {"entry", Name::Entry},
    {"feed", Name::Feed},
    {"fullitem", Name::FullItem},
    {"group", Name::Group},
    {"guid", Name::Guid},
    {"icon", Name::Icon},
    {"id", Name::Id},
    {"identifier", Name::Identifier},
    {"image", Name::Image},
    {"issued", Name::Issued},
    {"item", Name::Item},
    {"items", Name::Items},
    {"language", Name::Language},
    {"lastbuilddate", Name::LastBuildDate},
    {"lastupdated", Name::LastUpdated},
    {"link", Name::Link},
    {"logo", Name::Logo},
    {"modified", Name::Modified},
    {"pubdate", Name::PubDate},
    {"published", Name::Published},
    {"publisher", Name::Publisher},
    {"rdf", Name::Rdf},
    {"rss", Name::Rss},
    {"skipdays", Name::SkipDays},
    {"skiphours", Name::SkipHours},
    {"source", Name::Source},
    {"subject", Name::Subject},
    {"subtitle", Name::Subtitle},
    {"summary", Name::Summary},
    {"tagline", Name::Tagline},
    {"tags", Name::Tags},
    {"thumbnail", Name::Thumbnail},
    {"title", Name::Title},
    {"ttl", Name::Ttl},
    {"updated", Name::Updated},
    {"updatefrequency", Name::UpdateFrequency},
    {"updateperiod", Name::UpdatePeriod},
    {"url", Name::Url},
};

constexpr std::size_t kLongest = 15;

/// A hash table filled by the compiler: every element of every feed is looked up here.
constexpr std::size_t kSlots = 256;
using Slots = std::array<Known, kSlots>;

constexpr std::size_t first_slot(std::string_view lower) {
  std::uint32_t hash = 2166136261u;  // FNV-1a
  for (const char c : lower) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return (hash ^ hash >> 16) % kSlots;
}

constexpr Slots kTable = [] {
  Slots slots{};
  for (const Known& known : kKnown) {
    std::size_t slot = first_slot(known.text);
    while (!slots[slot].text.empty()) slot = (slot + 1) % kSlots;
    slots[slot] = known;
  }
  return slots;
}();

}  // namespace

Name name_from(std::string_view local) {
  std::array<char, kLongest> buffer;
  if (local.size() > buffer.size()) return Name::Other;
  std::size_t size = 0;
  for (const char c : local) buffer[size++] = 'A' <= c && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  const std::string_view lower(buffer.data(), size);
  std::size_t slot = first_slot(lower);
  while (!kTable[slot].text.empty() && kTable[slot].text != lower) slot = (slot + 1) % kSlots;
  return kTable[slot].name;
}

}  // namespace aggregator::feed
