#include <optional>
#include <string>
#include <vector>

#include "aggregator/base/ascii.h"
#include "aggregator/base/text.h"
#include "html_references.h"
#include "html_source.h"
#include "html_visitor.h"
#include "nesting.h"

namespace aggregator::feed {
namespace {

using Kind = HtmlToken::Kind;

bool is_white(std::string_view text) { return text.find_first_not_of(" \t\n") == text.npos; }

bool is_upper(char c) { return 'A' <= c && c <= 'Z'; }

/// Attribute names as almost everybody writes them.
bool is_plain_name(std::string_view name) {
  return std::ranges::all_of(name, [](char c) {
    return ('a' <= c && c <= 'z') || is_upper(c) || is_ascii_digit(c) || c == '-' || c == '_' || c == ':';
  });
}

/// The attributes of a tag as gumbo would give them.
class PlainAttributes {
 public:
  /// Nothing when it is not certain what gumbo makes of one of them.
  std::optional<std::span<const HtmlAttribute>> read(std::span<const HtmlAttribute> written) {
    attributes_.clear();
    made_.clear();
    if (!reserve(written)) return written;
    for (const auto& [written_name, value] : written) {
      if (!is_plain_name(written_name)) return std::nullopt;
      const std::string_view name = lowered(written_name);
      if (std::ranges::find(attributes_, name, &HtmlAttribute::name) != attributes_.end()) {
        // Without a value, gumbo joins the name of a repeated attribute and that of the next.
        if (value.empty()) return std::nullopt;
        continue;
      }
      const auto text = decoded(value);
      if (!text) return std::nullopt;
      attributes_.push_back({name, *text});
    }
    return attributes_;
  }

 private:
  // Views into made_ must stay valid; no reference means more bytes than it takes.
  bool reserve(std::span<const HtmlAttribute> written) {
    std::size_t size = 0;
    for (const auto& [name, value] : written) size += name.size() + value.size();
    made_.reserve(size);
    return !written.empty();
  }

  std::string_view lowered(std::string_view name) {
    if (std::ranges::none_of(name, is_upper)) return name;
    const std::size_t begin = made_.size();
    made_ += lower_ascii(name);
    return std::string_view(made_).substr(begin);
  }

  std::optional<std::string_view> decoded(std::string_view value) {
    if (!value.contains('&')) return value;
    const std::size_t begin = made_.size();
    while (true) {
      const std::size_t ampersand = value.find('&');
      made_ += value.substr(0, ampersand);
      if (ampersand == value.npos) return std::string_view(made_).substr(begin);
      value.remove_prefix(ampersand);
      const auto reference = read_html_reference(value, ReferencePlace::Attribute);
      if (!reference) return std::nullopt;
      made_ += reference->text();
      value.remove_prefix(reference->length);
    }
  }

  std::vector<HtmlAttribute> attributes_;
  std::string made_;  ///< what differs from the source
};

/// Reads token by token; every function returns false when gumbo has to decide.
class PlainReader {
 public:
  PlainReader(std::string_view html, HtmlVisitor& visitor) : html_(html), tokens_(html), visitor_(visitor) {}

  bool read() {
    while (const auto token = tokens_.next()) {
      if (!token->is_complete || !read_text(token->begin) || !read_token(*token)) return false;
    }
    if (!read_text(html_.size())) return false;
    while (open_.depth() > 0) leave();
    return true;
  }

 private:
  bool read_text(std::size_t end) {
    std::string_view text = html_.substr(position_, end - position_);
    if (text.empty()) return true;
    if (has_trait(open_.innermost(), ElementTrait::TableContext) && !is_white(text)) return false;
    // What a script in a comment ends with is decided elsewhere.
    if (holds_raw_text(open_.innermost())) return !text.contains("<!--");
    if (is_hidden()) return true;
    while (true) {
      const std::size_t ampersand = std::min(text.find('&'), text.size());
      if (ampersand > 0) visitor_.text(text.substr(0, ampersand));
      text.remove_prefix(ampersand);
      if (text.empty()) return true;
      const auto reference = read_html_reference(text, ReferencePlace::Text);
      if (!reference) return false;
      visitor_.text(reference->text());
      text.remove_prefix(reference->length);
    }
  }

