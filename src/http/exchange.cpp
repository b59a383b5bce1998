#include "exchange.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <exception>
#include <new>
#include <stdexcept>
#include <utility>

#include "aggregator/http/named_address.h"
#include "curl_handle.h"
#include "decoder.h"
#include "failure.h"
#include "request_headers.h"

namespace aggregator::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// A body that is of no use is read all the same when it is this small: that is cheaper than a new connection.
constexpr std::uint64_t kMaxUnwantedBody = 16u << 10;

constexpr int kRequestTimeout = 408;

/// What is set aside at most for a body that a server only announces.
constexpr std::uint64_t kMaxReserved = 256u << 10;

/// A transfer slower than this for most of its time is given up before its time is over.
constexpr long kLowSpeedBytesPerSecond = 64;

/// As CURLINFO_PRIMARY_IP has it.
std::string machine_at(const sockaddr& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* bytes = nullptr;
  if (address.sa_family == AF_INET) bytes = &reinterpret_cast<const sockaddr_in&>(address).sin_addr;
  if (address.sa_family == AF_INET6) bytes = &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
  if (bytes != nullptr) inet_ntop(address.sa_family, bytes, text.data(), text.size());
  return text.data();
}

/// No failure of the server that was to be asked.
Result<void> no_descriptor() {
  return fail(ErrorCode::Busy,
              "this machine has no descriptor left for a connection; lower poll.concurrency, or raise "
              "the limit of open files (ulimit -n)");
}

}  // namespace

Exchange::Exchange(const ClientOptions& options, std::size_t& arriving)
    : options_(options), arriving_(arriving), handle_(curl_easy_init()), head_(options.max_header) {
  if (!handle_) throw std::runtime_error("libcurl gives no handle");
  set_constant_options();
}

