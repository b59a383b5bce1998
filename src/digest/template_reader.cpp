#include "template_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <ranges>
#include <set>
#include <string_view>
#include <vector>

#include "aggregator/base/ascii.h"
#include "aggregator/base/spelling.h"
#include "aggregator/base/text.h"
#include "template_variables.h"

namespace aggregator::digest {
namespace {

constexpr std::size_t kMaxBytes = 256u << 10;
constexpr std::string_view kEnding = ".mustache";

/// "{{#name}}": what stands between two bytes of a file. `kind` is the sign before the name; ' ' for a variable.
struct Tag {
  char kind = ' ';
  std::string_view name;
  std::size_t begin = 0, end = 0;
};

/// The first tag at or after `from`; its end is npos when it is not closed.
std::optional<Tag> find_tag(std::string_view text, std::size_t from) {
  Tag tag;
  tag.begin = text.find("{{", from);
  if (tag.begin == std::string_view::npos) return std::nullopt;
  const bool is_triple = text.substr(tag.begin).starts_with("{{{");
  const std::string_view close = is_triple ? "}}}" : "}}";
  const std::size_t inside = tag.begin + close.size(), found = text.find(close, inside);
  tag.end = found == std::string_view::npos ? found : found + close.size();
  std::string_view content = trim(text.substr(inside, found - std::min(found, inside)));
  if (!is_triple && !content.empty() && std::string_view("#^/>!&=").contains(content.front())) {
    tag.kind = content.front();
    content.remove_prefix(1);
  }
  tag.name = trim(content);
  return tag;
}

/// A section that is open.
struct Section {
  const Variable* variable;
  bool is_inverted;
  std::size_t begin;
};

/// A file that is being read, and how many sections were open when it began.
struct Source {
  std::string name;
  const TemplateFile* file;
  std::size_t sections;
};

/// Links that a message cannot go without: the way out, and the way to say yes.
std::vector<std::string> links_needed(std::string_view message) {
  return message == "confirm" ? std::vector<std::string>{"confirm_url", "unsubscribe_url"}
                              : std::vector<std::string>{"unsubscribe_url", "preferences_url"};
}

class Reader {
 public:
  Reader(const TemplateFiles& files, const std::string& name)
      : files_(files), message_(name.substr(0, name.find('.'))), is_html_(name.ends_with(".html.mustache")) {}

  Result<WholeTemplate> read(const std::string& name) {
    if (auto read = read_file(name, files_.at(name)); !read) return std::unexpected(read.error());
    for (const std::string& link : links_needed(message_)) {
      if (!links_.contains(link)) return refuse_without(link, name);
    }
    const auto size = [](const TemplateFile* file) { return file->text.size(); };
    return WholeTemplate{.text = std::move(whole_),
                         .shown = std::move(shown_),
                         .largest_file = (*std::ranges::max_element(read_, {}, size))->path};
  }

 private:
  Result<void> read_file(const std::string& name, const TemplateFile& file) {
    sources_.push_back({name, &file, sections_.size()});
    read_.push_back(&file);
    const std::string_view text = sources_.size() == 1 ? file.text : without_last_break(file.text);
    std::size_t done = 0;
    for (auto tag = find_tag(text, 0); tag; tag = find_tag(text, done)) {
      if (tag->end == std::string_view::npos) return refuse(tag->begin, R"("{{" is not closed by "}}")");
      whole_.append(text.substr(done, tag->begin - done));
      if (auto taken = take(*tag); !taken) return taken;
      if (tag->kind != '>') whole_.append(text.substr(tag->begin, tag->end - tag->begin));
      if (whole_.size() > kMaxBytes) return refuse(tag->begin, fmt::format("more than {} bytes", kMaxBytes));
      done = tag->end;
    }
    whole_.append(text.substr(done));
    if (sections_.size() > sources_.back().sections) {
      const Section& open = sections_.back();
      return refuse(open.begin, fmt::format("{} is not closed in this file", shown(open)));
    }
    sources_.pop_back();
    return {};
  }

