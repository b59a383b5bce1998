#include "text_element.h"

#include <utility>

#include "aggregator/base/ascii.h"
#include "aggregator/base/text.h"
#include "aggregator/feed/encoding.h"
#include "aggregator/feed/html.h"
#include "clean_text.h"
#include "element_text.h"
#include "first_bytes.h"
#include "xml_tag.h"

namespace aggregator::feed {
namespace {

constexpr std::size_t kMaxTitle = 1000;
constexpr std::size_t kMaxTitleSource = 32u << 10;  // markup and all

bool is_html_type(const std::string& type) {
  return type == "html" || type.ends_with("/html") || type.ends_with("xhtml+xml");
}

/// Media types whose content is neither text nor markup come in base64 (RFC 4287 section 4.1.3.3).
bool is_base64(pugi::xml_node node, const std::string& type) {
  if (equals_ignoring_case(attribute_of(node, "mode"), "base64")) return true;
  const bool is_readable = type.starts_with("text/") || type.ends_with("xml") || type.ends_with("json");
  return type.find('/') != std::string::npos && !is_readable;
}

/// XHTML content is wrapped in one div that is no part of it (RFC 4287 section 3.1.1.3).
pugi::xml_node without_wrapper(pugi::xml_node node) {
  pugi::xml_node wrapper;
  if (!trim(node.value()).empty()) return node;
  for (const pugi::xml_node child : node.children()) {
    if (child.type() != pugi::node_element) {
      if (!trim(child.value()).empty()) return node;
    } else if (wrapper || local_part(child.name()) != "div") {
      return node;
    } else {
      wrapper = child;
    }
  }
  return wrapper ? wrapper : node;
}

Markup read_atom(pugi::xml_node node, const BaseUrls& bases) {
  const std::string type = lower_ascii(attribute_of(node, "type"));
  if (has_elements(node)) {
    const pugi::xml_node inner = without_wrapper(node);
    return {markup_in(inner), true, bases.of(inner)};
  }
  const TextIn inside(node);
  const std::string_view text = inside.trimmed();
  if (is_base64(node, type)) return {decode_base64(text), is_html_type(type), bases.of(node)};
  // XHTML that was escaped all the same is HTML.
  const bool is_escaped_xhtml = type == "xhtml" && text.find('<') != std::string_view::npos;
  return {std::string(text), is_html_type(type) || is_escaped_xhtml, bases.of(node)};
}

Markup read_raw(const TextElement& element, const BaseUrls& bases) {
  if (element.rules == TextRules::Atom) return read_atom(element.node, bases);
  const bool is_html = element.rules == TextRules::Rss;
  const bool is_inline = is_html && has_elements(element.node);
  return {is_inline ? markup_in(element.node) : std::string(TextIn(element.node).trimmed()), is_html,
          bases.of(element.node)};
}

}  // namespace

Markup read_markup(const TextElement& element, const BaseUrls& bases) {
  Markup markup = read_raw(element, bases);
  markup.source = cleaned(std::move(markup.source));
  return markup;
}

std::string read_line(const TextElement& element) {
  if (element.rules != TextRules::Atom && !has_elements(element.node)) {  // no need to copy it first
    return plain_line(TextIn(element.node).trimmed(), element.rules == TextRules::Rss);
  }
  const Markup markup = read_markup(element, BaseUrls({}));
  return plain_line(markup.source, markup.is_html);
}

std::string plain_line(std::string_view text, bool is_html) {
  text = first_bytes(text, kMaxTitleSource);
  const bool is_marked = is_html && text.find_first_of("<&") != std::string_view::npos;
  std::string line = is_marked ? title_text(text) : fold_white_space(text);
  return line.size() > kMaxTitle ? cut_text(line, kMaxTitle) : line;
}

std::string decode_base64(std::string_view text) {
  std::string bytes;
  unsigned bits = 0;
  int count = 0;
  for (const char c : text) {
    unsigned value = 0;
    if ('A' <= c && c <= 'Z') {
      value = static_cast<unsigned>(c - 'A');
    } else if ('a' <= c && c <= 'z') {
      value = static_cast<unsigned>(c - 'a') + 26;
    } else if (is_ascii_digit(c)) {
      value = static_cast<unsigned>(c - '0') + 52;
    } else if (c == '+' || c == '/') {
      value = c == '+' ? 62 : 63;
    } else if (c == '=') {
      break;
    } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      continue;
    } else {
      return {};
    }
    bits = (bits << 6 | value) & 0xFFFF;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes += static_cast<char>(bits >> count & 0xFF);
    }
  }
  return is_utf8(bytes) ? clean_utf8(bytes) : std::string();
}

}  // namespace aggregator::feed
