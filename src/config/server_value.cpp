// HOST[:PORT], and the proxy that is written with it.
#include <fmt/format.h>

#include <charconv>

#include "aggregator/base/text.h"
#include "aggregator/base/url.h"
#include "values.h"

namespace aggregator::config {
namespace {

std::optional<std::uint16_t> read_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

}  // namespace

Result<Server> parse_server(std::string_view text) {
  Server server;
  if (text.ends_with('/')) text.remove_suffix(1);
  const std::size_t colon = text.rfind(':');
  const bool has_port = colon != text.npos && (text.find(']') == text.npos || colon > text.rfind(']'));
  if (has_port) {
    server.port = read_port(text.substr(colon + 1));
    if (!server.port) return fail(ErrorCode::Malformed, "bad port");
    text = text.substr(0, colon);
  }
  // Hosts of other servers are read as those of web servers are.
  const auto url = parse_url("https://" + std::string(text) + '/');
  if (text.empty() || text.find_first_of("/\\?#: ") != text.find(':') || !url || url->port) {
    return fail(ErrorCode::Malformed, "bad host");
  }
  server.host = url->host;
  return server;
}

Result<std::string> parse_proxy(std::string_view text) {
  const std::size_t end = std::min(text.find("://"), text.size());
  const std::string_view kind = text.substr(0, end);
  const auto malformed = [&](std::string_view what) {
    return fail(ErrorCode::Malformed, fmt::format("{}; write for example http://proxy.example.org:3128, or https:// or "
                                                  "socks5h:// with host and port",
                                                  what));
  };
  // What is not understood is not shown: it may hold a password.
  if (text.find('@') != text.npos) return malformed("a proxy that wants a login cannot be used");
  if (kind != "http" && kind != "https" && kind != "socks5h") return malformed(quote(kind) + " is no kind of proxy");
  const auto server = parse_server(text.substr(std::min(end + 3, text.size())));
  if (!server) return malformed(server.error().detail);
  if (!server->port) return malformed("a port is missing");
  return fmt::format("{}://{}:{}", kind, server->host, *server->port);
}

}  // namespace aggregator::config
