// The values of aggregator.yaml: durations, sizes, rates and the like. Each error says how the value is written.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "aggregator/base/error.h"
#include "aggregator/config/settings.h"

namespace aggregator::config {

[[nodiscard]] Result<std::string> parse_text(std::string_view text);               ///< one line, not empty
[[nodiscard]] Result<bool> parse_flag(std::string_view text);                      ///< true, false, yes, no, on, off
[[nodiscard]] Result<std::chrono::seconds> parse_duration(std::string_view text);  ///< 10s, 5m, 1h30m, 2d, 1w, 0
[[nodiscard]] Result<std::size_t> parse_size(std::string_view text);               ///< 16MiB, 500kB, 4096
[[nodiscard]] Result<Rate> parse_rate(std::string_view text);                      ///< 14/s, 500/day
[[nodiscard]] Result<Quota> parse_quota(std::string_view text);                    ///< 500/day
[[nodiscard]] Result<std::string> parse_language(std::string_view text);           ///< ko, en-GB
/// The tag that somebody means who writes "korean", "kor" or "kr-KR"; empty for what is one, and for what says nothing.
[[nodiscard]] std::string language_tag_meant_by(std::string_view text);
[[nodiscard]] Result<std::string> parse_post_language(std::string_view text);  ///< ko, en-GB; not kor, not xx
[[nodiscard]] Result<std::string> parse_http_url(std::string_view text);       ///< one word, as written if it is
[[nodiscard]] Result<std::string> parse_feed_url(std::string_view text);       ///< the same, and one address
[[nodiscard]] Result<StartTls> parse_starttls(std::string_view text);
[[nodiscard]] Result<int> parse_weekday(std::string_view text);  ///< sun, mon, … or the whole name; 0 is Sunday
[[nodiscard]] Result<Login> parse_login(std::string_view text);  ///< auto, plain, login, xoauth2
[[nodiscard]] Result<Frequency> parse_frequency(std::string_view text);
[[nodiscard]] Result<SocketAddress> parse_listen_address(std::string_view text);  ///< 127.0.0.1:8080

struct Server {
  std::string host;  ///< as in a URL
  std::optional<std::uint16_t> port;
};

/// HOST[:PORT], with a slash behind it at most. Errors say "bad host" or "bad port" and leave the rest to the caller.
[[nodiscard]] Result<Server> parse_server(std::string_view text);

/// http://HOST:PORT, https:// or socks5h://.
[[nodiscard]] Result<std::string> parse_proxy(std::string_view text);

/// maildir:DIR, smtp://HOST[:PORT], smtps://HOST[:PORT] or sendmail:PROGRAM or null:, with paths as written.
[[nodiscard]] Result<Transport> parse_transport(std::string_view text);

/// A parser of whole numbers from `min` to `max`.
[[nodiscard]] std::function<Result<std::size_t>(std::string_view)> count_between(std::size_t min, std::size_t max);

}  // namespace aggregator::config
