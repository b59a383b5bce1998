// What a feed that is not for everybody is asked with, as feeds.yaml has it. The list is public: it says where secrets
// are kept and never holds one.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace aggregator::config {

struct FeedAccess {
  std::string user;                     ///< basic authentication (RFC 7617); empty: none
  std::string password, password_file;  ///< of `user`: "$NAME" or a file, relative to the list; one of them
  std::string token, token_file;        ///< bearer token (RFC 6750): the same
  std::vector<std::pair<std::string, std::string>> headers;  ///< name, and value or "$NAME"

  [[nodiscard]] bool operator==(const FeedAccess&) const = default;
  [[nodiscard]] bool empty() const { return *this == FeedAccess(); }
};

}  // namespace aggregator::config
