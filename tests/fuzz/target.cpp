#include "target.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iostream>

#include "aggregator/base/text.h"
#include "aggregator/base/url.h"

namespace aggregator::fuzz {

void require(bool holds, std::string_view claim, std::string_view evidence) {
  if (holds) return;
  std::cerr << "does not hold: " << claim << (evidence.empty() ? "" : ": " + quote(evidence)) << '\n';  // unbuffered
  std::abort();
}

std::string_view take_line(std::string_view& input) {
  const std::size_t end = std::min(input.find('\n'), input.size());
  const std::string_view line = input.substr(0, end);
  input.remove_prefix(std::min(end + 1, input.size()));
  return line;
}

void require_text(std::string_view text, std::string_view what) {
  require(clean_utf8(text) == text, std::string(what) + " is clean text", text);
}

void require_message(std::string_view text, std::string_view what) {
  require_text(text, what);
  require(text.find_first_of("\t\n") == text.npos, std::string(what) + " is one line", text);
}

void require_line(std::string_view text, std::string_view what) {
  require(fold_white_space(text) == text, std::string(what) + " is one clean line", text);
}

void require_web_url(std::string_view url, std::string_view what) {
  if (url.empty()) return;
  const auto parsed = parse_url(url);
  require(parsed && parsed->is_http(), std::string(what) + " is an http URL", url);
  require(parsed->text() == url, std::string(what) + " reads back as it is", url);
}

}  // namespace aggregator::fuzz

/// libFuzzer's name for it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  aggregator::fuzz::try_input({reinterpret_cast<const char*>(data), size});
  return 0;
}
