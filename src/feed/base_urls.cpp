#include "base_urls.h"

#include <cstring>
#include <optional>
#include <ranges>
#include <vector>

#include "aggregator/base/url.h"
#include "namespaces.h"

namespace aggregator::feed {
namespace {

/// What the attribute xml:base of the element says, without regard to the elements around it.
std::optional<std::string_view> own_base(pugi::xml_node element) {
  std::size_t seen = 0;
  for (pugi::xml_attribute attribute = element.first_attribute(); attribute && seen < kMaxAttributesSeen;
       attribute = attribute.next_attribute(), ++seen) {
    if (std::strcmp(attribute.name(), "xml:base") == 0) return attribute.value();
  }
  return std::nullopt;
}

}  // namespace

std::string absolute_url(std::string_view reference, std::string_view base) {
  if (read_plain_url(reference)) return std::string(reference);
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
  std::string base(document_url_);
  std::vector<std::string_view> inner_to_outer;
  for (; element; element = element.parent()) {
    if (const auto reference = own_base(element)) inner_to_outer.push_back(*reference);
  }
  for (const std::string_view reference : inner_to_outer | std::views::reverse) {
    std::string next = absolute_url(reference, base);
    if (!next.empty()) base = std::move(next);
  }
  return base.empty() ? std::string(fallback_) : base;
}

std::string BaseUrls::resolve(std::string_view reference, pugi::xml_node element) const {
  if (read_plain_url(reference)) return std::string(reference);  // whatever the base is
  return absolute_url(reference, of(element));
}

}  // namespace aggregator::feed
