// The parts of a MIME message, by GMime: a flat list, decoded, of what a report can consist of.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "aggregator/base/error.h"
#include "fields.h"

namespace aggregator::mail {

struct Part {
  std::string type;     ///< "text/plain", in lower case
  std::string content;  ///< decoded; of a message inside (message/rfc822), which is not gone into, its header
};

struct Parts {
  Fields header;        ///< of the message
  std::string subject;  ///< decoded
  std::vector<Part> parts;
};

/// The parts of types text/* and message/*, in order, 50 at most and 8 deep.
/// Errors: Malformed, for what is no message or would take memory out of proportion.
[[nodiscard]] Result<Parts> read_parts(std::string_view bytes);

}  // namespace aggregator::mail
