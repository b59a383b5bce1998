#include "base_urls.h"

#include <algorithm>
#include <ranges>
#include <vector>

#include "aggregator/base/url.h"

namespace aggregator::feed {

std::string absolute_url(std::string_view reference, std::string_view base) {
  const Result<Url> url = resolve_url(reference, base);
  return url ? url->text() : std::string();
}

std::string if_http(std::string url) {
  if (!url.starts_with("https://") && !url.starts_with("http://")) url.clear();
  return url;
}

std::string if_download(std::string url) {
  const bool is_known = url.starts_with("ftp://") || url.starts_with("magnet:");
  return is_known ? url : if_http(std::move(url));
}

std::string BaseUrls::of(pugi::xml_node element) const {
  std::string base = document_url_;
  if (uses_xml_base_) {
    std::vector<std::string_view> inner_to_outer;
    for (; element; element = element.parent()) {
      const pugi::xml_attribute attribute = element.attribute("xml:base");
      if (attribute) inner_to_outer.emplace_back(attribute.value());
    }
    for (const std::string_view reference : inner_to_outer | std::views::reverse) {
      std::string next = absolute_url(reference, base);
      if (!next.empty()) base = std::move(next);
    }
  }
  return base.empty() ? fallback_ : base;
}

std::string BaseUrls::resolve(std::string_view reference, pugi::xml_node element) const {
  return absolute_url(reference, of(element));
}

}  // namespace aggregator::feed
