#include "xml_repair.h"

#include <algorithm>
#include <cstddef>

#include "aggregator/base/text.h"
#include "element_names.h"
#include "entities.h"
#include "xml_faults.h"
#include "xml_prolog.h"
#include "xml_tag.h"

namespace aggregator::feed {
namespace {

constexpr std::size_t kMaxDepth = 256;

/// How many bytes may be read for tags that turn out to be none. Reading on from each of many `<` to the end of a long
/// document would take forever; no honest document comes near.
constexpr std::size_t kMaxSearchedInVain = 64u << 20;

bool is_any_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::ranges::any_of(names, [&](std::string_view other) { return equals_ignoring_case(name, other); });
}

bool is_entry(std::string_view name) { return is_any_of(local_part(name), {"item", "entry"}); }

/// HTML elements that have no end tag and that no feed format has elements of the same name as.
bool is_void(std::string_view name) { return is_any_of(name, {"br", "hr", "img", "input", "wbr"}); }

/// Atom's element that may hold a document of its own. What RSS has in such a place is escaped: there an entry in it
/// means that its end tag is missing.
bool holds_document(std::string_view name) { return name == "content"; }

/// Elements of which a part is worse than nothing: half a link leads elsewhere, half an id is another entry.
bool must_be_whole(std::string_view name) { return is_any_of(local_part(name), {"link", "guid", "id"}); }

/// Writes the document anew while reading it once.
class Repairer {
 public:
  Repairer(std::string_view text, const Prolog& prolog) : text_(text), at_(prolog.root) {
    entities_.declare(prolog.doctype);
    for (const std::string_view fault : prolog.faults) note(fault);
    out_.reserve(text.size() + text.size() / 8);
  }

  RepairedXml run() && {
    while (at_ < text_.size() && !is_over_) {
      const std::size_t stop = std::min(text_.find_first_of("<&", at_), text_.size());
      write_clean(text_.substr(at_, stop - at_));
      at_ = stop;
      if (at_ == text_.size()) break;
      at_ += text_[at_] == '&' ? write_reference(rest()) : write_markup();
    }
    if (is_over_ && !is_epilog(rest())) note("text after the end of the feed");
    finish_truncated();
    return {std::move(out_), std::move(repairs_), entry_cut_off_};
  }

 private:
  struct Open {
    std::string_view name;
    std::size_t start;  ///< of its tag in `out_`
  };

  [[nodiscard]] std::string_view rest() const { return text_.substr(at_); }

  void note(std::string_view repair) {
    if (std::ranges::find(repairs_, repair) == repairs_.end()) repairs_.emplace_back(repair);
  }

  void write_clean(std::string_view text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (!is_forbidden_at(text, at)) {
        out_ += text[at];
        continue;
      }
      note("control characters");
      if (text[at] == '\xEF') at += 2;
    }
  }

  void write_escaped(std::string_view text) {
    for (const char c : text) {
      if (c == '<') {
        out_ += "&lt;";
      } else if (c == '&') {
        out_ += "&amp;";
      } else if (c == '"') {
        out_ += "&quot;";
      } else {
        out_ += c;
      }
    }
  }

  /// Writes what the ampersand at the beginning of `text` means; returns how much of `text` that was.
  std::size_t write_reference(std::string_view text) {
    const Reference reference = read_reference(text);
    if (reference.length == 0) {
      note("ampersands that are not escaped");
      out_ += "&amp;";
      return 1;
    }
    if (is_predefined_entity(reference.name) || is_plain_numeric(reference.name)) {
      out_ += text.substr(0, reference.length);
    } else if (const auto character = numeric_character(reference.name)) {
      out_ += *character;
    } else if (const auto meaning = entities_.find(reference.name)) {
      if (!meaning->declared) note("entities that are not declared");
      write_escaped(meaning->text);
    } else if (reference.name.starts_with('#')) {
      note("references to impossible characters");
      out_ += "\xEF\xBF\xBD";
    } else {
      note("ampersands that are not escaped");
      out_ += "&amp;";
      return 1;
    }
    return reference.length;
  }

  /// Writes the markup that begins here; returns its length.
  std::size_t write_markup() {
    if (rest().starts_with("<![CDATA[")) return write_cdata();
    if (rest().starts_with("</")) return write_end_tag();
    if (const std::size_t length = misc_.length(rest())) return length;
    if (searched_in_vain_ > kMaxSearchedInVain) return write_less_than();
    const XmlTag tag = read_start_tag(rest());
    if (tag.name.empty()) {
      searched_in_vain_ += tag.length;
      return write_less_than();
    }
    write_start_tag(tag);
    return tag.length;
  }

  std::size_t write_less_than() {
    note("less-than signs that are not escaped");
    out_ += "&lt;";
    return 1;
  }

