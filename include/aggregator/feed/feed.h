// What a feed says: one model for RSS, Atom, RDF, CDF and JSON Feed. Pure: bytes in, values out, no I/O, no clock.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"

namespace aggregator::feed {

/// A body as the feed published it: untrusted. Only sanitise() and read_body() (feed/html.h) turn it into something
/// that may be shown, and only for entries that somebody will see.
struct Markup {
  std::string source;    ///< UTF-8
  bool is_html = true;   ///< false: plain text, `<` is a less-than sign
  std::string base_url;  ///< what relative references in it are resolved against; may be empty

  [[nodiscard]] bool empty() const { return source.empty(); }
};

struct Enclosure {
  std::string url;   ///< absolute
  std::string type;  ///< media type as given; may be empty
  std::optional<std::uint64_t> length;
};

/// One entry. All text is valid UTF-8 without control characters; empty means that the feed does not say.
struct Entry {
  std::string id;  ///< guid, atom:id or JSON id, its hash if overlong; else the link; else a hash of title and text
  bool has_own_id = false;  ///< the feed gave `id` itself
  std::string link;         ///< absolute http(s) URL or empty
  std::string title;        ///< plain text, one line
  std::string author;       ///< the first author's name
  std::optional<Instant> published;
  std::optional<Instant> updated;
  Markup summary;
  Markup content;
  std::vector<std::string> categories;  ///< terms in document order
  std::vector<Enclosure> enclosures;
  std::string image;     ///< absolute URL of the picture that the feed gives explicitly
  std::string comments;  ///< absolute URL
};

struct Feed {
  std::string format;  ///< "rss-2.0", "atom-1.0", "json-1.1" … as in the contract of `aggregator parse`
  std::string title;
  std::string description;  ///< plain text
  std::string link;         ///< the site
  std::string image;
  std::string self;
  std::string hub;
  std::string language;
  std::optional<Instant> updated;
  std::optional<std::uint32_t> ttl_minutes;  ///< from <ttl> or sy:updatePeriod and sy:updateFrequency
  std::bitset<24> skip_hours;                ///< of <skipHours>, in UTC
  std::bitset<7> skip_days;                  ///< of <skipDays>, in UTC; 0 is Sunday
  bool repaired = false;                     ///< the bytes were not well-formed
  std::vector<std::string> repairs;          ///< what was done about it, in words
  bool last_cut_off = false;                 ///< the document ended inside its last entry: its link may be half a link
  std::vector<Entry> entries;                ///< in document order
};

/// What is known about the bytes from outside them.
struct ParseContext {
  std::string base_url;      ///< where they came from; may be empty
  std::string content_type;  ///< the HTTP Content-Type; may be empty. The bytes decide, it only helps with the charset.
  std::string link{};        ///< the HTTP Link headers; may be empty. What they say goes before what the feed says.
};

/// The feed in `bytes`. Understands what a person could: broken documents are repaired and marked so.
///
/// Limits: 10,000 entries (the first are kept, and a repair says so), 1,000 characters a title, author or category,
/// 2,000 bytes an id. Nesting: JSON deeper than 256 is refused, XML in need of repair flattened there; well-formed XML
/// may nest deeper, but of the markup in a body only the outer 256 levels are read.
/// Errors: Malformed, saying what the bytes are instead ("an HTML page", "empty", "a sitemap").
[[nodiscard]] Result<Feed> parse_feed(std::string_view bytes, const ParseContext& context);

}  // namespace aggregator::feed
