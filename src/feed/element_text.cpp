#include "element_text.h"

#include <algorithm>
#include <cstring>
#include <optional>

#include "escape.h"
#include "xml_tag.h"

namespace aggregator::feed {
namespace {

constexpr int kMaxDepth = 256;

/// Visits everything inside `element` in document order. `enter` says whether to look inside an element; `leave` is
/// called for the elements that were entered.
template <typename Enter, typename Text, typename Leave>
void walk(pugi::xml_node element, Enter enter, Text text, Leave leave) {
  text(element.value());  // what stands before the first child needs no node of its own
  pugi::xml_node node = element.first_child();
  int depth = 1;
  while (node) {
    if (node.type() != pugi::node_element) {
      text(node.value());
    } else if (depth < kMaxDepth && enter(node)) {
      text(node.value());
      if (node.first_child()) {
        node = node.first_child();
        ++depth;
        continue;
      }
      leave(node);
    }
    while (!node.next_sibling()) {
      node = node.parent();
      if (node == element) return;
      --depth;
      leave(node);
    }
    node = node.next_sibling();
  }
}

/// The character data of an element that has no more than one piece of it and nothing else.
std::optional<const char*> only_piece(pugi::xml_node element) {
  const pugi::xml_node child = element.first_child();
  if (!child) return element.value();
  const bool is_alone = *element.value() == '\0' && !child.next_sibling() && child.type() != pugi::node_element;
  return is_alone ? std::optional(child.value()) : std::nullopt;
}

/// Stops at the first letter, however long the text is.
bool is_blank(const char* text) { return text[std::strspn(text, " \t\n\v\f\r")] == '\0'; }

bool is_void(std::string_view name) {
  constexpr std::string_view kVoid[] = {"area", "br", "col", "embed", "hr", "img", "input", "source", "track", "wbr"};
  return std::ranges::find(kVoid, name) != std::end(kVoid);
}

void append_start_tag(std::string& out, pugi::xml_node element) {
  out += '<';
  out += local_part(element.name());
  for (const pugi::xml_attribute attribute : element.attributes()) {
    const std::string_view name = attribute.name();
    if (name.starts_with("xmlns")) continue;
    out += ' ';
    out += local_part(name);
    out += "=\"";
    append_escaped(out, attribute.value());
    out += '"';
  }
  out += '>';
}

}  // namespace

TextIn::TextIn(pugi::xml_node element) {
  if (const std::optional<const char*> piece = only_piece(element)) {
    text_ = *piece;
    return;
  }
  const auto gather = [&](const char* piece) { gathered_ += piece; };
  walk(element, [](pugi::xml_node) { return true; }, gather, [](pugi::xml_node) {});
  text_ = gathered_;
}

bool is_blank(pugi::xml_node element) {
  bool blank = true;
  const auto look = [&](const char* text) { blank = blank && is_blank(text); };
  walk(element, [&](pugi::xml_node) { return blank; }, look, [](pugi::xml_node) {});
  return blank;
}

bool has_elements(pugi::xml_node element) {
  for (pugi::xml_node child = element.first_child(); child; child = child.next_sibling()) {
    if (child.type() == pugi::node_element) return true;
  }
  return false;
}

std::string markup_in(pugi::xml_node element) {
  std::string out;
  const auto enter = [&](pugi::xml_node child) {
    append_start_tag(out, child);
    return !is_void(local_part(child.name()));
  };
  const auto leave = [&](pugi::xml_node child) {
    out += "</";
    out += local_part(child.name());
    out += '>';
  };
  walk(element, enter, [&](const char* text) { append_escaped(out, text); }, leave);
  return out;
}

std::string_view attribute_of(pugi::xml_node element, std::string_view name) {
  for (pugi::xml_attribute attribute = element.first_attribute(); attribute; attribute = attribute.next_attribute()) {
    if (equals_ignoring_case(attribute.name(), name)) return trim(attribute.value());
  }
  return {};
}

}  // namespace aggregator::feed
