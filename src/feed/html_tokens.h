// The tags of HTML source, cut out as an HTML5 tokenizer does it (WHATWG HTML section 13.2.5) but without a tree.
#pragma once

#include <gumbo.h>

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "html_elements.h"

namespace aggregator::feed {

inline constexpr std::size_t kMaxAttributes = 128;  ///< of one tag

/// A stretch of source that is not text.
struct HtmlToken {
  enum class Kind {
    Open,         ///< `<name …>`
    Close,        ///< `</name …>`
    Comment,      ///< `<!-- … -->`
    Declaration,  ///< `<!…>`, `<?…>`, `</` before what is no letter
    CdataMark,    ///< `<![CDATA[`, which HTML does not know: HtmlSource takes it away
  };
  Kind kind;
  std::size_t begin, end;  ///< offsets in the source; `end` is its size when the token never ends
  std::string_view name;   ///< of a tag, as written
  GumboTag tag;            ///< the element, GUMBO_TAG_UNKNOWN for what HTML does not know
  std::size_t attributes;  ///< how many a tag has
  bool has_values;         ///< one of them is followed by `=`
  bool self_closing;       ///< ends in `/>`, which HTML ignores; HtmlSource does not where much would be swallowed
  bool is_complete;        ///< its end was found
  bool is_raw;             ///< stands inside an element like <script>, where it may be mere text
};

struct HtmlAttribute {
  std::string_view name, value;
};

/// Walks through source, in time linear in its size. Inside <script> and the like every `<name` is reported, without
/// its attributes, as is_raw: whoever counts can be on the safe side.
class HtmlTokens {
 public:
  explicit HtmlTokens(std::string_view source) : source_(source) {}

  /// The next token, or nothing at the end. Views into the source.
  [[nodiscard]] std::optional<HtmlToken> next();

  /// The attributes of the last token as they are written, views into the source. More than kMaxAttributes are counted,
  /// but not kept.
  [[nodiscard]] std::span<const HtmlAttribute> attributes() const { return attributes_; }

  /// Goes on at `offset`, as if what lies before it were text.
  void resume(std::size_t offset) {
    position_ = offset;
    raw_name_ = {};
  }

 private:
  [[nodiscard]] std::optional<HtmlToken> next_raw(std::size_t at);
  [[nodiscard]] HtmlToken read_comment(std::size_t at);
  [[nodiscard]] HtmlToken read_declaration(std::size_t at);
  [[nodiscard]] HtmlToken read_tag(std::size_t at);
  void read_attributes(HtmlToken& token);
  std::string_view read_value(std::size_t at);
  [[nodiscard]] bool ends_raw_text(std::size_t at) const;
  [[nodiscard]] char at(std::size_t offset) const { return offset < source_.size() ? source_[offset] : '\0'; }

  std::string_view source_;
  std::size_t position_ = 0;
  std::vector<HtmlAttribute> attributes_;
  std::string_view raw_name_;    ///< the element whose raw text is being read; empty outside of one
  std::size_t raw_resumes_ = 0;  ///< end tags of a script before this offset stand in a comment
};

}  // namespace aggregator::feed
