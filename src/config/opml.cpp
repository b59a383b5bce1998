// OPML (http://opml.org/spec2.opml): outlines with an xmlUrl are feeds, those around them folders.
#include <fmt/format.h>

#include <algorithm>
#include <pugixml.hpp>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "aggregator/base/text.h"
#include "aggregator/base/url.h"
#include "foreign_list.h"
#include "values.h"

namespace aggregator::config {
namespace {

constexpr int kMaxFolders = 8;

/// Programs do not agree on the case of names.
bool is_named(const char* name, std::string_view wanted) { return equals_ignoring_case(name, wanted); }

bool is_outline(const pugi::xml_node& node) { return is_named(node.name(), "outline"); }

std::string attribute(const pugi::xml_node& node, std::string_view name) {
  for (const auto& attribute : node.attributes()) {
    if (is_named(attribute.name(), name)) return attribute.value();
  }
  return "";
}

std::string title_of(const pugi::xml_node& outline) {
  std::string title = attribute(outline, "title");
  return title.empty() ? attribute(outline, "text") : title;
}

/// A folder that holds the whole list says nothing about the feeds in it.
bool holds_everything(const pugi::xml_node& outline) {
  if (!is_named(outline.parent().name(), "body")) return false;
  return std::ranges::none_of(outline.parent().children(),
                              [&](const pugi::xml_node& sibling) { return is_outline(sibling) && sibling != outline; });
}

/// The folders around an outline, the outer ones first, and its categories ("/topic/subtopic,other").
std::vector<std::string> tags_of(const pugi::xml_node& outline) {
  std::vector<std::string> tags;
  pugi::xml_node folder = outline.parent();
  for (int level = 0; level < kMaxFolders && is_outline(folder); ++level, folder = folder.parent()) {
    if (!holds_everything(folder)) tags.insert(tags.begin(), title_of(folder));
  }
  for (const std::string& category : split(attribute(outline, "category"), ',')) {
    for (std::string& part : split(category, '/')) tags.push_back(std::move(part));
  }
  return tags;
}

/// Visits every outline that names a feed.
class FeedFinder : public pugi::xml_tree_walker {
 public:
  FeedFinder(std::string_view bytes, ListBuilder& builder) : bytes_(bytes), builder_(builder) {}

  bool for_each(pugi::xml_node& node) override {
    if (!is_outline(node)) return true;
    ListedFeed feed;
    feed.url = attribute(node, "xmlUrl");
    feed.line = line_of(node);
    if (feed.url.empty()) return note_lack(node, feed.line);
    feed.title = title_of(node);
    if (feed.title == feed.url) feed.title.clear();  // an outline must have a text: this is one without a title
    feed.site = attribute(node, "htmlUrl");
    feed.tags = tags_of(node);
    feed.language = attribute(node, "language");
    feed.enabled = parse_flag(attribute(node, "enabled")).value_or(true);
    builder_.add(std::move(feed));
    return true;
  }

 private:
  /// An outline around others is a folder, and one of which nothing is said but its text an empty folder, or a word.
  bool note_lack(const pugi::xml_node& node, std::size_t line) {
    const std::string type = lower_ascii(attribute(node, "type")), site = attribute(node, "htmlUrl");
    const bool is_folder = std::ranges::any_of(node.children(), is_outline);
    if (is_folder || (type.empty() && site.empty() && attribute(node, "url").empty())) return true;
    const bool is_feed = type == "rss" || !site.empty();
    const std::string title = title_of(node);
    std::string words = quote(title.empty() ? shown_url(site) : title);
    words +=
        is_feed ? ": a feed without an xmlUrl" : fmt::format(": an outline of type {} without an xmlUrl", quote(type));
    if (!site.empty()) words += fmt::format("; `aggregator add-feed {}` looks for its feed", shown_url(site));
    builder_.note_without_feed(line, std::move(words));
    return true;
  }

