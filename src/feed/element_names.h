// The names of the elements that mean something in feeds, whatever format or module they come from.
#pragma once

#include <string_view>

namespace aggregator::feed {

enum class Name {
  Other,  ///< nothing that is read anywhere
  A,
  Abstract,
  Author,
  Body,
  Category,
  Channel,
  Comments,
  Content,
  Contributor,
  Created,
  Creator,
  Date,
  Description,
  Div,
  Enclosure,
  Encoded,
  Entry,
  Feed,
  FullItem,
  Group,
  Guid,
  Icon,
  Id,
  Identifier,
  Image,
  Issued,
  Item,
  Items,
  Language,
  LastBuildDate,
  LastUpdated,
  Link,
  Logo,
  Modified,
  PubDate,
  Published,
  Publisher,
  Rdf,
  Rss,
  SkipDays,
  SkipHours,
  Source,
  Subject,
  Subtitle,
  Summary,
  Tagline,
  Tags,
  Thumbnail,
  Title,
  Ttl,
  UpdateFrequency,
  UpdatePeriod,
  Updated,
  Url,
};

/// Which name `local` is, without prefix and in any case: feeds write pubdate and TITLE too.
[[nodiscard]] Name name_from(std::string_view local);

}  // namespace aggregator::feed
