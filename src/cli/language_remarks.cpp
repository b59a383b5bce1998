#include "language_remarks.h"

#include <fmt/format.h>

#include <ostream>
#include <string_view>

#include "aggregator/base/language.h"
#include "aggregator/base/text.h"
#include "aggregator/digest/render.h"
#include "output.h"

namespace aggregator::cli {
namespace {

/// "people.csv:2 and 3 more lines: ".
std::string words_for(const LanguageUse& use) {
  if (use.place.empty()) return {};
  if (use.lines == 1) return use.place + ": ";
  return fmt::format("{} and {}: ", use.place, counted(use.lines - 1, "more line", "more lines"));
}

std::string remedy_for(const std::string& language) {
  const std::string meant = language_meant_by(std::string_view(language).substr(0, language.find('-')));
  if (!meant.empty()) return fmt::format("write {}, if that is the language that is meant", meant);
  return fmt::format("a file {}.strings in digest.templates gives them (docs/templates.md)", language);
}

}  // namespace

void remark_on_languages(Context& context, const std::map<std::string, LanguageUse>& languages) {
  const auto settings = context.settings();
  if (languages.empty() || !settings) return;
  const auto templates = digest::Templates::load((*settings)->digest.templates, (*settings)->digest.design);
  if (!templates) return;
  for (const auto& [language, use] : languages) {
    if (templates->has_words_in(language)) continue;
    context.err() << fmt::format("{}there are no words in {} yet, so that their digests are worded in English; {}\n",
                                 words_for(use), language, remedy_for(language));
  }
}

}  // namespace aggregator::cli
