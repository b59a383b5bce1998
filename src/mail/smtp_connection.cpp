#include "smtp_connection.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "ehlo.h"
#include "smtp_opening.h"

namespace aggregator::mail {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t kLongestOpening = 64u << 10;
constexpr std::chrono::milliseconds kBetweenQuestions{200};  // whether to go on waiting

/// What libcurl hears from the server until we take over.
std::size_t keep_line(char* bytes, std::size_t size, std::size_t count, void* heard) noexcept {
  auto& lines = *static_cast<std::string*>(heard);
  if (lines.size() + size * count > kLongestOpening) return 0;
  lines.append(bytes, size * count);
  return size * count;
}

long tls_level(Security security) {
  switch (security) {
    case Security::StartTlsRequired:
      return CURLUSESSL_ALL;
    case Security::StartTlsIfOffered:
      return CURLUSESSL_TRY;
    case Security::Plain:
    case Security::ImplicitTls:
      return CURLUSESSL_NONE;
  }
  return CURLUSESSL_ALL;
}

/// Called by libcurl about once a second while it connects.
int ask_whether_cancelled(void* is_cancelled, curl_off_t, curl_off_t, curl_off_t, curl_off_t) noexcept {
  return (*static_cast<const std::function<bool()>*>(is_cancelled))() ? 1 : 0;
}

const char* mechanism(Login login) {
  switch (login) {
    case Login::Any:
      return "AUTH=*";
    case Login::Plain:
      return "AUTH=PLAIN";
    case Login::Login:
      return "AUTH=LOGIN";
    case Login::XOAuth2:
      return "AUTH=XOAUTH2";
  }
  return "AUTH=*";
}

void set_up_login(CURL* handle, const SmtpOptions& options) {
  const auto secret = options.login == Login::XOAuth2 ? CURLOPT_XOAUTH2_BEARER : CURLOPT_PASSWORD;
  curl_easy_setopt(handle, CURLOPT_USERNAME, options.user.c_str());
  curl_easy_setopt(handle, secret, options.password.c_str());
  curl_easy_setopt(handle, CURLOPT_LOGIN_OPTIONS, mechanism(options.login));
  // In the same line as the mechanism (RFC 4954 section 4), as all other programs do. Of LOGIN, which no standard has,
  // the form that takes three lines is the known one; where libcurl comes to it by itself, as the server offers no
  // other, it says the user in the first. mail.auth: login is for servers that do not take that.
  curl_easy_setopt(handle, CURLOPT_SASL_IR, options.login == Login::Login ? 0L : 1L);
}

void set_up(CURL* handle, const SmtpOptions& options, std::string& heard) {
  const bool implicit = options.security == Security::ImplicitTls;
  const std::string host = options.host.contains(':') ? "[" + options.host + "]" : options.host;
  const std::string url = fmt::format("{}://{}:{}/{}", implicit ? "smtps" : "smtp", host, options.port, options.helo);
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(handle, CURLOPT_PROXY, "");  // none from the environment
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_CONNECT_ONLY, 1L);
  curl_easy_setopt(handle, CURLOPT_USE_SSL, tls_level(options.security));
  if (options.security == Security::StartTlsIfOffered) {  // a stranger's certificate is no worse than none (RFC 7435)
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 0L);
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 0L);
  }
  curl_easy_setopt(handle, CURLOPT_TIMEOUT, static_cast<long>(options.timeout.count()));
  curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, keep_line);
  curl_easy_setopt(handle, CURLOPT_HEADERDATA, &heard);
  if (options.is_cancelled) {
    curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, ask_whether_cancelled);
    curl_easy_setopt(handle, CURLOPT_XFERINFODATA, &options.is_cancelled);
  }
  if (!options.user.empty()) set_up_login(handle, options);
}

bool has_tls(CURL* handle) {
  curl_tlssessioninfo* session = nullptr;
  return curl_easy_getinfo(handle, CURLINFO_TLS_SSL_PTR, &session) == CURLE_OK && session != nullptr &&
         session->internals != nullptr;
}

}  // namespace

SmtpConnection::SmtpConnection(Handle handle, std::vector<std::string> keywords, const SmtpOptions& options)
    : handle_(std::move(handle)),
      keywords_(std::move(keywords)),
      timeout_(options.timeout),
      is_cancelled_(options.is_cancelled),
      is_encrypted_(has_tls(handle_.get())) {}

/// Else libcurl says QUIT, which may be in the middle of a message, and waits for the answer as long as for any other.
SmtpConnection::~SmtpConnection() {
  if (const curl_socket_t socket = this->socket(); socket != CURL_SOCKET_BAD) ::shutdown(socket, SHUT_RDWR);
}

