#include "html_tokens.h"

#include <algorithm>
#include <array>

#include "aggregator/base/ascii.h"
#include "aggregator/base/text.h"

namespace aggregator::feed {
namespace {

using Kind = HtmlToken::Kind;

constexpr std::string_view kSpace = " \t\n\f\r";

/// Bytes to look for; a table is faster than searching a string for each byte.
using ByteSet = std::array<bool, 256>;

constexpr ByteSet byte_set(std::string_view bytes) {
  ByteSet set{};
  for (const char c : kSpace) set[static_cast<unsigned char>(c)] = true;
  for (const char c : bytes) set[static_cast<unsigned char>(c)] = true;
  return set;
}
constexpr ByteSet kSpaces = byte_set(""), kSpacesAndSlash = byte_set("/"), kEndsTagName = byte_set("/>"),
                  kEndsName = byte_set("/>="), kEndsBareValue = byte_set(">"), kEndsRawName = byte_set("/><");

bool is_in(const ByteSet& set, char c) { return set[static_cast<unsigned char>(c)]; }

GumboTag tag_of(std::string_view name) { return gumbo_tagn_enum(name.data(), static_cast<unsigned>(name.size())); }

/// The offset of the first byte from `at` on that is in `set`, else the end.
std::size_t find_in(const ByteSet& set, std::string_view text, std::size_t at) {
  while (at < text.size() && !is_in(set, text[at])) ++at;
  return std::min(at, text.size());
}

/// The offset of the first byte from `at` on that is not in `set`, else the end.
std::size_t skip(const ByteSet& set, std::string_view text, std::size_t at) {
  while (at < text.size() && is_in(set, text[at])) ++at;
  return std::min(at, text.size());
}

}  // namespace

std::optional<HtmlToken> HtmlTokens::next() {
  for (std::size_t open = source_.find('<', position_); open != source_.npos; open = source_.find('<', open + 1)) {
    if (!raw_name_.empty()) {
      auto token = next_raw(open);
      if (token) return token;
      continue;
    }
    const char second = at(open + 1);
    const bool is_tag = is_ascii_letter(second) || (second == '/' && is_ascii_letter(at(open + 2)));
    if (is_tag) return read_tag(open);
    if (source_.substr(open).starts_with("<!--")) return read_comment(open);
    if (second == '!' || second == '?' || second == '/') return read_declaration(open);
  }
  position_ = source_.size();
  return std::nullopt;
}

std::optional<HtmlToken> HtmlTokens::next_raw(std::size_t open) {
  if (ends_raw_text(open)) {
    raw_name_ = {};
    return read_tag(open);
  }
  // For scripts only: others end all the same, and then every one of them would look through the whole rest.
  if (open >= raw_resumes_ && source_.substr(open).starts_with("<!--") && equals_ignoring_case(raw_name_, "script")) {
    raw_resumes_ = source_.find("-->", open + 2);  // two: "<!-->" is a whole comment
  }
  if (!is_ascii_letter(at(open + 1))) return std::nullopt;
  position_ = open + 1;
  const auto name = source_.substr(open + 1, find_in(kEndsRawName, source_, open + 1) - open - 1);
  return HtmlToken{Kind::Open, open, position_, name, tag_of(name), 0, false, false, true, true};
}

/// Whether `</name` at `open` ends the raw text. A script that has opened a comment may go on behind its end tag (the
/// "script data double escaped state"); taking it for raw text until the comment closes errs on the safe side.
bool HtmlTokens::ends_raw_text(std::size_t open) const {
  if (at(open + 1) != '/' || !equals_ignoring_case(source_.substr(open + 2, raw_name_.size()), raw_name_)) return false;
  const char behind = at(open + 2 + raw_name_.size());
  if (behind != '/' && behind != '>' && !is_in(kSpaces, behind)) return false;
  if (equals_ignoring_case(raw_name_, "plaintext")) return false;
  return open >= raw_resumes_ || !equals_ignoring_case(raw_name_, "script");
}

HtmlToken HtmlTokens::read_comment(std::size_t open) {
  HtmlToken token{Kind::Comment, open, source_.size(), {}, GUMBO_TAG_UNKNOWN, 0, false, false, false, false};
  const std::string_view text = source_.substr(open + 4);
  if (text.starts_with('>') || text.starts_with("->")) {
    token.end = source_.find('>', open) + 1;
    token.is_complete = true;
  }
  for (std::size_t dashes = text.find("--"); !token.is_complete && dashes != text.npos;
       dashes = text.find("--", dashes + 1)) {
    const std::string_view behind = text.substr(dashes + 2);
    const std::size_t length = behind.starts_with('>') ? 1 : behind.starts_with("!>") ? 2 : 0;
    if (length == 0) continue;
    token.end = open + 4 + dashes + 2 + length;
    token.is_complete = true;
  }
  position_ = token.end;
  return token;
}

HtmlToken HtmlTokens::read_declaration(std::size_t open) {
  constexpr std::string_view kCdata = "<![CDATA[";
  const bool is_cdata = source_.substr(open).starts_with(kCdata);
  const std::size_t last = is_cdata ? open + kCdata.size() - 1 : source_.find('>', open);
  position_ = last == source_.npos ? source_.size() : last + 1;
  const auto kind = is_cdata ? Kind::CdataMark : Kind::Declaration;
  return HtmlToken{kind, open, position_, {}, GUMBO_TAG_UNKNOWN, 0, false, false, last != source_.npos, false};
}

HtmlToken HtmlTokens::read_tag(std::size_t open) {
  const bool closes = at(open + 1) == '/';
  const std::size_t begin = open + (closes ? 2 : 1);
  position_ = find_in(kEndsTagName, source_, begin);
  const std::string_view name = source_.substr(begin, position_ - begin);
  const GumboTag tag = tag_of(name);
  HtmlToken token{closes ? Kind::Close : Kind::Open, open, 0, name, tag, 0, false, false, false, false};
  read_attributes(token);
  token.end = position_;
  if (token.kind == Kind::Open && token.is_complete && !token.self_closing && holds_raw_text(tag)) {
    raw_name_ = name;
    raw_resumes_ = 0;
  }
  return token;
}

void HtmlTokens::read_attributes(HtmlToken& token) {
  attributes_.clear();
  while (true) {
    const std::size_t slashes = position_;
    position_ = skip(kSpacesAndSlash, source_, position_);
    if (position_ == source_.size()) return;
    if (source_[position_] == '>') {
      token.self_closing = position_ > slashes && source_[position_ - 1] == '/';
      token.is_complete = true;
      ++position_;
      return;
    }
    const std::size_t begin = position_;
    position_ = find_in(kEndsName, source_, begin + 1);  // a leading "=" belongs to the name
    HtmlAttribute attribute{source_.substr(begin, position_ - begin), {}};
    const std::size_t sign = skip(kSpaces, source_, position_);
    if (at(sign) == '=') {
      attribute.value = read_value(sign + 1);
      token.has_values = true;
    }
    if (++token.attributes <= kMaxAttributes) attributes_.push_back(attribute);
  }
}

/// The value of an attribute, without quotes, that begins somewhere behind its "="; moves behind it.
std::string_view HtmlTokens::read_value(std::size_t behind_sign) {
  const std::size_t begin = skip(kSpaces, source_, behind_sign);
  const char quote = at(begin);
  if (quote != '"' && quote != '\'') {
    position_ = find_in(kEndsBareValue, source_, begin);
    return source_.substr(begin, position_ - begin);
  }
  const std::size_t end = std::min(source_.find(quote, begin + 1), source_.size());
  position_ = std::min(end + 1, source_.size());
  return source_.substr(begin + 1, end - begin - 1);
}

}  // namespace aggregator::feed
