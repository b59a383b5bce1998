// Fields as in a message header (RFC 5322 section 2.2), and the blocks of them that reports consist of.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aggregator::mail {

/// Names in lower case, values unfolded to one clean line, in order.
using Fields = std::vector<std::pair<std::string, std::string>>;

/// The first block: the fields up to an empty line, 500 at most. Lines that are no field are passed over.
[[nodiscard]] Fields read_fields(std::string_view text);

/// All blocks, 200 at most.
[[nodiscard]] std::vector<Fields> read_blocks(std::string_view text);

/// The value of the first field of this name; empty when there is none.
[[nodiscard]] std::string_view value_of(const Fields& fields, std::string_view name);
[[nodiscard]] bool has_field(const Fields& fields, std::string_view name);

/// Whatever looks like an address in the value, 20 at most.
[[nodiscard]] std::vector<std::string> addresses_in(std::string_view value);

}  // namespace aggregator::mail