  Result<void> take(const Tag& tag) {
    switch (tag.kind) {
      case '!':
        return {};
      case '=':
        return refuse(tag.begin, "delimiters cannot be changed");
      case '>':
        return put_in_part(tag);
      case '/':
        return close_section(tag);
      case '#':
      case '^':
        return open_section(tag);
      default:
        return show(tag);
    }
  }

  Result<void> put_in_part(const Tag& tag) {
    const std::string name = fmt::format("_{}.{}{}", tag.name, is_html_ ? "html" : "txt", kEnding);
    const auto found = files_.find(name);
    if (found == files_.end()) {
      return refuse(tag.begin, fmt::format("there is no part {} (a file {}){}", quote(tag.name), name,
                                           proposal(tag.name, part_names())));
    }
    if (std::ranges::find(sources_, name, &Source::name) != sources_.end()) {
      return refuse(tag.begin, fmt::format("{{{{> {}}}}} contains itself", tag.name));
    }
    return read_file(name, found->second);
  }

  Result<void> open_section(const Tag& tag) {
    const Variable* variable = find(tag.name);
    if (variable == nullptr) return refuse_unknown(tag);
    sections_.push_back({variable, tag.kind == '^', tag.begin});
    return {};
  }

  Result<void> close_section(const Tag& tag) {
    if (sections_.size() == sources_.back().sections) {
      return refuse(tag.begin, fmt::format("{{{{/{}}}}} closes nothing that is open in this file", tag.name));
    }
    const Section& open = sections_.back();
    if (open.variable->name != tag.name) {
      return refuse(tag.begin, fmt::format("{{{{/{}}}}} where {} of line {} is still open", tag.name, shown(open),
                                           line_of(open.begin)));
    }
    sections_.pop_back();
    return {};
  }

  Result<void> show(const Tag& tag) {
    const Variable* variable = find(tag.name);
    if (variable == nullptr) return refuse_unknown(tag);
    if (variable->kind == VariableKind::List || variable->kind == VariableKind::Flag) {
      return refuse(tag.begin, fmt::format("{0} is no text; write {{{{#{0}}}}} … {{{{/{0}}}}}", tag.name));
    }
    if (is_html_ && whole_.ends_with('=') && is_inside_element()) {
      return refuse(tag.begin, fmt::format("write quotes around {{{{{}}}}}", tag.name));
    }
    shown_.insert(std::string(tag.name));
    if (!sections_.empty()) {
      useless_.try_emplace(std::string(tag.name),
                           fmt::format("{}{{{{{}}}}} stands inside a section", place(tag.begin), tag.name));
    } else if (is_html_ && is_inside_comment()) {
      useless_.try_emplace(std::string(tag.name),
                           fmt::format("{}{{{{{}}}}} stands inside a comment", place(tag.begin), tag.name));
    } else if (!is_html_ || is_address_of_link()) {
      links_.insert(std::string(tag.name));
    }
    return {};
  }

  /// In "<a href=", and not in "a = b".
  bool is_inside_element() const { return is_open("<", ">"); }

  bool is_inside_comment() const { return is_open("<!--", "-->"); }

  bool is_open(std::string_view opening, std::string_view closing) const {
    const std::size_t begin = whole_.rfind(opening), end = whole_.rfind(closing);
    return begin != std::string::npos && (end == std::string::npos || end < begin);
  }

  /// In `<a class="out" href="`; a `<link>` and a `data-href` are nothing to click on.
  bool is_address_of_link() const {
    if (!is_inside_element()) return false;
    const std::string element = lower_ascii(std::string_view(whole_).substr(whole_.rfind('<')));
    constexpr std::string_view kEndings[] = {"href=\"", "href='"};
    return std::ranges::any_of(kEndings, [&](std::string_view ending) {
      return element.ends_with(ending) && element.starts_with("<a") && is_ascii_space(element[2]) &&
             is_ascii_space(element[element.size() - ending.size() - 1]);
    });
  }