  std::size_t write_cdata() {
    constexpr std::string_view kOpening = "<![CDATA[", kClosing = "]]>";
    std::size_t end = has_cdata_end_ ? rest().find(kClosing) : std::string_view::npos;
    std::size_t length = end + kClosing.size();
    has_cdata_end_ = end != std::string_view::npos;
    if (!has_cdata_end_) {  // then it ends where the element around it does
      note("a CDATA section without end");
      const std::string end_tag = open_.empty() ? "</" : "</" + std::string(open_.back().name) + ">";
      end = std::min(rest().find(end_tag), rest().size());
      length = end;
    }
    out_ += kOpening;
    write_clean(rest().substr(kOpening.size(), end - kOpening.size()));
    out_ += kClosing;
    return length;
  }

  void write_start_tag(const XmlTag& tag) {
    if (!tag.is_tidy) note("broken tags");
    if (is_entry(tag.name)) close_open_entry(tag.name);
    if (open_.size() >= kMaxDepth) {
      note("elements nested too deep");
      if (!tag.is_closed) ++too_deep_;
      return;
    }
    const std::size_t start = out_.size();
    out_ += '<';
    out_ += tag.name;
    for (const XmlAttribute& attribute : tag.attributes) write_attribute(attribute);
    const bool closes_itself = tag.is_closed || is_void(tag.name);
    out_ += closes_itself ? "/>" : ">";
    if (!closes_itself) {
      open_.push_back({tag.name, start});
    } else if (!tag.is_closed) {
      note("tags that are never closed");
    }
    is_over_ = open_.empty();
  }

  void write_attribute(const XmlAttribute& attribute) {
    out_ += ' ';
    out_ += attribute.name;
    out_ += "=\"";
    for (std::size_t at = 0; at < attribute.value.size();) {
      const std::size_t stop = std::min(attribute.value.find_first_of("<&\"", at), attribute.value.size());
      write_clean(attribute.value.substr(at, stop - at));
      at = stop;
      if (at == attribute.value.size()) break;
      if (attribute.value[at] == '&') {
        at += write_reference(attribute.value.substr(at));
      } else {
        write_escaped(attribute.value.substr(at++, 1));
      }
    }
    out_ += '"';
  }

  /// Entries hold no entries, except in their content: the one before was not closed.
  void close_open_entry(std::string_view name) {
    const auto open = std::ranges::find(open_, name, &Open::name);
    if (std::any_of(open, open_.end(), [](const Open& inner) { return holds_document(inner.name); })) return;
    if (open == open_.end()) return;
    note("tags that are never closed");
    close_down_to(static_cast<std::size_t>(open - open_.begin()));
  }

  std::size_t write_end_tag() {
    const std::string_view name = read_xml_name(rest().substr(2));
    if (name.empty()) return write_less_than();
    const std::size_t close = rest().find('>');
    const std::size_t length = close == std::string_view::npos ? rest().size() : close + 1;
    if (too_deep_ > 0) {
      --too_deep_;
      return length;
    }
    const auto open = std::find_if(open_.rbegin(), open_.rend(), [&](const Open& other) { return other.name == name; });
    if (open == open_.rend()) {
      note("end tags that close nothing");
      return length;
    }
    if (open != open_.rbegin()) note("tags that are never closed");
    close_down_to(static_cast<std::size_t>(open_.rend() - open) - 1);
    is_over_ = open_.empty();
    return length;
  }

  void close_down_to(std::size_t depth) {
    while (open_.size() > depth) {
      out_ += "</";
      out_ += open_.back().name;
      out_ += '>';
      open_.pop_back();
    }
  }

  void finish_truncated() {
    if (open_.empty()) return;
    note("the document ends early");
    entry_cut_off_ = std::ranges::any_of(open_, [](const Open& open) {
      const Name name = name_from(local_part(open.name));
      return name == Name::Item || name == Name::Entry;
    });
    if (must_be_whole(open_.back().name)) {
      out_.resize(open_.back().start);
      open_.pop_back();
    }
    close_down_to(0);
  }

  std::string_view text_;
  std::size_t at_;
  std::string out_;
  std::vector<std::string> repairs_;
  std::vector<Open> open_;
  std::size_t too_deep_ = 0;  ///< start tags left out whose end tags are still to come
  bool is_over_ = false;      ///< the root element is closed
  bool entry_cut_off_ = false;
  std::size_t searched_in_vain_ = 0;
  bool has_cdata_end_ = true;  ///< there may be one from here on
  MiscReader misc_;
  Entities entities_;
};

}  // namespace

std::optional<RepairedXml> repair_xml(std::string_view text) {
  const Prolog prolog = read_prolog(text);
  if (prolog.root == std::string_view::npos) return std::nullopt;
  return Repairer(text, prolog).run();
}

}  // namespace aggregator::feed
