// The two lines that an inbox shows of a digest: subject and preview.
#pragma once

#include <string>

#include "aggregator/digest/render.h"
#include "string_table.h"

namespace aggregator::digest {

inline constexpr std::size_t kSubjectColumns = 60;
inline constexpr std::size_t kPreviewColumns = 100;

/// Two titles, of two blogs where there are two, and how many posts more, in at most kSubjectColumns. Titles that do
/// not fit share the room fairly; one that looks like an encoded word (RFC 2047) reads the same and is none.
[[nodiscard]] std::string subject_line(const DigestPage& page, const StringTable& strings);

/// What the inbox shows behind the subject: the titles that the subject does not have, else what the first post says.
[[nodiscard]] std::string preview_line(const DigestPage& page);

}  // namespace aggregator::digest
