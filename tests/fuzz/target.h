// What every fuzz target shares: the one function it defines, and how it says that something does not hold.
//
// An input is what a stranger sends. Where a parser is given more than one thing, each of the others is a line of its
// own before the document ("https://example.org/\ntext/xml\n<rss>…"), so that an input can be written and read as text.
#pragma once

#include <string>
#include <string_view>

namespace aggregator::fuzz {

/// Gives `input` to the parser and checks what must hold for its answer. Each target defines it.
void try_input(std::string_view input);

/// Ends the process with `claim` and `evidence` on stderr when `holds` is false.
void require(bool holds, std::string_view claim, std::string_view evidence = {});

/// The first line of `input`, which is taken off; all of it when there is only one.
[[nodiscard]] std::string_view take_line(std::string_view& input);

/// Valid UTF-8 without control characters but tab and line feed.
void require_text(std::string_view text, std::string_view what);

/// The same without tabs and line feeds: fit to stand in a log or a listing.
void require_message(std::string_view text, std::string_view what);

/// The same with single blanks only, and none at the ends.
void require_line(std::string_view text, std::string_view what);

/// Empty or an absolute http(s) URL in the spelling that reading it again gives.
void require_web_url(std::string_view url, std::string_view what);

}  // namespace aggregator::fuzz
