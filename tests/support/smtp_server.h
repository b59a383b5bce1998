// An SMTP server on a free loopback port that records what it gets and answers as told.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <deque>
#include <initializer_list>
#include <map>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace aggregator::test {

struct SmtpMessage {
  std::string sender, recipient;  ///< of the envelope
  std::string bytes;              ///< as sent, the doubled dots undone
  int connection = 0;             ///< counted from 1
};

class SmtpServer {
 public:
  /// As an answer: closes the connection without a word.
  static constexpr std::string_view kDrop = "";
  /// As an answer: what the server would say by itself.
  static constexpr std::string_view kUsual = "usual";

  /// What EHLO offers, besides the greeting line.
  explicit SmtpServer(std::vector<std::string> keywords = {"PIPELINING", "SIZE 10000000", "SMTPUTF8"})
      : keywords_(std::move(keywords)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, generic, size) != 0 || ::listen(listener_, 64) != 0 ||
        ::getsockname(listener_, generic, &size) != 0) {
      throw std::runtime_error("no loopback port to listen on");
    }
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
  }

  SmtpServer(const SmtpServer&) = delete;
  SmtpServer& operator=(const SmtpServer&) = delete;

  ~SmtpServer() {
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    {
      const std::scoped_lock lock(mutex_);
      for (const int socket : open_) ::shutdown(socket, SHUT_RDWR);
    }
    for (std::thread& thread : threads_) thread.join();
    ::close(listener_);
  }

  /// The next commands that begin with `command` get these answers, one each; later ones the usual again. "CONNECT" is
  /// the greeting and "." the end of a message; with a recipient, ".<ann@example.org>", only of theirs. The longest
  /// beginning that matches counts. A message whose "." is dropped is recorded all the same.
  void answer(const std::string& command, std::initializer_list<std::string_view> replies) {
    const std::scoped_lock lock(mutex_);
    for (const std::string_view reply : replies) script_[command].emplace_back(reply);
  }

  /// The same for every such command from now on.
  void always(const std::string& command, std::string_view reply) {
    const std::scoped_lock lock(mutex_);
    standing_[command] = reply;
  }

  /// What is said to each message as soon as it begins. Nothing more is read then; the connection is closed, or not.
  void interrupt(std::string_view reply, bool closes) {
    const std::scoped_lock lock(mutex_);
    interruption_ = reply;
    interruption_closes_ = closes;
  }

  [[nodiscard]] std::uint16_t port() const { return port_; }

  [[nodiscard]] std::vector<SmtpMessage> messages() const {
    const std::scoped_lock lock(mutex_);
    return messages_;
  }

  /// Every command line of every connection, in the order in which they came.
  [[nodiscard]] std::vector<std::string> commands() const {
    const std::scoped_lock lock(mutex_);
    return commands_;
  }

  /// How many commands began with `beginning`.
  [[nodiscard]] int count(std::string_view beginning) const {
    const std::scoped_lock lock(mutex_);
    int found = 0;
    for (const std::string& command : commands_) found += command.starts_with(beginning) ? 1 : 0;
    return found;
  }

  [[nodiscard]] int connections() const {
    const std::scoped_lock lock(mutex_);
    return connections_;
  }

 private:
  struct Session {
    int socket = -1, number = 0;
    std::string received, said, sender, recipient;  // the last two as accepted in this transaction
  };

  void accept_all() {
    while (true) {
      const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (socket < 0) return;
      const int at_once = 1;
      ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
      const std::scoped_lock lock(mutex_);
      open_.push_back(socket);
      threads_.emplace_back([this, session = Session{socket, ++connections_, {}, {}, {}, {}}]() mutable {
        serve(session);
        const std::scoped_lock closing(mutex_);
        std::erase(open_, session.socket);
        ::close(session.socket);
      });
    }
  }

  void serve(Session& session) {
    if (!say(session, reply_to("CONNECT", "220 test.example.org ESMTP"))) return;
    while (const auto line = read_line(session)) {
      {
        const std::scoped_lock lock(mutex_);
        commands_.push_back(*line);
      }
      if (!say(session, reply_to(*line, usual_reply(session, *line)))) return;
      follow(session, *line);
      if (line->starts_with("QUIT")) return;
      if (line->starts_with("STARTTLS") && session.said.starts_with("220")) return answer_handshake(session);
      if (line->starts_with("DATA") && session.said.starts_with("354") && !take_message(session)) return;
    }
  }

  /// With words, for it knows no TLS.
  static void answer_handshake(Session& session) {
    char hello[4096];
    if (::recv(session.socket, hello, sizeof hello, 0) > 0) say(session, "500 5.5.2 what?");
  }

  std::string usual_reply(const Session& session, std::string_view line) const {
    if (line.starts_with("EHLO")) return greeting();
    if (line.starts_with("MAIL") && !session.sender.empty()) return "503 5.5.1 nested MAIL";
    if (line.starts_with("RCPT") && session.sender.empty()) return "503 5.5.1 MAIL first";
    if (line.starts_with("DATA")) return session.recipient.empty() ? "554 5.5.1 no valid recipients" : "354 go on";
    if (line.starts_with("AUTH")) return "235 2.7.0 welcome";
    if (line.starts_with("QUIT")) return "221 2.0.0 bye";
    return "250 2.0.0 ok";
  }

  /// What the transaction is after an accepted command.
  static void follow(Session& session, std::string_view line) {
    if (!session.said.starts_with('2')) return;
    if (line.starts_with("MAIL")) session.sender = path(line);
    if (line.starts_with("RCPT")) session.recipient = path(line);
    if (line.starts_with("RSET") || line.starts_with("EHLO")) session.sender = session.recipient = "";
  }

  std::string greeting() const {
    std::string reply = "250";
    for (const std::string& keyword : keywords_)
      reply += (reply.size() == 3 ? "-test.example.org\r\n250-" : "\r\n250-") + keyword;
    if (keywords_.empty()) return "250 test.example.org";
    reply[reply.rfind("250-") + 3] = ' ';
    return reply;
  }

  static std::string path(std::string_view line) {
    const std::size_t begin = line.find('<'), end = line.find('>');
    return begin < end && end != std::string_view::npos ? std::string(line.substr(begin + 1, end - begin - 1)) : "";
  }

  /// Whether the message was interrupted.
  bool interrupts(Session& session) {
    std::string reply;
    bool closes = false;
    {
      const std::scoped_lock lock(mutex_);
      reply = interruption_;
      closes = interruption_closes_;
    }
    if (reply.empty()) return false;
    say(session, reply);
    pollfd end{session.socket, 0, 0};
    if (!closes) ::poll(&end, 1, -1);  // until the other side closes
    return true;
  }

  bool take_message(Session& session) {
    if (interrupts(session)) return false;
    SmtpMessage message{session.sender, session.recipient, {}, session.number};
    while (auto line = read_line(session)) {
      if (*line != ".") {
        message.bytes.append(*line, line->starts_with('.') ? 1 : 0).append("\r\n");
        continue;
      }
      const std::string reply = reply_to(".<" + session.recipient + ">", "250 2.0.0 stored");
      session.sender = session.recipient = "";
      if (reply.empty() || reply.starts_with('2')) {
        const std::scoped_lock lock(mutex_);
        messages_.push_back(std::move(message));
      }
      return say(session, reply);
    }
    return false;
  }

  /// The scripted answer to the longest beginning of `command` that has one, else `usual`.
  std::string reply_to(std::string_view command, const std::string& usual) {
    const std::scoped_lock lock(mutex_);
    for (std::size_t length = command.size(); length > 0; --length) {
      const std::string beginning(command.substr(0, length));
      if (const auto found = script_.find(beginning); found != script_.end() && !found->second.empty()) {
        const std::string reply = found->second.front();
        found->second.pop_front();
        return reply == kUsual ? usual : reply;
      }
      if (const auto found = standing_.find(beginning); found != standing_.end()) return found->second;
    }
    return usual;
  }

  static bool say(Session& session, const std::string& reply) {
    if (reply.empty()) return false;
    session.said = reply;
    const std::string line = reply + "\r\n";
    return ::send(session.socket, line.data(), line.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(line.size()) &&
           !reply.starts_with("421");
  }

  static std::optional<std::string> read_line(Session& session) {
    while (true) {
      const std::size_t end = session.received.find("\r\n");
      if (end != std::string::npos) {
        std::string line = session.received.substr(0, end);
        session.received.erase(0, end + 2);
        return line;
      }
      char bytes[4096];
      const ssize_t count = ::recv(session.socket, bytes, sizeof bytes, 0);
      if (count <= 0) return std::nullopt;
      session.received.append(bytes, static_cast<std::size_t>(count));
    }
  }

  const std::vector<std::string> keywords_;
  const int listener_;
  std::uint16_t port_ = 0;
  std::thread acceptor_;
  mutable std::mutex mutex_;
  std::vector<std::thread> threads_;
  std::vector<int> open_;
  int connections_ = 0;
  std::map<std::string, std::deque<std::string>> script_;
  std::map<std::string, std::string> standing_;
  std::vector<std::string> commands_;
  std::vector<SmtpMessage> messages_;
  std::string interruption_;
  bool interruption_closes_ = false;
};

}  // namespace aggregator::test
