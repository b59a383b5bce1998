#include "html_source.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "first_bytes.h"
#include "html_tokens.h"
#include "nesting.h"

namespace aggregator::feed {
namespace {

using Kind = HtmlToken::Kind;

constexpr std::string_view kCdataEnd = "]]>";

/// Elements that are blanked with all they hold.
bool is_unwanted_element(const HtmlToken& token) {
  return token.kind == Kind::Open && !token.self_closing &&
         (token.tag == GUMBO_TAG_SVG || token.tag == GUMBO_TAG_MATH || token.tag == GUMBO_TAG_SELECT ||
          token.tag == GUMBO_TAG_TEMPLATE);
}

/// One pass over the source, which finds where it has to be cut and what has to be blanked.
class Reader {
 public:
  explicit Reader(std::string_view html) : html_(html), tokens_(html) {}

  /// The size of the part to keep.
  std::size_t read() {
    while (const auto token = tokens_.next()) {
      if (token->kind == Kind::CdataMark) read_cdata(*token);
      const bool is_tag = token->kind == Kind::Open || token->kind == Kind::Close;
      if (is_tag && !read_tag(*token)) return token->begin;
    }
    return html_.size();
  }

  /// `html` with all that is unwanted overwritten by blanks, which separate words and shift nothing.
  std::string blanked() const {
    std::string result(html_);
    for (const auto& [begin, end] : unwanted_) std::fill(result.begin() + begin, result.begin() + end, ' ');
    return result;
  }
  bool has_unwanted() const { return !unwanted_.empty(); }

 private:
  /// False when the tag breaks a limit.
  bool read_tag(const HtmlToken& token) {
    if (++tags_ > kMaxTags) return false;
    if (token.attributes > kMaxAttributes) {
      blank(token.begin, token.end);
      tokens_.resume(token.end);
      return true;
    }
    if (!token.is_raw && is_unwanted(token)) {
      blank_unwanted(token);
      return true;
    }
    nesting_.see(token);
    return nesting_.depth() <= kMaxNesting;
  }

  /// A name that never ends is searched for once only.
  void blank_unwanted(const HtmlToken& token) {
    const bool is_endless = is_unwanted_element(token) && std::ranges::find(endless_, token.tag) != endless_.end();
    const auto end = is_endless ? std::nullopt : end_of_unwanted(token, tokens_);
    if (end) tokens_.resume(*end);
    if (!end && !is_endless) endless_.push_back(token.tag);
    blank(token.begin, end.value_or(token.end));
  }

  void read_cdata(const HtmlToken& mark) {
    blank(mark.begin, mark.end);
    cdata_end_ = html_.find(kCdataEnd, std::max(mark.end, cdata_end_));
    if (cdata_end_ == html_.npos) return;
    blank(cdata_end_, cdata_end_ + kCdataEnd.size());
    ++cdata_end_;
  }

  void blank(std::size_t begin, std::size_t end) {
    unwanted_.emplace_back(static_cast<std::ptrdiff_t>(begin), static_cast<std::ptrdiff_t>(end));
  }

  std::string_view html_;
  HtmlTokens tokens_;
  Nesting nesting_;
  std::size_t tags_ = 0;
  std::size_t cdata_end_ = 0;
  std::vector<GumboTag> endless_;  ///< unwanted elements that have no end tag from here on
  std::vector<std::pair<std::ptrdiff_t, std::ptrdiff_t>> unwanted_;
};

}  // namespace

std::string_view within_size_limit(std::string_view text) { return first_bytes(text, kMaxHtmlBytes); }

bool is_unwanted(const HtmlToken& token) {
  switch (token.tag) {
    case GUMBO_TAG_FRAMESET:
    case GUMBO_TAG_IFRAME:
    case GUMBO_TAG_ISINDEX:
    case GUMBO_TAG_MATH:
    case GUMBO_TAG_SELECT:
    case GUMBO_TAG_SVG:
    case GUMBO_TAG_TEMPLATE:
      return true;
    default:
      return token.kind == Kind::Open && token.self_closing && holds_raw_text(token.tag);
  }
}

std::optional<std::size_t> end_of_unwanted(const HtmlToken& token, const HtmlTokens& ahead) {
  if (!is_unwanted_element(token)) return token.end;
  HtmlTokens tokens = ahead;
  while (const auto next = tokens.next()) {
    if (next->kind == Kind::Close && next->tag == token.tag) return next->end;
  }
  return std::nullopt;
}

HtmlSource::HtmlSource(std::string_view html) : text_(within_size_limit(html)) {
  Reader reader(text_);
  const std::size_t size = reader.read();
  if (reader.has_unwanted()) text_ = blanked_ = reader.blanked();
  text_ = text_.substr(0, size);
}

}  // namespace aggregator::feed
