// Which <img> is a picture, which only counts readers or decorates.
#pragma once

#include <string>
#include <string_view>

#include "html_visitor.h"

namespace aggregator::feed {

/// The absolute http(s) URL of an <img>, from `src` or where lazily loaded pictures have it; empty when there is none.
[[nodiscard]] std::string picture_url(const HtmlElement& image, std::string_view base);

/// Whether an image exists to be loaded, not to be seen: one pixel large, or from a known counter.
[[nodiscard]] bool is_tracking_pixel(const HtmlElement& image, std::string_view url);

/// Whether a URL is known to be that of an emoji, a badge, a portrait or a counter.
[[nodiscard]] bool is_decoration(std::string_view url);

/// Whether an image may stand for its entry: neither a pixel nor an emoji, badge, portrait, nor less than 100 pixels
/// wide or high as far as it says.
[[nodiscard]] bool is_illustration(const HtmlElement& image, std::string_view url);

}  // namespace aggregator::feed
