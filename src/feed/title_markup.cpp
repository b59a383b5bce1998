#include "title_markup.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "aggregator/base/ascii.h"
#include "aggregator/base/text.h"
#include "entities.h"
#include "html_tokens.h"

namespace aggregator::feed {
namespace {

using Kind = HtmlToken::Kind;

/// How many bytes may be read as markup that is none, and so read again. No honest title comes near; what follows in
/// another is left out.
constexpr std::size_t kMaxReadInVain = 256u << 10;

bool is_word_character(char c) { return is_ascii_alphanumeric(c) || c == '_'; }

/// The word behind the ampersand with which `text` begins, "#" being none.
std::string_view word_behind_ampersand(std::string_view text) {
  const std::string_view rest = text.substr(1);
  return {rest.begin(), std::ranges::find_if_not(rest, is_word_character)};
}

/// Every word that may be a name of HTML's.
std::vector<std::string_view> names_in(std::string_view title) {
  std::vector<std::string_view> names;
  for (std::size_t at = title.find('&'); at != title.npos; at = title.find('&', at + 1)) {
    const std::string_view name = word_behind_ampersand(title.substr(at));
    if (!name.empty() && !is_predefined_entity(name)) names.push_back(name);
  }
  return names;
}

/// Appends text between tags. Of HTML's references only whole words count: a browser reads `&notanentity;` as
/// `¬anentity;` and `&region` as `®ion`.
void append_text(std::string& markup, std::string_view text, Entities& entities) {
  while (!text.empty()) {
    const std::size_t ampersand = std::min(text.find('&'), text.size());
    markup += text.substr(0, ampersand);
    text.remove_prefix(ampersand);
    if (text.empty()) return;
    const std::string_view name = word_behind_ampersand(text);
    const bool is_named = !name.empty() && !is_predefined_entity(name) && !entities.find(name);
    markup += is_named ? "&amp;" : "&";
    text.remove_prefix(1);
  }
}

/// Where the last end tag of each element that HTML knows begins.
class LastEndTags {
 public:
  explicit LastEndTags(std::string_view title) {
    for (std::size_t at = title.find("</"); at != title.npos; at = title.find("</", at + 2)) {
      const std::string_view rest = title.substr(at + 2);
      const std::string_view name = rest.substr(0, rest.find_first_of(" \t\n\f\r/>"));
      begins_[gumbo_tagn_enum(name.data(), static_cast<unsigned>(name.size()))] = at;
    }
  }

  /// Whether the element that the start tag begins has an end.
  [[nodiscard]] bool follow(const HtmlToken& start) const { return begins_[start.tag] >= start.end; }

 private:
  std::array<std::size_t, 256> begins_{};  ///< by GumboTag
};

/// Whether an element is commonly left without its end tag.
bool may_stay_open(GumboTag tag) {
  return tag == GUMBO_TAG_BR || tag == GUMBO_TAG_HR || tag == GUMBO_TAG_WBR || tag == GUMBO_TAG_P ||
         tag == GUMBO_TAG_LI;
}

/// Whether an element is put into titles to change how they look; one that never ends is a slip or was cut off.
bool is_formatting(GumboTag tag) {
  switch (tag) {
    case GUMBO_TAG_A:
    case GUMBO_TAG_B:
    case GUMBO_TAG_BIG:
    case GUMBO_TAG_BLINK:
    case GUMBO_TAG_CODE:
    case GUMBO_TAG_EM:
    case GUMBO_TAG_FONT:
    case GUMBO_TAG_I:
    case GUMBO_TAG_SMALL:
    case GUMBO_TAG_SPAN:
    case GUMBO_TAG_STRONG:
    case GUMBO_TAG_SUB:
    case GUMBO_TAG_SUP:
    case GUMBO_TAG_U:
      return true;
    default:
      return false;
  }
}

bool is_tag(std::string_view title, const HtmlToken& token, const LastEndTags& end_tags) {
  if (!token.is_complete || token.tag == GUMBO_TAG_UNKNOWN) return false;
  if (token.kind == Kind::Close || token.has_values || may_stay_open(token.tag)) return true;
  if (end_tags.follow(token)) return true;
  const bool is_behind_word = token.begin > 0 && is_word_character(title[token.begin - 1]);
  return !is_behind_word && (is_formatting(token.tag) || holds_raw_text(token.tag));
}

/// Where the markup ends that `token` begins; nothing when its "<" means itself.
std::optional<std::size_t> end_of_markup(std::string_view title, const HtmlToken& token, const LastEndTags& end_tags) {
  if (token.kind == Kind::Open || token.kind == Kind::Close) {
    return is_tag(title, token, end_tags) ? std::optional(token.end) : std::nullopt;
  }
  if (token.kind == Kind::Declaration) {
    const bool is_doctype = equals_ignoring_case(title.substr(token.begin + 1, 8), "!doctype");
    if (is_doctype && trim(title.substr(0, token.begin)).empty() && token.end < title.size()) return token.end;
    return std::nullopt;
  }
  if (token.is_complete) return token.end;
  // A comment that does not end: some close it with a mere ">", some were cut off here.
  const std::size_t close = title.find('>', token.begin);
  if (close != title.npos) return close + 1;
  return trim(title.substr(token.begin + 4)).empty() ? std::optional(title.size()) : std::nullopt;
}

/// Whether all that follows would become the text of an element that nobody sees, for want of an end tag.
bool swallows_rest(const HtmlToken& token, const LastEndTags& end_tags) {
  return token.kind == Kind::Open && holds_raw_text(token.tag) && !end_tags.follow(token);
}

}  // namespace

std::string title_markup(std::string_view title) {
  std::string markup;
  Entities entities;
  entities.expect(names_in(title));
  const LastEndTags end_tags(title);
  std::size_t copied = 0;
  std::size_t read_in_vain = 0;
  HtmlTokens tokens(title);
  while (const auto token = tokens.next()) {
    append_text(markup, title.substr(copied, token->begin - copied), entities);
    const auto end = end_of_markup(title, *token, end_tags);
    if (!end) {
      markup += "&lt;";
    } else if (token->kind != Kind::Comment && !swallows_rest(*token, end_tags)) {
      markup += title.substr(token->begin, *end - token->begin);
    }
    copied = end.value_or(token->begin + 1);
    tokens.resume(copied);
    read_in_vain += token->end - std::min(copied, token->end);
    if (read_in_vain > kMaxReadInVain) return markup;
  }
  append_text(markup, title.substr(copied), entities);
  return markup;
}

}  // namespace aggregator::feed
