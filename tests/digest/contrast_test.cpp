#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <regex>
#include <string>
#include <vector>

#include "aggregator/base/text.h"
#include "aggregator/digest/render.h"
#include "sample_page.h"

namespace aggregator::digest {
namespace {

constexpr double kReadable = 4.5;  // WCAG 2.2, success criterion 1.4.3

struct Colours {
  std::string ink, ground;  // "#rrggbb"
  bool is_hidden = false;
};

/// Declarations of a class inside the media query of dark mode: "color: #f0eeea".
using DarkRules = std::map<std::string, std::string>;

/// The relative luminance of WCAG.
double luminance(const std::string& colour) {
  const auto channel = [&](std::size_t at) {
    const double value = std::stoi(colour.substr(at, 2), nullptr, 16) / 255.0;
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

double contrast(const Colours& colours) {
  const auto [dark, light] = std::minmax({luminance(colours.ink), luminance(colours.ground)});
  return (light + 0.05) / (dark + 0.05);
}

DarkRules dark_rules(const std::string& html) {
  DarkRules rules;
  const std::size_t begin = html.find("prefers-color-scheme: dark"), end = html.find("@media", begin);
  const std::string block = html.substr(begin, end - begin);
  const std::regex rule(R"(\.([a-z]+) \{([^}]*)\})");
  for (std::sregex_iterator match(block.begin(), block.end(), rule), none; match != none; ++match) {
    rules[(*match)[1]] = (*match)[2];
  }
  return rules;
}

/// What `style` says of colours.
void take_over(const std::string& style, Colours& colours) {
  std::smatch found;
  if (std::regex_search(style, found, std::regex(R"((?:^|[;{ ])color: ?(#[0-9a-f]{6}))"))) colours.ink = found[1];
  if (std::regex_search(style, found, std::regex(R"(background: ?(#[0-9a-f]{6}))"))) colours.ground = found[1];
  if (style.find("display:none") != std::string::npos) colours.is_hidden = true;
}

std::string attribute(const std::string& tag, const std::string& name) {
  std::smatch found;
  return std::regex_search(tag, found, std::regex(" " + name + "=\"([^\"]*)\"")) ? found[1].str() : "";
}

/// What an element's text looks like. A link without a colour of its own would have the client's.
Colours colours_in(const std::string& tag, Colours around, const DarkRules& dark) {
  if (tag.starts_with("<a ")) around.ink.clear();
  take_over(attribute(tag, "style"), around);
  for (const std::string& name : split(attribute(tag, "class"), ' ')) {
    if (const auto rule = dark.find(name); rule != dark.end()) take_over(rule->second, around);
  }
  return around;
}

/// Checks each text of the body. Of our own output only, which closes all its elements. How many texts were checked.
int expect_readable(const std::string& html, const DarkRules& dark) {
  int texts = 0;
  std::vector<Colours> open(1);
  const std::string body = std::regex_replace(html.substr(html.find("<body")), std::regex("<!--[^\n]*-->"), "");
  const std::regex piece("<[^>]*>|[^<]+");
  for (std::sregex_iterator match(body.begin(), body.end(), piece), none; match != none; ++match) {
    const std::string text = match->str();
    if (text.starts_with("</")) {
      open.pop_back();
    } else if (text.starts_with("<img") || text.starts_with("<br")) {
      continue;
    } else if (text.starts_with("<")) {
      open.push_back(colours_in(text, open.back(), dark));
    } else if (!trim(text).empty() && !open.back().is_hidden) {
      ++texts;
      EXPECT_FALSE(open.back().ink.empty()) << "no colour: " << text;
      if (!open.back().ink.empty()) {
        EXPECT_GE(contrast(open.back()), kReadable) << text << ": " << open.back().ink << " on " << open.back().ground;
      }
    }
  }
  return texts;
}

}  // namespace

TEST(Contrast, IsReckonedAsTheGuidelinesDo) {
  EXPECT_NEAR(contrast({"#000000", "#ffffff"}), 21.0, 0.001);
  EXPECT_NEAR(contrast({"#777777", "#ffffff"}), 4.48, 0.005);
  EXPECT_NEAR(contrast({"#ffffff", "#ff0000"}), 4.0, 0.005);
}

TEST(Contrast, IsEnoughInEveryDesignByDayAndByNight) {
  for (const std::string design : {"classic", "compact", "cards"}) {
    const Templates templates = Templates::load(std::nullopt, design).value();
    for (const DigestPage& page : {sample_page("ko"), odd_page("en"), empty_page("ja")}) {
      SCOPED_TRACE(design);
      const std::string html = render_digest(page, templates).value().html;
      EXPECT_GE(expect_readable(html, {}), 10);
      const DarkRules dark = dark_rules(html);
      EXPECT_GE(dark.size(), 8u);
      EXPECT_GE(expect_readable(html, dark), 10);
    }
  }
}

TEST(Contrast, IsEnoughInConfirmations) {
  const std::string html =
      render_confirmation("News", "https://news.example.org", "en", Templates::load(std::nullopt).value()).html;
  EXPECT_GE(expect_readable(html, {}), 8);
  EXPECT_GE(expect_readable(html, dark_rules(html)), 8);
}

}  // namespace aggregator::digest
