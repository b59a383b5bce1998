#include "fetch_feed.h"

#include <utility>

#include "aggregator/feed/html.h"
#include "aggregator/poll/client.h"

namespace aggregator::cli {
namespace {

Result<http::Response> get(const config::Settings& settings, const std::string& url, const http::Access& access) {
  auto response = http::Client(poll::client_options(settings)).get({.url = url, .access = access});
  if (!response) return at(url, response.error());
  if (response->status != 200) {
    return fail(ErrorCode::Unavailable,
                url + ": the server answered " + std::to_string(response->status) + ", no feed");
  }
  return response;
}

Result<FoundFeed> read_feed(const std::string& asked, const http::Response& response, bool through_page) {
  auto parsed = feed::parse_feed(response.body, {response.url, response.content_type});
  if (!parsed) return at(asked, parsed.error());
  const std::string moved = response.permanent_target();
  return FoundFeed{moved.empty() ? asked : moved, *std::move(parsed), through_page};
}

}  // namespace

Result<FoundFeed> fetch_feed(const config::Settings& settings, const std::string& url, const http::Access& access) {
  const auto response = get(settings, url, access);
  if (!response) return std::unexpected(response.error());
  auto found = read_feed(url, *response, false);
  if (found) return found;
  const auto links = feed::find_feed_links(response->body, response->url);
  if (links.empty()) return at("no feed found", found.error());
  const auto behind = get(settings, links.front().url, access);
  if (!behind) return std::unexpected(behind.error());
  return read_feed(links.front().url, *behind, true);
}

}  // namespace aggregator::cli
