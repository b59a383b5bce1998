// What servers set while one request is on its way.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "aggregator/base/url.h"

namespace aggregator::http {

/// Kept for the length of one request and sent to the very server that set them, whatever Domain and Path say: that is
/// all that a server which redirects in a circle until it sees its cookie needs.
class Cookies {
 public:
  /// Takes the Set-Cookie headers (RFC 6265 section 5.2) of `server`, one a line. Whether anything is different now.
  /// What is more than a few kilobytes is left out.
  bool take(const Url& server, std::string_view set_cookie);

  /// What the Cookie header to `server` says; empty when there is nothing to say.
  [[nodiscard]] std::string header_for(const Url& server) const;

  [[nodiscard]] bool empty() const { return cookies_.empty(); }

 private:
  struct Cookie {
    Url server;
    std::string name, value;
  };

  bool take_one(const Url& server, std::string_view line);
  [[nodiscard]] std::size_t bytes() const;

  std::vector<Cookie> cookies_;
};

}  // namespace aggregator::http