  bool read_token(const HtmlToken& token) {
    position_ = token.end;
    if (token.kind == Kind::Comment) return true;
    if (token.kind == Kind::Declaration) return html_[token.begin + 1] != '/';  // `</>` is nothing at all
    if (token.kind == Kind::CdataMark || token.is_raw || token.attributes > kMaxAttributes) return false;
    if (++tags_ > kMaxTags) return false;
    if (holds_raw_text(open_.innermost()) && (token.kind == Kind::Open || token.tag != open_.innermost())) return false;
    if (is_unwanted(token)) return blank(token);
    return token.kind == Kind::Open ? read_start(token) : read_end(token);
  }

  /// Stands for HtmlSource, which overwrites what nobody wants.
  bool blank(const HtmlToken& token) {
    const auto end = end_of_unwanted(token, tokens_);
    if (!end) return false;
    position_ = *end;
    tokens_.resume(position_);
    if (!is_hidden()) visitor_.text(std::string(position_ - token.begin, ' '));
    return true;
  }

  bool read_start(const HtmlToken& token) {
    while (open_.is_innermost_closed_by(token.tag)) leave();
    while (const auto implied = open_.implied_before(token.tag)) enter({*implied, {}}, {});
    if (!open_.is_plainly_opened(token.tag)) return false;
    const bool begins_preformatted = token.tag == GUMBO_TAG_PRE || token.tag == GUMBO_TAG_LISTING;
    if (begins_preformatted && html_.substr(position_).starts_with('\n')) ++position_;
    const auto attributes = is_hidden() ? std::span<const HtmlAttribute>() : attributes_.read(tokens_.attributes());
    if (!attributes) return false;
    enter({token.tag, token.name}, *attributes);
    return open_.depth() <= kMaxNesting;
  }

  bool read_end(const HtmlToken& token) {
    std::size_t count = open_.closed_by_end_of({token.tag, token.name});
    const bool is_empty_paragraph = count == 0 && token.tag == GUMBO_TAG_P && !open_.has_paragraph_in_scope();
    if (is_empty_paragraph && !has_trait(open_.innermost(), ElementTrait::TableContext)) {
      enter({token.tag, token.name}, {});
      count = 1;
    }
    if (count == 0) return open_.is_end_ignored(token.tag);
    for (; count > 0; --count) leave();
    return true;
  }

  void enter(OpenElements::Element element, std::span<const HtmlAttribute> attributes) {
    const HtmlElement shown{element.tag, attributes};
    const bool is_shown = !is_hidden() && !is_invisible(shown);
    if (is_shown) visitor_.open(shown);
    if (is_void(element.tag)) return;
    open_.push(element);
    if (!is_shown && !is_hidden()) hidden_at_ = open_.depth();
  }

  void leave() {
    const GumboTag tag = open_.innermost();
    if (!is_hidden()) visitor_.close(tag);
    if (hidden_at_ == open_.depth()) hidden_at_ = 0;
    open_.pop();
  }

  bool is_hidden() const { return hidden_at_ > 0; }

  std::string_view html_;
  HtmlTokens tokens_;
  HtmlVisitor& visitor_;
  OpenElements open_;
  PlainAttributes attributes_;
  std::size_t position_ = 0;  ///< all before it is read
  std::size_t tags_ = 0;
  std::size_t hidden_at_ = 0;  ///< the depth of the element that hides what is read; 0 for none
};

}  // namespace

bool read_plain_html(std::string_view html, HtmlVisitor& visitor) {
  visitor.begin();
  const std::string_view source = within_size_limit(html);
  return is_clean_utf8(source) && PlainReader(source, visitor).read();
}

}  // namespace aggregator::feed
