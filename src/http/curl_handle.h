// Small things about libcurl's handles.
#pragma once

#include <curl/curl.h>

#include <stdexcept>
#include <string>

namespace aggregator::http {

/// Sets an option that must not fail: throws std::runtime_error if this libcurl does not have it.
template <typename Value>
void set_option(CURL* handle, CURLoption option, Value value) {
  const CURLcode code = curl_easy_setopt(handle, option, value);
  if (code != CURLE_OK) throw std::runtime_error(std::string("libcurl refuses an option: ") + curl_easy_strerror(code));
}

/// libcurl reads its bundle of certificates once and keeps it, but only when no folder of certificates is set beside
/// it, which Debian does; otherwise it reads the bundle again for each connection, at many milliseconds.
void trust_one_bundle(CURL* handle);

}  // namespace aggregator::http
