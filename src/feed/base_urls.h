// What relative references in a document are resolved against (XML Base; RFC 3986 section 5.1).
#pragma once

#include <pugixml.hpp>
#include <string>
#include <string_view>

namespace aggregator::feed {

/// Borrows what it is given: there is one for every entry.
class BaseUrls {
 public:
  /// `document_url` is where the document came from; it may be empty.
  explicit BaseUrls(std::string_view document_url) : document_url_(document_url) {}

  /// What counts where neither xml:base nor the document's own address says anything: the site or the page that it
  /// speaks of. Empty changes nothing.
  void set_fallback(std::string_view url) {
    if (!url.empty()) fallback_ = url;
  }

  /// The base for references in `element`; may be empty.
  [[nodiscard]] std::string of(pugi::xml_node element) const;

  /// The absolute URL that `reference` in `element` means; empty when it means none.
  [[nodiscard]] std::string resolve(std::string_view reference, pugi::xml_node element) const;

 private:
  std::string_view document_url_;
  std::string_view fallback_;
};

/// `url` when a reader may be sent there by http or https, else empty.
[[nodiscard]] std::string if_http(std::string url);

/// `url` when it may be offered for download (http, https, ftp, magnet), else empty.
[[nodiscard]] std::string if_download(std::string url);

/// The absolute URL that `reference` means in a document at `base`; empty when it means none.
[[nodiscard]] std::string absolute_url(std::string_view reference, std::string_view base);

}  // namespace aggregator::feed