void Exchange::set_constant_options() {
  CURL* curl = handle_.get();
  set_option(curl, CURLOPT_ERRORBUFFER, details_);
  set_option(curl, CURLOPT_PRIVATE, this);
  set_option(curl, CURLOPT_HEADERFUNCTION, &Exchange::on_head);
  set_option(curl, CURLOPT_HEADERDATA, this);
  set_option(curl, CURLOPT_WRITEFUNCTION, &Exchange::on_body);
  set_option(curl, CURLOPT_WRITEDATA, this);
  set_option(curl, CURLOPT_OPENSOCKETFUNCTION, &Exchange::on_connect);
  set_option(curl, CURLOPT_OPENSOCKETDATA, this);
  set_option(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  set_option(curl, CURLOPT_FOLLOWLOCATION, 0L);
  set_option(curl, CURLOPT_HTTP09_ALLOWED, 0L);
  set_option(curl, CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_2TLS});
  set_option(curl, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  set_option(curl, CURLOPT_HTTPAUTH, long{CURLAUTH_BASIC});
  set_option(curl, CURLOPT_PROXY, options_.proxy.c_str());  // even if empty: else the environment's
  set_option(curl, CURLOPT_NOPROXY, "");                    // likewise
  set_option(curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);   // only the server's head is an answer
  set_option(curl, CURLOPT_NOSIGNAL, 1L);
  set_option(curl, CURLOPT_QUICK_EXIT, 1L);  // else giving up waits for a resolver thread that hangs
  set_option(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(milliseconds(options_.connect_timeout).count()));
  set_option(curl, CURLOPT_LOW_SPEED_LIMIT, kLowSpeedBytesPerSecond);
  set_option(curl, CURLOPT_LOW_SPEED_TIME, std::max(1L, static_cast<long>(options_.timeout.count() * 2 / 3)));
  set_option(curl, CURLOPT_USERAGENT, without_controls(options_.user_agent).c_str());
  trust_one_bundle(curl);
}

void Exchange::prepare(const Hop& hop, Doorkeeper doorkeeper, Interest interest, bool afresh) {
  doorkeeper_ = std::move(doorkeeper);
  interest_ = std::move(interest);
  head_ = Head(options_.max_header);
  host_ = hop.url.authority();
  last_address_.clear();
  tried_allowed_address_ = turned_away_ = body_ignored_ = false;
  forbidden_.reset();
  verdict_.reset();
  details_[0] = '\0';
  begun_ = steady_clock::now();
  give_up_ = begun_ + hop.time_left;

  Url target = hop.url;
  target.userinfo.clear();
  target.fragment.reset();
  set_option(handle_.get(), CURLOPT_URL, target.text().c_str());
  set_option(handle_.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(std::max(milliseconds(1), hop.time_left).count()));
  set_option(handle_.get(), CURLOPT_FORBID_REUSE, 0L);
  set_option(handle_.get(), CURLOPT_FRESH_CONNECT, afresh ? 1L : 0L);
  set_credentials(hop);
  set_headers(hop);
}

void Exchange::set_headers(const Hop& hop) {
  header_lines_.reset();
  auto lines = request_headers(hop.etag, hop.last_modified);
  if (hop.access != nullptr) {
    for (const auto& [name, value] : hop.access->headers) lines.push_back(fmt::format("{}: {}", name, value));
  }
  for (const std::string& line : lines) {
    curl_slist* longer = curl_slist_append(header_lines_.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    (void)header_lines_.release();  // the new list begins with it
    header_lines_.reset(longer);
  }
  set_option(handle_.get(), CURLOPT_HTTPHEADER, header_lines_.get());
}

void Exchange::set_credentials(const Hop& hop) {
  const bool is_known = hop.access != nullptr && !hop.access->user.empty();
  const Credentials credentials =
      is_known ? Credentials{hop.access->user, hop.access->password} : credentials_of(hop.url);
  const bool any = is_known || !hop.url.userinfo.empty();
  set_option(handle_.get(), CURLOPT_USERNAME, any ? credentials.name.c_str() : nullptr);
  set_option(handle_.get(), CURLOPT_PASSWORD, any ? credentials.password.c_str() : nullptr);
}

template <typename Step>
bool Exchange::attempt(Step step) noexcept {
  try {
    if (Result<void> done = step(); !done) verdict_ = std::move(done.error());
  } catch (const std::exception& exception) {
    verdict_ = Error{ErrorCode::Unavailable, exception.what()};
  }
  return !verdict_;
}

std::size_t Exchange::on_head(char* data, std::size_t size, std::size_t count, void* self) noexcept {
  auto& exchange = *static_cast<Exchange*>(self);
  const std::string_view line(data, size * count);
  const bool go_on = exchange.attempt([&] { return exchange.take_head(line); });
  return go_on && !exchange.body_ignored_ ? line.size() : CURL_WRITEFUNC_ERROR;
}

std::size_t Exchange::on_body(char* data, std::size_t size, std::size_t count, void* self) noexcept {
  auto& exchange = *static_cast<Exchange*>(self);
  const std::string_view bytes(data, size * count);
  return exchange.attempt([&] { return exchange.take_body(bytes); }) ? bytes.size() : CURL_WRITEFUNC_ERROR;
}

curl_socket_t Exchange::on_connect(void* self, curlsocktype, curl_sockaddr* address) noexcept {
  auto& exchange = *static_cast<Exchange*>(self);
  bool allowed = false;
  const bool checked = exchange.attempt([&]() -> Result<void> {
    allowed = exchange.check_address(address->addr).has_value() && exchange.is_let_in(address->addr);
    return {};
  });
  if (!checked || !allowed) return CURL_SOCKET_BAD;
  // Not inherited by the programs that the process may start.
  const int made = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  if (made < 0 && (errno == EMFILE || errno == ENFILE)) exchange.attempt([] { return no_descriptor(); });
  return made;
}

/// Another address of the same host may still be allowed: the verdict is left until all were tried. The runner named
/// the proxy, and behind one nothing else is connected to: what may be asked for was checked before.
Result<void> Exchange::check_address(const sockaddr& address) {
  const std::optional<SocketAddress> target = SocketAddress::from(address);
  const bool is_proxy = !options_.proxy.empty();
  if (target && (is_proxy || may_connect(*target, options_.allow_addresses))) {
    last_address_ = (is_proxy ? "the proxy " : "") + target->text();
    tried_allowed_address_ = true;
    return {};
  }
  const auto refused = refused_address(target ? target->text() : "of an unknown kind");
  if (!forbidden_) forbidden_ = refused.error();
  return refused;
}

/// Another address of the same host may still have room, as above.
bool Exchange::is_let_in(const sockaddr& address) {
  if (!doorkeeper_ || !options_.proxy.empty() || doorkeeper_(machine_at(address))) return true;
  turned_away_ = true;
  return false;
}

bool Exchange::was_turned_away(CURLcode code) const {
  if (!turned_away_) return false;
  curl_off_t until_connected = 0;
  curl_easy_getinfo(handle_.get(), CURLINFO_CONNECT_TIME_T, &until_connected);
  return code == CURLE_COULDNT_CONNECT || (code == CURLE_OPERATION_TIMEDOUT && until_connected == 0);
}

bool Exchange::met_leftovers(CURLcode code) const {
  long connections_made = 0;
  curl_easy_getinfo(handle_.get(), CURLINFO_NUM_CONNECTS, &connections_made);
  if (connections_made > 0) return false;
  const bool is_no_http = code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_WEIRD_SERVER_REPLY;
  return head_.complete() ? head_.status == kRequestTimeout : is_no_http;
}

Result<void> Exchange::take_head(std::string_view line) {
  const bool was_complete = head_.complete();
  if (auto taken = head_.add(line); !taken) return taken;
  if (was_complete || !head_.complete()) return {};
  if (interest_ && !head_.is_redirect() && !interest_()) set_option(handle_.get(), CURLOPT_FORBID_REUSE, 1L);
  if (wants_body()) return begin_body();
  body_ignored_ = head_.content_length().value_or(head_.status == 304 ? 0 : UINT64_MAX) > kMaxUnwantedBody;
  return {};
}

Result<void> Exchange::begin_body() {
  if (head_.content_length().value_or(0) > options_.max_body) return std::unexpected(body_too_large(options_.max_body));
  const auto decoder = make_decoder(head_.content_encoding);
  if (!decoder) return std::unexpected(decoder.error());
  body_.reserve(std::min<std::uint64_t>(head_.content_length().value_or(0), kMaxReserved));
  return {};
}

Result<void> Exchange::take_body(std::string_view bytes) {
  // libcurl looks at the clock too rarely while data keep coming.
  if (steady_clock::now() >= give_up_) return std::unexpected(explain_failure(CURLE_OPERATION_TIMEDOUT));
  if (!wants_body()) return {};
  if (bytes.size() > options_.max_body - body_.size()) return std::unexpected(body_too_large(options_.max_body));
  if (arriving_ + bytes.size() > options_.max_arriving && body_.size() > options_.max_arriving / options_.concurrency) {
    return fail(ErrorCode::Busy, "more was arriving at once than there is room for");
  }
  body_ += bytes;
  arriving_ += bytes.size();
  return {};
}

std::string Exchange::take_out_body() {
  arriving_ -= body_.size();
  return std::exchange(body_, {});
}

Result<Answer> Exchange::finish(CURLcode code) {
  std::string body = take_out_body();
  if (auto error = failure(code)) return std::unexpected(std::move(*error));
  curl_off_t body_bytes = 0;
  long head_bytes = 0;
  const char* address = nullptr;
  curl_easy_getinfo(handle_.get(), CURLINFO_PRIMARY_IP, &address);
  curl_easy_getinfo(handle_.get(), CURLINFO_SIZE_DOWNLOAD_T, &body_bytes);
  curl_easy_getinfo(handle_.get(), CURLINFO_HEADER_SIZE, &head_bytes);
  return Answer{.head = std::move(head_),
                .body = std::move(body),
                .address = address != nullptr && options_.proxy.empty() ? address : "",
                .bytes_received = static_cast<std::size_t>(body_bytes) + static_cast<std::size_t>(head_bytes)};
}

milliseconds Exchange::spent() const { return std::chrono::ceil<milliseconds>(steady_clock::now() - begun_); }

std::optional<Error> Exchange::failure(CURLcode code) const {
  if (verdict_) return verdict_;
  // How a body ends that nobody reads does not matter.
  if (head_.complete() && !wants_body()) return std::nullopt;
  if (code != CURLE_OK) return forbidden_ && !tried_allowed_address_ ? *forbidden_ : explain_failure(code);
  if (!head_.complete()) return explain_failure(CURLE_GOT_NOTHING);
  return std::nullopt;
}

Error Exchange::explain_failure(CURLcode code) const {
  Failure failure{.code = code,
                  .host = host_,
                  .address = last_address_,
                  .is_proxy = !options_.proxy.empty(),
                  .answered = head_.begun(),
                  .after = std::chrono::round<milliseconds>(steady_clock::now() - begun_),
                  .details = details_};
  curl_off_t until_reached = 0, until_request = 0;
  long system_error = 0;
  curl_easy_getinfo(handle_.get(), CURLINFO_CONNECT_TIME_T, &until_reached);
  curl_easy_getinfo(handle_.get(), CURLINFO_PRETRANSFER_TIME_T, &until_request);
  curl_easy_getinfo(handle_.get(), CURLINFO_OS_ERRNO, &system_error);
  failure.reached = until_reached > 0;
  failure.connected = until_request > 0;
  failure.system_error = static_cast<int>(system_error);
  return explain(failure);
}

}  // namespace aggregator::http
