// One URL a line, with what newsboat's file `urls` has behind it: tags, each a word or in quotation marks, and the
// title behind a tilde (its manual: "Tagging", "Scripts and Filters", "Query Feeds").
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "aggregator/base/text.h"
#include "aggregator/base/url.h"
#include "feed_url.h"
#include "foreign_list.h"
#include "yaml_text.h"

namespace aggregator::config {
namespace {

constexpr std::string_view kBlanks = " \t\r";
constexpr std::string_view kQuery = "query:", kExec = "exec:", kFilter = "filter:";

bool begins_with(std::string_view text, std::string_view start) {
  return equals_ignoring_case(text.substr(0, start.size()), start);
}

bool has_scheme(std::string_view text) {
  return std::ranges::any_of(std::array<std::string_view, 3>{"http://", "https://", "feed:"},
                             [text](std::string_view scheme) { return begins_with(text, scheme); });
}

/// Whether newsboat would search or run a program here; a key of YAML has a blank behind its colon.
bool is_made_by_newsboat(std::string_view word) {
  return std::ranges::any_of(std::array{kQuery, kExec, kFilter}, [word](std::string_view kind) {
    return word.starts_with(kind) && word.size() > kind.size();
  });
}

bool begins_as_feed(std::string_view word) {
  return has_scheme(word) || is_without_scheme(word) || is_made_by_newsboat(word);
}

/// Takes what is in quotation marks off `rest`, to the end of the line where nothing closes them. A backslash has the
/// next character stand for itself.
std::string take_quoted(std::string_view& rest) {
  std::string text;
  std::size_t at = 1;
  for (; at < rest.size() && rest[at] != '"'; ++at) {
    if (rest[at] == '\\' && at + 1 < rest.size()) ++at;
    text += rest[at];
  }
  rest.remove_prefix(std::min(at + 1, rest.size()));
  return text;
}

/// Takes the next word off `rest`; nothing at the end of the line and before a comment.
std::optional<std::string> take_word(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(kBlanks), rest.size()));
  if (rest.empty() || rest.front() == '#') return std::nullopt;
  if (rest.front() == '"') return take_quoted(rest);
  const std::string_view word = rest.substr(0, rest.find_first_of(kBlanks));
  rest.remove_prefix(word.size());
  return std::string(word);
}

std::string first_word(std::string_view line) { return take_word(line).value_or(""); }

/// A dash, a bar, an arrow: what follows is a remark in the writer's own way.
bool is_separator(std::string_view word) {
  constexpr auto kSeparators =
      std::to_array<std::string_view>({"-", "--", "–", "—", "|", ":", "::", "=", "=>", "->", "→", "//", "·", "*"});
  return std::ranges::find(kSeparators, word) != kSeparators.end();
}

std::string without_comma(std::string_view address) {
  return std::string(address.substr(0, address.find_last_not_of(",;") + 1));
}

/// What one line says of its feeds.
struct Line {
  std::vector<std::string> urls, tags{};
  std::string title{};
  std::string hidden{};  ///< the word by which newsboat hides the feed
  std::string unread{};
};

/// What has a scheme behind the URL is a feed as well.
Line read_line(std::string_view rest) {
  Line line{};
  while (auto word = take_word(rest)) {
    const bool is_title = word->starts_with('~') && word->size() > 1 && line.title.empty();
    if (line.urls.empty() || has_scheme(*word)) {
      line.urls.push_back(without_comma(*word));
    } else if (!line.unread.empty() || is_separator(*word) || (word->starts_with('~') && !is_title)) {
      line.unread += (line.unread.empty() ? "" : " ") + *word;
    } else if (is_title) {
      line.title = word->substr(1);
    } else if (word->starts_with('!')) {
      line.hidden = *std::move(word);
    } else {
      line.tags.push_back(*std::move(word));
    }
  }
  return line;
}

/// Adds the feeds of such lists, line by line.
class UrlLines {
 public:
  void add(std::string_view text, std::size_t number) {
    const std::string word = first_word(text);
    if (is_made_by_newsboat(word)) return note_newsboat(word, number);
    Line line = begins_as_feed(word) ? read_line(text) : Line{.urls = {std::string(text)}};
    note_words(line, number);
    for (std::string& url : line.urls) {
      builder_.add(
          {.url = std::move(url), .title = line.title, .site = {}, .tags = line.tags, .language = {}, .line = number});
    }
  }

  [[nodiscard]] Result<FeedList> finish(std::string_view name) {
    if (tagged_lines_ > 0) {
      const std::string others = tagged_lines_ > 1 ? fmt::format(", here and in {} more lines", tagged_lines_ - 1) : "";
      builder_.note(first_tagged_,
                    fmt::format("{}: words behind an address are taken as tags{}", quote(first_tag_), others),
                    Finding::Level::Remark);
    }
    return builder_.finish(name);
  }

 private:
  void note_newsboat(const std::string& word, std::size_t number) {
    if (word.starts_with(kQuery)) {
      return builder_.note(number, quote(word) + ": a search of newsboat, no feed", Finding::Level::Remark);
    }
    const std::size_t colon = word.starts_with(kFilter) ? word.find(':', kFilter.size()) : word.npos;
    const std::string url = colon == word.npos ? "" : word.substr(colon + 1);
    std::string message = quote(word.substr(0, colon)) + ": a feed that a program makes is not taken";
    if (has_scheme(url))
      message += fmt::format("; `aggregator add-feed {}` adds it as its server has it", shown_url(url));
    builder_.note_program(number, std::move(message));
  }

  void note_words(const Line& line, std::size_t number) {
    if (!line.tags.empty() && tagged_lines_++ == 0) {
      first_tagged_ = number;
      first_tag_ = line.tags.front();
    }
    if (!line.hidden.empty()) {
      builder_.note(number, quote(line.hidden) + ": hides the feed in newsboat, and is not read here",
                    Finding::Level::Remark);
    }
    if (!line.unread.empty()) {
      builder_.note(number, quote(line.unread) +
                                R"(: not read; a title is written "~Title", and a tag is one word or "several words")");
    }
  }

  ListBuilder builder_;
  std::size_t tagged_lines_ = 0, first_tagged_ = 0;
  std::string first_tag_;
};

bool says_nothing(std::string_view line) { return line.empty() || line.starts_with('#'); }

}  // namespace

bool is_url_lines(std::string_view text) {
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = trim(rest.substr(0, end));
    if (!says_nothing(line)) return begins_as_feed(first_word(line));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return false;
}

Result<FeedList> parse_url_lines(std::string_view bytes, std::string_view name) {
  UrlLines list;
  const Lines lines(bytes);
  for (std::size_t i = 0; i < lines.count(); ++i) {
    const std::string_view line = trim(lines.line(i));
    if (!says_nothing(line)) list.add(line, i + 1);
  }
  return list.finish(name);
}

}  // namespace aggregator::config