  /// The lists that are open, the innermost first, and the message around them.
  std::vector<std::string_view> places() const {
    std::vector<std::string_view> places;
    for (const Section& section : std::views::reverse(sections_)) {
      if (section.variable->kind == VariableKind::List && !section.is_inverted)
        places.push_back(section.variable->name);
    }
    places.push_back(message_);
    return places;
  }

  const Variable* find(std::string_view name) const {
    for (const std::string_view place : places()) {
      for (const Variable& variable : template_variables()) {
        if (variable.place == place && variable.name == name) return &variable;
      }
    }
    return nullptr;
  }

  Result<void> refuse_unknown(const Tag& tag) const {
    const std::vector<std::string_view> open = places();
    std::vector<std::string_view> known;
    for (const Variable& variable : template_variables()) {
      if (std::ranges::find(open, variable.place) != open.end()) known.push_back(variable.name);
    }
    return refuse(tag.begin, fmt::format("there is no variable {} here{}", quote(tag.name), proposal(tag.name, known)));
  }

  std::vector<std::string_view> part_names() const {
    const std::string ending = (is_html_ ? ".html" : ".txt") + std::string(kEnding);
    std::vector<std::string_view> names;
    for (const auto& [name, file] : files_) {
      if (!name.starts_with('_') || !name.ends_with(ending)) continue;
      names.push_back(std::string_view(name).substr(1, name.size() - 1 - ending.size()));
    }
    return names;
  }

  static std::string proposal(std::string_view word, const std::vector<std::string_view>& known) {
    const auto nearest = nearest_word(word, known);
    return nearest ? fmt::format("; did you mean \"{}\"?", *nearest) : "";
  }

  static std::string_view without_last_break(std::string_view text) {
    return text.ends_with('\n') ? text.substr(0, text.size() - 1) : text;
  }

  static std::string shown(const Section& section) {
    return fmt::format("{{{{{}{}}}}}", section.is_inverted ? '^' : '#', section.variable->name);
  }

  long line_of(std::size_t position) const {
    const std::string& text = sources_.back().file->text;
    return 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(position), '\n');
  }

  std::string place(std::size_t position) const {
    return fmt::format("{}: line {}: ", sources_.back().file->path, line_of(position));
  }

  Result<void> refuse(std::size_t position, std::string_view why) const {
    return fail(ErrorCode::Misconfigured, place(position).append(why));
  }

  /// Names the place where `link` stands in vain, or else the file that should have it.
  std::unexpected<Error> refuse_without(const std::string& link, const std::string& name) const {
    const std::string wanted = is_html_ ? R"(a link href="{{)" + link + R"(}}" outside of all sections and comments)"
                                        : "{{" + link + "}} outside of all sections";
    const auto useless = useless_.find(link);
    const std::string why =
        useless == useless_.end()
            ? fmt::format("{}: lacks {}; no such mail goes out without it", file_to_blame(link, name).path, wanted)
            : fmt::format("{} only; no such mail goes out without {}", useless->second, wanted);
    return fail(ErrorCode::Misconfigured, why);
  }

  /// The runner's file that stands in the place of one that has `link`, else the template itself.
  const TemplateFile& file_to_blame(const std::string& link, const std::string& name) const {
    const auto lost = std::ranges::find_if(
        read_, [&](const TemplateFile* file) { return file->replaced.contains("{{" + link + "}}"); });
    return lost == read_.end() ? files_.at(name) : **lost;
  }

  const TemplateFiles& files_;
  const std::string message_;
  const bool is_html_;
  std::vector<Source> sources_;                 // the file that is read, below it those that show it
  std::vector<Section> sections_;               // open
  std::set<std::string> shown_;                 // variables
  std::set<std::string> links_;                 // of these, as links outside of sections and comments
  std::map<std::string, std::string> useless_;  // of these, where they stand in those
  std::vector<const TemplateFile*> read_;       // so far
  std::string whole_;
};

}  // namespace

Result<WholeTemplate> read_template(const std::string& name, const TemplateFiles& files) {
  return Reader(files, name).read(name);
}

}  // namespace aggregator::digest
