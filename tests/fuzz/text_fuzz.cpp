// Text of any kind: folded, cut and measured for lists, mails and error messages; and as the value of a mail header.
#include <algorithm>

#include "aggregator/base/text.h"
#include "header.h"
#include "target.h"

namespace aggregator::fuzz {
namespace {

void check_header(std::string_view name, const std::string& value) {
  const auto is_ascii = [](char c) { return c == '\r' || c == '\n' || (' ' <= c && c <= '~'); };
  std::string header;
  if (const auto appended = mail::append_header(header, name, value); !appended)
    return require_message(appended.error().detail, "the reason");
  require(std::ranges::all_of(header, is_ascii), "a header is ASCII", header);
  for (std::size_t end = header.find("\r\n"); end + 2 != header.size(); end = header.find("\r\n", end + 2))
    require(end != header.npos && header[end + 2] == ' ', "a header is one header", header);
}

}  // namespace

void try_input(std::string_view input) {
  const std::string clean = clean_utf8(input), line = fold_white_space(input);
  require(clean_utf8(clean) == clean, "cleaning once is enough", clean);
  require(fold_white_space(line) == line, "folding once is enough", line);
  require_text(line, "a folded line");
  require_text(fold_case(clean), "case-folded text");
  require(escape_html(clean).find_first_of("<>\"'") == std::string::npos, "escaped text holds no markup", clean);
  require_message(quote(input), "a quotation");

  for (const std::size_t limit : {1u, 10u, 80u}) {
    const std::string cut = cut_text(line, limit);
    require_line(cut, "cut text");
    require(cut_text(cut, limit) == cut, "cutting once is enough", cut);
    const std::string_view shown = cut_to_width(line, limit);
    require(display_width(shown) <= limit && line.starts_with(shown), "text is cut to a width", line);
  }
  check_header("Subject", mail::encode_text(line));
  check_header("From", mail::encode_phrase(line));
}

}  // namespace aggregator::fuzz
