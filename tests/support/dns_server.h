// A name server on a free loopback port that answers from a table, with one record an answer.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

namespace aggregator::test {

class DnsServer {
 public:
  static constexpr int kA = 1, kMx = 15, kTxt = 16, kAaaa = 28;

  /// (name as on the wire, type) to the data of a record. Other names do not exist.
  explicit DnsServer(std::map<std::pair<std::string, int>, std::string> records)
      : records_(std::move(records)), socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(socket_, generic, size) != 0 || ::getsockname(socket_, generic, &size) != 0) {
      throw std::runtime_error("no loopback port for a name server");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  DnsServer(const DnsServer&) = delete;
  DnsServer& operator=(const DnsServer&) = delete;

  ~DnsServer() {
    ::shutdown(socket_, SHUT_RDWR);
    thread_.join();
    ::close(socket_);
  }

  [[nodiscard]] std::uint16_t port() const { return port_; }

  /// "a.b" as the DNS writes it: each label with its length before it.
  static std::string wire(const std::string& name) {
    std::string out;
    for (std::size_t begin = 0; begin <= name.size();) {
      const std::size_t end = std::min(name.find('.', begin), name.size());
      out += static_cast<char>(end - begin);
      out += name.substr(begin, end - begin);
      begin = end + 1;
    }
    return out + '\0';
  }

 private:
  void serve() {
    char bytes[1500];
    sockaddr_in from{};
    socklen_t size = sizeof from;
    ssize_t count = 0;
    while ((count = ::recvfrom(socket_, bytes, sizeof bytes, 0, reinterpret_cast<sockaddr*>(&from), &size)) > 0) {
      const std::string answer = reply_to(std::string(bytes, static_cast<std::size_t>(count)));
      ::sendto(socket_, answer.data(), answer.size(), 0, reinterpret_cast<sockaddr*>(&from), size);
    }
  }

  /// The header, the question as it was asked, and the record if there is one (RFC 1035 section 4.1).
  [[nodiscard]] std::string reply_to(const std::string& query) const {
    const std::size_t end = query.find('\0', 12);
    const std::string name = query.substr(12, end - 12) + '\0';
    const int type = static_cast<unsigned char>(query[end + 1]) << 8 | static_cast<unsigned char>(query[end + 2]);
    const auto found = records_.find({name, type});
    const bool is_there = found != records_.end();
    std::string out = query.substr(0, 2) + "\x81" + (is_there ? '\x80' : '\x83');
    out += std::string("\0\1\0", 3) + (is_there ? '\1' : '\0') + std::string(4, '\0') + query.substr(12, end - 12 + 5);
    if (!is_there) return out;
    out += std::string("\xC0\x0C", 2) + query.substr(end + 1, 4) + std::string("\0\0\0\x3C", 4);
    out += static_cast<char>(found->second.size() >> 8);
    return out + static_cast<char>(found->second.size() & 0xFF) + found->second;
  }

  const std::map<std::pair<std::string, int>, std::string> records_;
  const int socket_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

}  // namespace aggregator::test
