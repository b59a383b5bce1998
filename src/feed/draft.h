// A feed and its entries while they are read: candidates for each field, of which the best is taken in the end.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/feed/feed.h"
#include "base_urls.h"
#include "best.h"
#include "namespaces.h"
#include "text_element.h"

namespace aggregator::feed {

/// The document that is being read.
struct Reading {
  Namespaces names;
  BaseUrls bases;
  bool last_cut_off = false;  ///< the document ended inside its last entry
  std::string site = {};      ///< what `bases` falls back to once the feed's own links are known
};

/// A reference that cannot be resolved yet, because what it is relative to may come after it.
struct RawReference {
  std::string text;
  pugi::xml_node node;
};

struct RawEnclosure {
  RawReference reference;
  std::string type;
  std::optional<std::uint64_t> length;
};

/// Offers what a feed says for a field; what is empty or cannot be read says nothing. A line
/// is cut at 1,000 characters.
void offer_text(Best<TextElement>& field, int rank, const TextElement& element);
void offer_date(Best<Instant>& field, int rank, std::string_view text);
void offer_line(Best<std::string>& field, int rank, std::string_view text);
void offer_id(Best<std::string>& field, int rank, std::string_view text);
void offer_url(Best<std::string>& field, int rank, std::string url);
void offer_reference(Best<RawReference>& field, int rank, std::string_view reference, pugi::xml_node element);

struct EntryDraft {
  Best<TextElement> title, description, summary, content;
  Best<std::string> id, link, author;
  Best<RawReference> image, comments;
  Best<Instant> published, updated;
  std::vector<std::string> categories;
  std::vector<RawEnclosure> enclosures;

  /// Adds a term unless it is there already.
  void add_category(std::string_view term);

  /// The entry, its identity settled. What is relative in it is resolved against its link where nothing else says so.
  [[nodiscard]] Entry finish(const Reading& reading) &&;
};

struct FeedDraft {
  Best<TextElement> title, description;
  Best<RawReference> link, image, self, hub;
  Best<std::string> language, author;
  Best<Instant> updated;
  Best<std::uint32_t> ttl_minutes;
  std::string update_period;     ///< of the syndication module
  std::string update_frequency;  ///< how often in that period
  std::bitset<24> skip_hours;
  std::bitset<7> skip_days;

  /// The feed without its entries. From here on `reading` resolves what is relative against the feed's own links.
  [[nodiscard]] Feed finish(Reading& reading) &&;
};

/// `text` as the id of an entry: one line, or a hash of it when it is longer than 2,000 bytes; when cut, two could
/// be the same.
[[nodiscard]] std::string readable_id(std::string_view text);

/// Sets `entry.id` where the feed gives none: the link, else a hash of title and text.
void settle_identity(Entry& entry);

/// The number of minutes that "daily" and "2" mean; nothing for words that the syndication module does not have.
[[nodiscard]] std::optional<std::uint32_t> minutes_between_updates(std::string_view period, std::string_view frequency);

}  // namespace aggregator::feed
