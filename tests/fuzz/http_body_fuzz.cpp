// Compressed bodies: the Content-Encoding in a line, then what arrives.
#include <algorithm>

#include "decoder.h"
#include "target.h"

namespace aggregator::fuzz {
namespace {

constexpr std::size_t kMaxBytes = 1 << 16;

struct Body {
  bool is_good = true;
  bool is_complete = false;
  std::string bytes;
};

Body decode(std::string_view coding, std::string_view encoded, std::size_t piece) {
  Body body;
  const auto decoder = http::make_decoder(coding);
  if (!decoder) return {false, false, ""};
  while (body.is_good && !encoded.empty()) {
    body.is_good = (*decoder)->decode(encoded.substr(0, piece), body.bytes, kMaxBytes).has_value();
    require(body.bytes.size() <= kMaxBytes, "a body keeps to its limit");
    encoded.remove_prefix(std::min(piece, encoded.size()));
  }
  body.is_complete = (*decoder)->is_complete();
  return body;
}

}  // namespace

void try_input(std::string_view input) {
  const std::string_view coding = take_line(input);
  const Body whole = decode(coding, input, input.size());
  const Body pieces = decode(coding, input, 7);
  require(whole.is_good == pieces.is_good, "how a body is cut into packets decides nothing");
  require(!whole.is_good || (whole.bytes == pieces.bytes && whole.is_complete == pieces.is_complete),
          "a body in pieces is the same body");
  const auto at_once = http::decode_at_once(coding, input, kMaxBytes);
  require(!at_once || (whole.is_good && whole.is_complete && whole.bytes == *at_once),
          "the short way leads where the long one does");
}

}  // namespace aggregator::fuzz
