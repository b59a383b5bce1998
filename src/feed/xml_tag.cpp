#include "xml_tag.h"

#include <algorithm>

#include "aggregator/base/ascii.h"

namespace aggregator::feed {
namespace {

constexpr std::size_t kMaxAttributes = 256;
constexpr std::string_view kBlanks = " \t\r\n";

bool starts_name(char c) { return is_ascii_letter(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80; }

bool continues_name(char c) { return starts_name(c) || is_ascii_digit(c) || c == ':' || c == '-' || c == '.'; }

/// Reads the attributes of one tag.
class TagReader {
 public:
  explicit TagReader(std::string_view text) : text_(text) {}

  XmlTag read() {
    tag_.name = read_xml_name(text_.substr(1));
    at_ = 1 + tag_.name.size();
    const bool begins_tag = !tag_.name.empty() && at_ < text_.size() && (is_blank() || here() == '/' || here() == '>');
    if (!begins_tag || !read_attributes()) tag_.name = {};
    tag_.length = at_;
    return std::move(tag_);
  }

 private:
  [[nodiscard]] char here() const { return text_[at_]; }
  [[nodiscard]] bool is_blank() const { return kBlanks.find(here()) != std::string_view::npos; }
  void skip_blanks() { at_ = std::min(text_.find_first_not_of(kBlanks, at_), text_.size()); }

  /// Up to and with the `>`; false when there is none.
  bool read_attributes() {
    while (true) {
      skip_blanks();
      if (at_ >= text_.size() || here() == '<') return false;
      if (here() == '>') {
        ++at_;
        return true;
      }
      if (here() == '/') {
        tag_.is_closed = text_.substr(at_).starts_with("/>");
        tag_.is_tidy = tag_.is_tidy && tag_.is_closed;
        ++at_;
      } else if (!read_attribute()) {
        return false;
      }
    }
  }

  bool read_attribute() {
    const std::string_view name = read_xml_name(text_.substr(at_));
    if (name.empty()) {  // a stray quote, or a comma between attributes
      tag_.is_tidy = false;
      ++at_;
      return true;
    }
    at_ += name.size();
    skip_blanks();
    if (at_ >= text_.size()) return false;
    if (here() != '=') {
      keep({name, {}}, false);
      return true;
    }
    ++at_;
    skip_blanks();
    return at_ < text_.size() && read_value(name);
  }

  bool read_value(std::string_view name) {
    const char quote = here();
    const bool is_quoted = quote == '"' || quote == '\'';
    const std::size_t start = is_quoted ? at_ + 1 : at_;
    const std::size_t end = is_quoted ? text_.find(quote, start) : text_.find_first_of(" \t\r\n<>", start);
    if (end == std::string_view::npos) {
      at_ = text_.size();
      return false;
    }
    const std::string_view value = text_.substr(start, end - start);
    keep({name, value}, is_quoted && value.find('<') == std::string_view::npos);
    at_ = is_quoted ? end + 1 : end;
    return true;
  }

  void keep(XmlAttribute attribute, bool is_tidy) {
    const bool is_new =
        std::ranges::find(tag_.attributes, attribute.name, &XmlAttribute::name) == tag_.attributes.end();
    const bool fits = is_new && tag_.attributes.size() < kMaxAttributes;
    tag_.is_tidy = tag_.is_tidy && is_tidy && fits;
    if (fits) tag_.attributes.push_back(attribute);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  XmlTag tag_;
};

}  // namespace

XmlTag read_start_tag(std::string_view text) { return TagReader(text).read(); }

std::string_view read_xml_name(std::string_view text) {
  if (text.empty() || !starts_name(text.front())) return {};
  std::size_t length = 1;
  while (length < text.size() && continues_name(text[length])) ++length;
  return text.substr(0, length);
}

std::string_view local_part(std::string_view name) {
  const std::size_t colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

}  // namespace aggregator::feed
