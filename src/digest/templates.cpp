#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "aggregator/base/file.h"
#include "aggregator/base/text.h"
#include "aggregator/digest/render.h"
#include "builtin_templates.h"
#include "string_table.h"
#include "template_reader.h"

namespace aggregator::digest {
namespace {
namespace fs = std::filesystem;

constexpr std::size_t kMaxFileBytes = 256u << 10;
constexpr std::string_view kTextTemplates[] = {"digest.txt.mustache", "confirm.html.mustache", "confirm.txt.mustache"};
constexpr std::string_view kDesignBegin = "digest.", kDesignEnd = ".html.mustache", kStrings = ".strings";
constexpr std::string_view kTemplate = ".mustache";

std::string design_file(std::string_view design) { return fmt::format("{}{}{}", kDesignBegin, design, kDesignEnd); }

/// "compact" of "digest.compact.html.mustache"; empty for a file that is no design.
std::string design_in(std::string_view name) {
  if (!name.starts_with(kDesignBegin) || !name.ends_with(kDesignEnd)) return {};
  if (name.size() <= kDesignBegin.size() + kDesignEnd.size()) return {};
  return std::string(name.substr(kDesignBegin.size(), name.size() - kDesignBegin.size() - kDesignEnd.size()));
}

bool is_template(const std::string& name) {
  const bool is_part = name.starts_with('_') && (name.ends_with(".html.mustache") || name.ends_with(".txt.mustache"));
  return is_part || !design_in(name).empty() || std::ranges::find(kTextTemplates, name) != std::end(kTextTemplates);
}

/// Why the file `name` of a runner's folder would never be used; empty when it would. Only files that look as if they
/// were meant for us are judged.
std::string misnamed(const std::string& name) {
  if (name.ends_with(kStrings)) {
    const std::string language = name.substr(0, name.size() - kStrings.size());
    return is_language_tag(language) ? "" : quote(language) + " is no language; write for example fr.strings";
  }
  if (is_template(name + std::string(kTemplate)))
    return fmt::format("a template's name ends in {0}; call it {1}{0}", kTemplate, name);
  if (!name.ends_with(kTemplate) || is_template(name)) return {};
  return "no template is called so; a design is digest.NAME.html.mustache, a part _NAME.html.mustache";
}

TemplateFiles builtin_files() {
  TemplateFiles files;
  for (const BuiltinTemplate& builtin : builtin_templates()) {
    const std::string name(builtin.name);
    files[name] = {.text = std::string(builtin.text), .path = name, .replaced = {}};
  }
  return files;
}

/// Puts the files of `folder` in the place of those of the same name, and beside the others.
Result<void> add_folder(const fs::path& folder, TemplateFiles& files) {
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    const std::string path = entry->path().string();
    if (const std::string why = misnamed(name); !why.empty())
      return fail(ErrorCode::Misconfigured, fmt::format("{}: {}", path, why));
    if (!name.ends_with(kTemplate) && !name.ends_with(kStrings)) continue;
    if (entry->file_size(error) > kMaxFileBytes && !error)
      return fail(ErrorCode::Misconfigured, fmt::format("{}: more than {} bytes", path, kMaxFileBytes));
    auto text = read_file(entry->path(), kMaxFileBytes);
    if (!text) return std::unexpected(text.error());
    std::erase(*text, '\r');  // of an editor on Windows, as is the mark
    if (text->starts_with(kByteOrderMark)) text->erase(0, kByteOrderMark.size());
    if (!is_clean_utf8(*text)) return fail(ErrorCode::Misconfigured, path + ": is no UTF-8 text");
    TemplateFile& file = files[name];
    file = {.text = *std::move(text), .path = path, .replaced = std::move(file.text)};
  }
  if (error) return fail(ErrorCode::Io, fmt::format("{}: {}", folder.string(), error.message()));
  return {};
}

Result<std::string> chosen_design(const std::string& design, const TemplateFiles& files) {
  if (const std::string name = design_file(design); files.contains(name)) return name;
  std::vector<std::string> known;
  for (const auto& [name, file] : files) {
    if (std::string other = design_in(name); !other.empty()) known.push_back(std::move(other));
  }
  return fail(ErrorCode::Misconfigured,
              fmt::format("digest.design: there is no design {}; there are {}", quote(design), fmt::join(known, ", ")));
}

Result<void> check_strings(const std::string& name, const TemplateFile& file, const StringTable& english) {
  const auto strings = StringTable::parse(file.text, name.substr(0, name.size() - kStrings.size()));
  if (!strings) return at(file.path, strings.error());
  if (const auto checked = strings->check_against(english); !checked) return at(file.path, checked.error());
  return {};
}

/// An edition without a post: what stands around posts has to leave room for them.
DigestPage bare_page() {
  return {.site_name = {},
          .site_url = {},
          .language = "en",
          .timezone = TimeZone::find("UTC").value(),
          .date = {},
          .frequency = "daily",
          .tags = {},
          .groups = {}};
}

/// Errors of strings are those of the runner's files.
Result<void> as_misconfigured(const Result<void>& outcome) {
  return outcome ? outcome : fail(ErrorCode::Misconfigured, outcome.error().detail);
}

}  // namespace

Result<Templates> Templates::load(const std::optional<fs::path>& folder, const std::string& design) {
  TemplateFiles files = builtin_files();
  const StringTable english = StringTable::parse(files.at("en.strings").text, "en").value();
  if (folder) {
    if (auto added = add_folder(*folder, files); !added) return std::unexpected(added.error());
  }
  const auto design_name = chosen_design(design, files);
  if (!design_name) return std::unexpected(design_name.error());

  Templates templates;
  const auto read = [&](const std::string& name, const std::string& as) -> Result<void> {
    auto whole = read_template(name, files);
    if (!whole) return std::unexpected(whole.error());
    if (name == *design_name) {
      templates.has_excerpts_ = whole->shown.contains("excerpt");
      templates.largest_file_ = std::move(whole->largest_file);
    }
    templates.texts_.emplace(as, std::move(whole->text));
    return {};
  };
  if (auto done = read(*design_name, "digest.html.mustache"); !done) return std::unexpected(done.error());
  for (const std::string_view name : kTextTemplates) {
    if (auto done = read(std::string(name), std::string(name)); !done) return std::unexpected(done.error());
  }
  for (auto& [name, file] : files) {
    if (!name.ends_with(kStrings)) continue;
    if (auto checked = as_misconfigured(check_strings(name, file, english)); !checked)
      return std::unexpected(checked.error());
    templates.texts_.emplace(name, std::move(file.text));
  }
  if (const auto bare = render_digest(bare_page(), templates); !bare) return std::unexpected(bare.error());
  return templates;
}

const std::string* Templates::find(const std::string& name) const {
  const auto found = texts_.find(name);
  return found == texts_.end() ? nullptr : &found->second;
}

const std::string& Templates::named(const std::string& name) const {
  const std::string* text = find(name);
  if (text == nullptr) throw std::logic_error("no template is called " + name);
  return *text;
}

}  // namespace aggregator::digest
