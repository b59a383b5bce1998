#include "curl_handle.h"

namespace aggregator::http {

void trust_one_bundle(CURL* handle) {
  const char* bundle = nullptr;
  curl_easy_getinfo(handle, CURLINFO_CAINFO, &bundle);
  if (bundle != nullptr) set_option(handle, CURLOPT_CAPATH, static_cast<const char*>(nullptr));
}

}  // namespace aggregator::http
