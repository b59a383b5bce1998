#include <fmt/format.h>

#include <algorithm>
#include <kainjow/mustache.hpp>
#include <stdexcept>

#include "aggregator/base/file.h"
#include "aggregator/digest/render.h"
#include "builtin_templates.h"
#include "string_table.h"

namespace aggregator::digest {
namespace {

constexpr std::size_t kMaxTemplateBytes = 256u << 10;

Result<std::string> text_of(const BuiltinTemplate& builtin, const std::optional<std::filesystem::path>& folder) {
  if (!folder) return std::string(builtin.text);
  auto text = read_file(*folder / builtin.name, kMaxTemplateBytes);
  if (!text && text.error().code == ErrorCode::NotFound) return std::string(builtin.text);
  return text;
}

/// The line of the byte that the parser's message ends with: `Unclosed tag at 812`.
long line_of(const std::string& message, const std::string& text) {
  const std::size_t digits = message.find_last_not_of("0123456789") + 1;
  const std::size_t position = digits < message.size() ? std::stoul(message.substr(digits)) : 0;
  return 1 +
         std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(std::min(position, text.size())), '\n');
}

/// Nobody may get a mail without the way out, nor be asked to confirm without the link for it.
Result<void> check_template(const std::string& name, const std::string& text) {
  const kainjow::mustache::mustache parsed(text);
  if (!parsed.is_valid()) {
    const std::string& message = parsed.error_message();
    return fail(ErrorCode::Misconfigured, fmt::format("line {}: {}", line_of(message, text), message));
  }
  std::vector<std::string> needed = {"{{unsubscribe_url}}"};
  if (name.starts_with("confirm.")) needed.emplace_back("{{confirm_url}}");
  for (const std::string& tag : needed) {
    if (text.find(tag) == std::string::npos) return fail(ErrorCode::Misconfigured, "lacks " + tag);
  }
  return {};
}

Result<void> check_strings(const std::string& name, const std::string& text, const StringTable& english) {
  const auto strings = StringTable::parse(text, name.substr(0, name.find('.')));
  if (!strings) return fail(ErrorCode::Misconfigured, strings.error().detail);
  const std::vector<std::string> present = strings->keys();
  for (const std::string& key : english.keys()) {
    if (std::ranges::find(present, key) == present.end())
      return fail(ErrorCode::Misconfigured, "lacks \"" + key + "\"");
  }
  return {};
}

StringTable builtin_english() {
  const auto english = std::ranges::find(builtin_templates(), "en.strings", &BuiltinTemplate::name);
  return StringTable::parse(english->text, "en").value();
}

}  // namespace

Result<Templates> Templates::load(const std::optional<std::filesystem::path>& folder) {
  const StringTable english = builtin_english();
  Templates templates;
  for (const BuiltinTemplate& builtin : builtin_templates()) {
    auto text = text_of(builtin, folder);
    if (!text) return std::unexpected(text.error());
    const std::string name(builtin.name);
    const auto checked =
        name.ends_with(".mustache") ? check_template(name, *text) : check_strings(name, *text, english);
    if (!checked) return at(folder ? (*folder / name).string() : name, checked.error());
    templates.templates_.emplace_back(name, std::move(*text));
  }
  return templates;
}

const std::string* Templates::find(const std::string& name) const {
  const auto found = std::ranges::find(templates_, name, &std::pair<std::string, std::string>::first);
  return found == templates_.end() ? nullptr : &found->second;
}

const std::string& Templates::named(const std::string& name) const {
  const std::string* text = find(name);
  if (text == nullptr) throw std::logic_error("no template is called " + name);
  return *text;
}

}  // namespace aggregator::digest