  /// Nodes come in the order of the document, so that each line break is counted once. 0 when the parser had to convert
  /// the text and knows no places.
  std::size_t line_of(const pugi::xml_node& node) {
    const auto offset = node.offset_debug();
    if (offset < 0 || static_cast<std::size_t>(offset) > bytes_.size()) return 0;
    const std::string_view passed = bytes_.substr(counted_, static_cast<std::size_t>(offset) - counted_);
    line_ += static_cast<std::size_t>(std::ranges::count(passed, '\n'));
    counted_ = static_cast<std::size_t>(offset);
    return line_;
  }

  std::string_view bytes_;
  ListBuilder& builder_;
  std::size_t counted_ = 0, line_ = 1;
};

/// The parser keeps the element in whose attributes it stopped, with half a URL perhaps.
void drop_half_an_element(pugi::xml_document& document, const pugi::xml_parse_result& parsed) {
  if (parsed.status != pugi::status_bad_attribute && parsed.status != pugi::status_bad_start_element) return;
  pugi::xml_node last = document.document_element();
  while (last.last_child()) last = last.last_child();
  last.parent().remove_child(last);
}

/// Sets the attribute unless the value says nothing.
void set(pugi::xml_node& outline, const char* name, const std::string& value) {
  if (!value.empty()) outline.append_attribute(name) = value.c_str();
}

std::string joined(const std::vector<std::string>& tags) {
  // Commas and slashes have a meaning in categories.
  std::string text;
  for (std::string tag : tags) {
    std::ranges::replace_if(tag, [](char c) { return c == ',' || c == '/'; }, ' ');
    text += (text.empty() ? "" : ",") + tag;
  }
  return text;
}

void append_outline(pugi::xml_node& body, const ListedFeed& feed) {
  pugi::xml_node outline = body.append_child("outline");
  const std::string title = clean_utf8(feed.title.empty() ? feed.url : feed.title);
  set(outline, "type", "rss");
  set(outline, "text", title);
  set(outline, "title", title);
  set(outline, "xmlUrl", feed.url);
  set(outline, "htmlUrl", feed.site);
  set(outline, "language", feed.language);
  set(outline, "category", clean_utf8(joined(feed.tags)));
  if (!feed.enabled) set(outline, "enabled", "false");
}

}  // namespace

Result<FeedList> parse_opml(std::string_view bytes, std::string_view name) {
  pugi::xml_document document;
  const auto parsed = document.load_buffer(bytes.data(), bytes.size(), pugi::parse_default, pugi::encoding_utf8);
  if (!is_named(document.document_element().name(), "opml")) {
    return fail(ErrorCode::Malformed,
                fmt::format("{}: no OPML; a page or a single feed is added with `aggregator add-feed`", name));
  }
  drop_half_an_element(document, parsed);
  ListBuilder builder;
  FeedFinder finder(bytes, builder);
  document.traverse(finder);
  if (!parsed) {
    const auto read = bytes.substr(0, static_cast<std::size_t>(std::max<std::ptrdiff_t>(parsed.offset, 0)));
    builder.note_rest(
        static_cast<std::size_t>(std::ranges::count(read, '\n')) + 1,
        fmt::format("not well-formed from here on ({}); what stood before was read", parsed.description()));
  }
  return builder.finish(name);
}

std::string format_opml(const std::vector<ListedFeed>& feeds, std::string_view title) {
  pugi::xml_document document;
  auto declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  auto opml = document.append_child("opml");
  opml.append_attribute("version") = "2.0";
  opml.append_child("head").append_child("title").text() = clean_utf8(title).c_str();
  auto body = opml.append_child("body");
  for (const ListedFeed& feed : feeds) append_outline(body, feed);
  std::ostringstream text;
  document.save(text, "  ", pugi::format_default, pugi::encoding_utf8);
  return std::move(text).str();
}

}  // namespace aggregator::config
