// Reads what sanitise() writes by a far narrower grammar than HTML's, so that nothing can hide in it.
#pragma once

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace aggregator::feed {

/// Collects the first fault of sanitised HTML: every tag must be `<name attribute="value" …>` or `</name>`, names and
/// attributes harmless ones, elements nested and closed, URLs of the schemes http, https and mailto, and no other `<`,
/// `>` or control character may occur.
class StrictHtml {
 public:
  explicit StrictHtml(std::string_view html) : rest_(html) {
    while (fault_.empty() && !rest_.empty()) rest_.front() == '<' ? read_tag() : read_text();
    if (fault_.empty() && !open_.empty()) fault_ = "not closed: " + open_.back();
  }

  /// Empty when all is well.
  [[nodiscard]] const std::string& fault() const { return fault_; }

 private:
  void read_text() {
    const unsigned char c = static_cast<unsigned char>(rest_.front());
    if (c == '>' || (c < ' ' && c != '\t' && c != '\n' && c != '\r')) fail("in text");
    rest_.remove_prefix(1);
  }

  void read_tag() {
    static const std::set<std::string, std::less<>> kEmpty = {"br", "hr", "img", "wbr"};
    rest_.remove_prefix(1);
    const bool closes = rest_.starts_with('/');
    if (closes) rest_.remove_prefix(1);
    const std::string name = read_name();
    if (!is_harmless(name)) return fail("element " + name);
    while (!closes && rest_.starts_with(' ')) read_attribute();
    if (!rest_.starts_with('>')) return fail("end of " + name);
    rest_.remove_prefix(1);
    if (closes && (open_.empty() || open_.back() != name)) return fail("nesting of " + name);
    if (closes)
      open_.pop_back();
    else if (!kEmpty.contains(name))
      open_.push_back(name);
  }

  void read_attribute() {
    static const std::set<std::string, std::less<>> kHarmless = {"href",  "src",     "alt",     "title",   "lang",
                                                                 "dir",   "width",   "height",  "class",   "start",
                                                                 "value", "colspan", "rowspan", "datetime"};
    rest_.remove_prefix(1);
    const std::string name = read_name();
    if (!kHarmless.contains(name) || !rest_.starts_with("=\"")) return fail("attribute " + name);
    rest_.remove_prefix(2);
    const std::size_t end = std::min(rest_.find('"'), rest_.size());
    const std::string_view value = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    if (value.find_first_of("<>") != value.npos) return fail("value of " + name);
    const bool is_web = value.starts_with("http://") || value.starts_with("https://");
    if (name == "src" && !is_web) return fail("src");
    if (name == "href" && !is_web && !value.starts_with("mailto:")) fail("href");
  }

  std::string read_name() {
    const std::size_t end = std::min(rest_.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789"), rest_.size());
    std::string name(rest_.substr(0, end));
    rest_.remove_prefix(end);
    return name;
  }

  static bool is_harmless(const std::string& name) {
    static const std::set<std::string, std::less<>> kDangerous = {
        "",         "script",   "style",    "iframe",    "object", "embed", "form",  "input", "button",
        "select",   "textarea", "svg",      "math",      "html",   "head",  "body",  "title", "base",
        "link",     "meta",     "template", "noscript",  "frame",  "video", "audio", "xmp",   "applet",
        "frameset", "noembed",  "noframes", "plaintext", "option", "source"};
    return !kDangerous.contains(name);
  }

  void fail(const std::string& what) {
    if (fault_.empty()) fault_ = what + " before " + std::string(rest_.substr(0, 40));
  }

  std::string_view rest_;
  std::string fault_;
  std::vector<std::string> open_;
};

}  // namespace aggregator::feed
