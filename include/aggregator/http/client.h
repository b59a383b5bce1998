// The polite, guarded HTTP client: one event loop, many transfers.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "aggregator/base/address.h"
#include "aggregator/base/error.h"

namespace aggregator::http {

/// What one server is told before it answers. Secret: sent to no other server, also behind redirects.
struct Access {
  std::string url{};                                           ///< names the server; empty: there is none
  std::string user{}, password{};                              ///< for basic authentication (RFC 7617); no user: none
  std::vector<std::pair<std::string, std::string>> headers{};  ///< names and values

  [[nodiscard]] bool empty() const { return user.empty() && headers.empty(); }
};

struct Request {
  std::string url{};
  std::string etag{};           ///< sent back byte for byte as If-None-Match; empty: not sent
  std::string last_modified{};  ///< sent back byte for byte as If-Modified-Since; empty: not sent
  std::string address{};        ///< Response::address of the last time, for the budget of that machine; may be empty
  std::string validator_url{};  ///< the URL that gave the two: sent to it alone, also behind redirects; empty: to `url`
  Access access{};
};

/// Many requests, each made when its turn comes, so that thousands that wait take up no memory.
struct Requests {
  std::size_t count = 0;
  std::function<Request(std::size_t index)> make;  ///< asked for each: where it leads to, and whenever it begins
};

/// One redirect that was followed.
struct Redirect {
  int status = 0;      ///< 301, 302, 303, 307 or 308
  std::string target;  ///< absolute, without fragment; with the credentials of the URL before if they may go there

  /// RFC 9110 section 15.4.
  [[nodiscard]] constexpr bool is_permanent() const { return status == 301 || status == 308; }
};

/// The statuses whose body is what was asked for: 200, and 203 when something on the way has changed it (RFC 9110
/// section 15.3.4).
[[nodiscard]] constexpr bool brings_body(int status) { return status == 200 || status == 203; }

/// Whether the server wants to be left alone for a while (RFC 6585 section 4, RFC 9110 section 15.6.4).
[[nodiscard]] constexpr bool is_refusal(int status) { return status == 429 || status == 503; }

/// An answer: one that brings the body, 304, or any other status (its body is not kept).
struct Response {
  int status = 0;
  std::string url;               ///< that answered, after redirects; without credentials and fragment
  bool was_conditional = false;  ///< a validator went to the server that answered
  bool knew_us = false;          ///< Request::access, or the login in the URL, went to the server that answered
  std::string address;           ///< of the machine that answered the first request: "192.0.2.1"; empty behind a proxy
  std::vector<Redirect> redirects;
  std::string body;              ///< as it was sent until decode()
  std::string content_encoding;  ///< of the body until decode(); empty: none
  std::string etag, last_modified, content_type, cache_control, expires, retry_after, date;  ///< headers as received
  std::string authenticate;                                                                  ///< WWW-Authenticate
  std::string link;                ///< the Link headers (RFC 8288), joined by commas
  std::size_t bytes_received = 0;  ///< headers and encoded body, on the wire

  /// Where the permanent first part of the redirects leads; empty when the first is temporary or there is none.
  [[nodiscard]] std::string permanent_target() const;
};

/// Makes the body of `response` what it was before it was compressed. It takes its time, so the event loop leaves it to
/// those who want the body. Errors: Malformed, for bytes that are not of their coding; Unavailable, when it is larger
/// than `max_body` bytes or was broken off.
[[nodiscard]] Result<void> decode(Response& response, std::size_t max_body);

/// How fast requests may follow each other: `burst` of them at once, then one each `interval`.
struct Pace {
  std::chrono::milliseconds interval{0};  ///< 0: as fast as they come
  int burst = 1;
};

struct ClientOptions {
  std::size_t concurrency = 256;
  std::size_t per_host = 2;     ///< in flight at one host
  std::size_t per_domain = 8;   ///< at one registrable domain: a platform with all its blogs
  std::size_t per_address = 8;  ///< at one machine, whatever its names are
  Pace host_pace, domain_pace;  ///< for hosts that have a registrable domain; the second also for each machine
  std::chrono::seconds connect_timeout{10};
  std::chrono::seconds timeout{30};     ///< for one URL with its redirects
  std::size_t max_body = 16u << 20;     ///< bytes, as they are sent and after decoding
  std::size_t max_header = 300u << 10;  ///< bytes of one response head
  /// Bytes of all bodies that are still arriving. When they are more, a body larger than its share (one in
  /// `concurrency`) is put off, so that there never are twice as many.
  std::size_t max_arriving = 64u << 20;
  int max_redirects = 10;
  std::string user_agent;
  std::vector<AddressRange> allow_addresses;  ///< besides public ones; checked on the address connected to
  /// "http://host:port", "https://…" or "socks5h://…"; empty: none, whatever the environment says. It is connected to
  /// wherever it is, and it resolves all names: only addresses that URLs spell out are checked then, and localhost.
  std::string proxy{};
};

/// A host that answered several requests in a row that it wants to be left alone.
struct LeftAlone {
  std::string host;
  std::vector<std::string> retry_after;  ///< as received, of those answers that had one
};

/// What happens while requests are worked through. All calls come from the thread that called Client::fetch().
struct FetchEvents {
  /// The answer to the request with this index, or why there is none; its body is still to decode(). Errors: Malformed
  /// (URL, header, unknown coding), Forbidden (address or scheme), Unreachable (no server was met: name, connection),
  /// Unavailable (refusal, time, size, TLS, or its host wants to be left alone and there is no `left_alone`), Busy (try
  /// again later, it was not this request's fault: the deadline has passed, or too much was arriving at once). `spent`
  /// is for how long servers were asked, redirects included, whatever came of it; the wait for a turn is none of it.
  std::function<void(std::size_t index, Result<Response>, std::chrono::milliseconds spent)> done;
  /// Instead of done(): the request was not asked, or not followed to this host, because the host wants to be left
  /// alone. May be empty.
  std::function<void(std::size_t index, const LeftAlone&)> left_alone;
  /// False: no further transfer begins for now (what is in flight goes on). Asked again at least every 50 ms. May be
  /// empty.
  std::function<bool()> has_room;
  /// True: what is in flight is dropped, nothing more is told, fetch() returns. May be empty.
  std::function<bool()> stopped;
};

/// Fetches many URLs at once, never more or faster from one place than its options say, sending no Referer and
/// no cookies but those of Access::headers.
/// Not for use by several threads at once. Connections stay open between calls.
class Client {
 public:
  explicit Client(ClientOptions options);
  ~Client();
  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;

  /// Works through `requests`, in order as far as the limits allow. Ends when each was answered or `deadline` has
  /// passed.
  void fetch(const Requests& requests, const FetchEvents& events, std::chrono::steady_clock::time_point deadline);

  /// One URL, its body decoded, for commands. Errors: as FetchEvents::done; Busy when `deadline` came first.
  [[nodiscard]] Result<Response> get(const Request& request, std::chrono::steady_clock::time_point deadline =
                                                                 std::chrono::steady_clock::time_point::max());

  [[nodiscard]] const ClientOptions& options() const;

 private:
  class Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace aggregator::http
