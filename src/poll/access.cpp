#include "aggregator/poll/access.h"

#include <string>
#include <string_view>
#include <utility>

#include "aggregator/config/secret.h"

namespace aggregator::poll {
namespace {

/// Finds secrets for one list.
class Keyring {
 public:
  Keyring(std::filesystem::path folder, const config::Environment& environment)
      : folder_(std::move(folder)), environment_(environment) {}

  /// The value itself, or that of the variable which it names.
  [[nodiscard]] Result<std::string> value(std::string_view key, const std::string& text) const {
    if (!text.starts_with('$')) return text;
    auto found = config::look_up(text, environment_);
    return found ? found : at(key, found.error());
  }

  /// One of the two is not empty.
  [[nodiscard]] Result<std::string> secret(const std::string& key, const std::string& variable,
                                           const std::string& file) const {
    if (file.empty()) return value(key, variable);
    auto read = config::read_secret_file(folder_ / file);
    return read ? read : at(key + "_file", read.error());
  }

 private:
  std::filesystem::path folder_;
  const config::Environment& environment_;
};

}  // namespace

Result<http::Access> access_to(const config::ListedFeed& feed, const std::filesystem::path& list,
                               const config::Environment& environment) {
  const config::FeedAccess& listed = feed.access;
  const Keyring keyring(list.parent_path(), environment);
  http::Access access;
  access.url = feed.url;  // without one there is nobody who may have it
  if (!listed.user.empty()) {
    auto password = keyring.secret("password", listed.password, listed.password_file);
    if (!password) return std::unexpected(password.error());
    access.user = listed.user;
    access.password = std::move(*password);
  }
  if (!listed.token.empty() || !listed.token_file.empty()) {
    auto token = keyring.secret("token", listed.token, listed.token_file);
    if (!token) return std::unexpected(token.error());
    access.headers.emplace_back("Authorization", "Bearer " + *token);
  }
  for (const auto& [name, text] : listed.headers) {
    auto value = keyring.value("headers." + name, text);
    if (!value) return std::unexpected(value.error());
    access.headers.emplace_back(name, std::move(*value));
  }
  return access;
}

}  // namespace aggregator::poll
