// A loopback HTTP server for tests: replies are scripted per path, requests recorded, connections held open on demand.
//
//   HttpServer server;                                           // 127.0.0.1 on a free port
//   server.reply("/feed", {.headers = {{"ETag", "\"1\""}}, .body = rss});
//   … fetch server.url("/feed") with server.address() as an allowed address …
//   EXPECT_EQ(server.hits("/feed"), 1u);
//   EXPECT_EQ(server.requests("/feed").front().header("User-Agent"), "…");
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace aggregator::test {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

/// A request as it came.
struct HttpRequest {
  std::string method, path;  ///< with the query
  HttpHeaders headers;
  std::string body;
  std::size_t connection = 0;  ///< 1 for the first that was accepted

  [[nodiscard]] bool has(std::string_view name) const { return find(name) != headers.end(); }
  /// Empty when absent.
  [[nodiscard]] std::string header(std::string_view name) const {
    const auto found = find(name);
    return found == headers.end() ? "" : found->second;
  }

 private:
  [[nodiscard]] HttpHeaders::const_iterator find(std::string_view name) const {
    return std::ranges::find_if(headers, [&](const auto& header) {
      return header.first.size() == name.size() && strncasecmp(header.first.data(), name.data(), name.size()) == 0;
    });
  }
};

/// A correct answer: Content-Length is added.
struct HttpReply {
  int status = 200;
  HttpHeaders headers{};
  std::string body{};

  [[nodiscard]] std::string bytes() const {
    std::string text = "HTTP/1.1 " + std::to_string(status) + " Scripted\r\n";
    for (const auto& [name, value] : headers) text += name + ": " + value + "\r\n";
    if (status != 304 && status != 204) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    return text + "\r\n" + body;
  }
};

/// The server's end of a connection, for scripts that misbehave.
class HttpConnection {
 public:
  explicit HttpConnection(int socket) : socket_(socket) {}

  /// False once the client has gone.
  bool send(std::string_view bytes) {
    if (on_answer_) std::exchange(on_answer_, nullptr)();
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  /// No further request is read from this connection.
  void close() { closed_ = true; }
  /// Closes with a TCP reset.
  void reset() {
    const linger now{.l_onoff = 1, .l_linger = 0};
    setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    closed_ = reset_ = true;
  }
  [[nodiscard]] bool is_closed() const { return closed_; }

 private:
  friend class HttpServer;

  int socket_;
  bool closed_ = false, reset_ = false;
  std::string unread_;
  std::function<void()> on_answer_;  ///< called before the first byte
};

/// One thread per connection. All members may be called from any thread. What is not scripted is answered with 404.
class HttpServer {
 public:
  using Handler = std::function<HttpReply(const HttpRequest&)>;
  using Script = std::function<void(const HttpRequest&, HttpConnection&)>;

  explicit HttpServer(const char* host = "127.0.0.1") : host_(host) {
    listen_on_free_port();
    acceptor_ = std::thread([this] { accept_all(); });
  }
  /// Also ends what is held.
  ~HttpServer() {
    {
      const std::scoped_lock lock(mutex_);
      ending_ = true;
      for (const int socket : open_) shutdown(socket, SHUT_RDWR);
    }
    changed_.notify_all();
    shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    for (std::thread& connection : connections_) connection.join();
    ::close(listener_);
  }
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// "127.0.0.1:41234", as poll.allow_addresses takes it.
  [[nodiscard]] std::string address() const { return host_ + ":" + std::to_string(port_); }
  [[nodiscard]] std::string url(std::string_view path) const { return "http://" + address() + std::string(path); }

  // What a path answers. A later call for the same path replaces the earlier one; a query needs a script of its own.

  void script(const std::string& path, Script script) {
    const std::scoped_lock lock(mutex_);
    scripts_[path] = std::move(script);
  }
  void handle(const std::string& path, Handler handler) {
    script(path, [handler = std::move(handler)](const HttpRequest& request, HttpConnection& connection) {
      connection.send(handler(request).bytes());
    });
  }
  void reply(const std::string& path, HttpReply reply) {
    handle(path, [reply = std::move(reply)](const HttpRequest&) { return reply; });
  }
  /// One after the other; the last one again and again.
  void replies(const std::string& path, std::vector<HttpReply> replies) {
    handle(path, [this, path, replies = std::move(replies)](const HttpRequest&) {
      return replies.at(std::min(hits(path), replies.size()) - 1);
    });
  }
  void redirect(const std::string& path, int status, const std::string& location) {
    reply(path, {.status = status, .headers = {{"Location", location}}});
  }
  /// These bytes and no others, then the end of the connection.
  void raw(const std::string& path, std::string bytes) {
    script(path, [bytes = std::move(bytes)](const HttpRequest&, HttpConnection& connection) {
      connection.send(bytes);
      connection.close();
    });
  }
  /// Answers nothing before release().
  void hold(const std::string& path, HttpReply reply = {}) {
    handle(path, [this, reply = std::move(reply)](const HttpRequest&) {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return released_ || ending_; });
      return reply;
    });
  }
  void release() {
    const std::scoped_lock lock(mutex_);
    released_ = true;
    changed_.notify_all();
  }

  // What came.

  [[nodiscard]] std::vector<HttpRequest> requests() const {
    const std::scoped_lock lock(mutex_);
    return requests_;
  }
  [[nodiscard]] std::vector<HttpRequest> requests(std::string_view path) const {
    std::vector<HttpRequest> found = requests();
    std::erase_if(found, [&](const HttpRequest& request) { return request.path != path; });
    return found;
  }
  [[nodiscard]] std::size_t hits() const {
    const std::scoped_lock lock(mutex_);
    return requests_.size();
  }
  [[nodiscard]] std::size_t hits(std::string_view path) const { return requests(path).size(); }
  /// Connections accepted so far.
  [[nodiscard]] std::size_t connections() const {
    const std::scoped_lock lock(mutex_);
    return accepted_;
  }
  /// The most requests that were waiting for an answer at the same time.
  [[nodiscard]] std::size_t most_at_once() const {
    const std::scoped_lock lock(mutex_);
    return most_in_hand_;
  }
  /// Waits until `count` requests have come. False when they do not.
  [[nodiscard]] bool wait_for_hits(std::size_t count, std::chrono::seconds limit = std::chrono::seconds(10)) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, limit, [&] { return requests_.size() >= count; });
  }
  /// Waits until all connections are closed. False when they stay open.
  [[nodiscard]] bool wait_for_no_connection(std::chrono::seconds limit = std::chrono::seconds(10)) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, limit, [&] { return open_.empty(); });
  }

 private:
  void listen_on_free_port() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    inet_pton(AF_INET, host_.c_str(), &address.sin_addr);
    socklen_t size = sizeof address;
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    if (bind(listener_, any, size) != 0 || listen(listener_, 512) != 0 || getsockname(listener_, any, &size) != 0) {
      throw std::runtime_error("the test server cannot listen on " + host_);
    }
    port_ = ntohs(address.sin_port);
  }

  void accept_all() {
    for (int socket = -1; (socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;) {
      const std::scoped_lock lock(mutex_);
      if (ending_) shutdown(socket, SHUT_RDWR);
      open_.push_back(socket);
      connections_.emplace_back([this, socket, number = ++accepted_] { serve(socket, number); });
    }
  }

  void serve(int socket, std::size_t number) {
    HttpConnection connection(socket);
    while (!connection.is_closed()) {
      std::optional<HttpRequest> request = read_request(connection);
      if (!request) break;
      request->connection = number;
      answer(*request, connection);
    }
    if (!connection.reset_) drain(socket);
    const std::scoped_lock lock(mutex_);
    std::erase(open_, socket);
    ::close(socket);
    changed_.notify_all();
  }

  void answer(const HttpRequest& request, HttpConnection& connection) {
    Script script = [](const HttpRequest&, HttpConnection& c) { c.send(HttpReply{.status = 404}.bytes()); };
    {
      const std::scoped_lock lock(mutex_);
      if (const auto found = scripts_.find(request.path); found != scripts_.end()) script = found->second;
      requests_.push_back(request);
      most_in_hand_ = std::max(most_in_hand_, ++in_hand_);
    }
    changed_.notify_all();
    connection.on_answer_ = [this] {
      const std::scoped_lock lock(mutex_);
      --in_hand_;
    };
    script(request, connection);
    if (connection.on_answer_) connection.on_answer_();
    connection.on_answer_ = nullptr;
  }

  /// Closing with bytes unread would reset the connection and take the answer's end away from the client.
  static void drain(int socket) {
    shutdown(socket, SHUT_WR);
    char rest[4096];
    while (recv(socket, rest, sizeof rest, 0) > 0) {
    }
  }

  static bool read_more(HttpConnection& connection) {
    char bytes[4096];
    const ssize_t size = recv(connection.socket_, bytes, sizeof bytes, 0);
    if (size > 0) connection.unread_.append(bytes, static_cast<std::size_t>(size));
    return size > 0;
  }

  static std::optional<HttpRequest> read_request(HttpConnection& connection) {
    std::string& unread = connection.unread_;
    std::size_t end = std::string::npos;
    while ((end = unread.find("\r\n\r\n")) == std::string::npos) {
      if (!read_more(connection)) return std::nullopt;
    }
    HttpRequest request = parse_head(std::string_view(unread).substr(0, end + 2));
    unread.erase(0, end + 4);
    const std::size_t length = std::strtoul(request.header("Content-Length").c_str(), nullptr, 10);
    while (unread.size() < length) {
      if (!read_more(connection)) return std::nullopt;
    }
    request.body = unread.substr(0, length);
    unread.erase(0, length);
    return request;
  }

  static HttpRequest parse_head(std::string_view head) {
    const auto next_line = [&] {
      const std::string_view line = head.substr(0, head.find("\r\n"));
      head.remove_prefix(line.size() + 2);
      return line;
    };
    HttpRequest request;
    const std::string_view first = next_line();
    const std::size_t blank = first.find(' ');
    request.method = first.substr(0, blank);
    request.path = first.substr(blank + 1, first.rfind(' ') - blank - 1);
    while (!head.empty()) {
      const std::string_view line = next_line();
      const std::size_t colon = std::min(line.find(':'), line.size() - 1);
      const std::size_t value = std::min(line.find_first_not_of(' ', colon + 1), line.size());
      request.headers.emplace_back(line.substr(0, colon), line.substr(value));
    }
    return request;
  }

  const std::string host_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::map<std::string, Script> scripts_;
  std::vector<HttpRequest> requests_;
  std::vector<int> open_;
  std::vector<std::thread> connections_;
  std::thread acceptor_;
  std::size_t accepted_ = 0, in_hand_ = 0, most_in_hand_ = 0;
  bool released_ = false, ending_ = false;
};

}  // namespace aggregator::test
