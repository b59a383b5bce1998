// What relative references in a document are resolved against (XML Base; RFC 3986 section 5.1).
#pragma once

#include <pugixml.hpp>
#include <string>
#include <string_view>

namespace aggregator::feed {

class BaseUrls {
 public:
  /// `document_url` is where the document came from; it may be empty.
  BaseUrls(std::string document_url, bool uses_xml_base)
      : document_url_(std::move(document_url)), uses_xml_base_(uses_xml_base) {}

  /// What counts where neither xml:base nor the document's own address says anything: the site or the page that it
  /// speaks of. Empty changes nothing.
  void set_fallback(const std::string& url) {
    if (!url.empty()) fallback_ = url;
  }

  /// The base for references in `element`; may be empty.
  [[nodiscard]] std::string of(pugi::xml_node element) const;

  /// The absolute URL that `reference` in `element` means; empty when it means none.
  [[nodiscard]] std::string resolve(std::string_view reference, pugi::xml_node element) const;

 private:
  std::string document_url_;
  std::string fallback_;
  bool uses_xml_base_;
};

/// `url` when a reader may be sent there by http or https, else empty.
[[nodiscard]] std::string if_http(std::string url);

/// `url` when it may be offered for download (http, https, ftp, magnet), else empty.
[[nodiscard]] std::string if_download(std::string url);

/// The absolute URL that `reference` means in a document at `base`; empty when it means none.
[[nodiscard]] std::string absolute_url(std::string_view reference, std::string_view base);

}  // namespace aggregator::feed