Result<std::unique_ptr<SmtpConnection>> SmtpConnection::open(const SmtpOptions& options) {
  std::string heard;
  std::array<char, CURL_ERROR_SIZE> words{};
  Handle handle(curl_easy_init());
  if (!handle) return fail(ErrorCode::Unavailable, "libcurl cannot start");
  set_up(handle.get(), options, heard);
  curl_easy_setopt(handle.get(), CURLOPT_ERRORBUFFER, words.data());
  const CURLcode code = curl_easy_perform(handle.get());
  curl_easy_setopt(handle.get(), CURLOPT_ERRORBUFFER, nullptr);
  curl_easy_setopt(handle.get(), CURLOPT_HEADERFUNCTION, nullptr);
  curl_easy_setopt(handle.get(), CURLOPT_HEADERDATA, nullptr);
  curl_easy_setopt(handle.get(), CURLOPT_NOPROGRESS, 1L);
  if (code != CURLE_OK) return std::unexpected(opening_error(options, code, words.data(), heard));

  std::unique_ptr<SmtpConnection> connection(new SmtpConnection(std::move(handle), keywords_in(heard), options));
  if (auto omission = find_omission(options, heard, connection->is_encrypted_)) return std::unexpected(*omission);
  return connection;
}

bool SmtpConnection::offers(std::string_view keyword) const { return find_keyword(keywords_, keyword).has_value(); }

curl_socket_t SmtpConnection::socket() const {
  curl_socket_t socket = CURL_SOCKET_BAD;
  curl_easy_getinfo(handle_.get(), CURLINFO_ACTIVESOCKET, &socket);
  return socket;
}

Result<void> SmtpConnection::wait_for(int events, Deadline deadline) const {
  const curl_socket_t socket = this->socket();
  if (socket == CURL_SOCKET_BAD) return fail(ErrorCode::Unavailable, "the connection is lost");
  // A server that writes its replies to pipelined commands one by one holds each back until the last is acknowledged,
  // which the kernel would put off by 40 ms. Whether it could be set makes no difference but speed.
  const int at_once = 1;
  if (has_heard_) ::setsockopt(socket, IPPROTO_TCP, TCP_QUICKACK, &at_once, sizeof at_once);
  for (pollfd waited{socket, static_cast<short>(events), 0};;) {
    if (is_cancelled_ && is_cancelled_()) return fail(ErrorCode::Unavailable, "stopped while waiting for the server");
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_clock::now());
    if (left.count() <= 0) return fail(ErrorCode::Unavailable, "the server did not answer in time");
    const int ready = ::poll(&waited, 1, static_cast<int>(std::min(left, kBetweenQuestions).count()));
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return fail(ErrorCode::Unavailable, std::generic_category().message(errno));
  }
}

Result<void> SmtpConnection::send(std::string_view bytes) { return write(bytes, false); }

Result<void> SmtpConnection::send_part(std::string_view bytes) { return write(bytes, true); }

/// `is_listening`: where it must wait, it looks whether the server speaks, who may take no more of it.
Result<void> SmtpConnection::write(std::string_view bytes, bool is_listening) {
  const Deadline deadline = steady_clock::now() + timeout_;
  const auto early = [] { return fail(ErrorCode::Unavailable, "the server spoke before the end of the message"); };
  if (is_listening && !received_.empty()) return early();
  has_heard_ = false;
  while (!bytes.empty()) {
    std::size_t sent = 0;
    const CURLcode code = curl_easy_send(handle_.get(), bytes.data(), bytes.size(), &sent);
    if (code != CURLE_OK && code != CURLE_AGAIN) {
      return fail(ErrorCode::Unavailable, "the connection was lost while sending");
    }
    bytes.remove_prefix(sent);
    if (code != CURLE_AGAIN) continue;
    if (auto waited = wait_for(is_listening ? POLLOUT | POLLIN : POLLOUT, deadline); !waited) return waited;
    if (!is_listening) continue;
    const auto heard = read_available();
    if (!heard) return std::unexpected(heard.error());
    if (*heard) return early();
  }
  return {};
}

bool SmtpConnection::has_spoken() {
  const auto heard = read_available();
  return !received_.empty() || !heard || *heard;
}

Result<SmtpReply> SmtpConnection::receive(std::chrono::seconds patience) {
  const Deadline deadline = steady_clock::now() + patience;
  while (true) {
    auto reply = take_reply(received_);
    if (!reply) return std::unexpected(reply.error());
    if (*reply) return std::move(**reply);
    if (auto read = read_some(deadline); !read) return std::unexpected(read.error());
  }
}

/// Only with TLS can there be bytes that the socket does not show: without it, one call to the system is saved.
Result<void> SmtpConnection::read_some(Deadline deadline) {
  for (bool must_wait = !is_encrypted_;; must_wait = true) {
    if (must_wait) {
      if (auto waited = wait_for(POLLIN, deadline); !waited) return waited;
    }
    const auto read = read_available();
    if (!read) return std::unexpected(read.error());
    if (*read) return {};
  }
}

/// What is there, without waiting. False: nothing.
Result<bool> SmtpConnection::read_available() {
  std::array<char, 4096> bytes{};
  std::size_t count = 0;
  const CURLcode code = curl_easy_recv(handle_.get(), bytes.data(), bytes.size(), &count);
  if (code == CURLE_AGAIN) return false;
  if (code != CURLE_OK || count == 0) return fail(ErrorCode::Unavailable, "the server closed the connection");
  received_.append(bytes.data(), count);
  has_heard_ = true;
  return true;
}

}  // namespace aggregator::mail
