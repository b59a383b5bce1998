#include "child.h"

#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

#include "aggregator/base/descriptor.h"

extern "C" {  // which glibc 2.36 forgot in this header
#include <sys/pidfd.h>
}

namespace aggregator::mail {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t kKeptOutput = 4096;
constexpr std::chrono::milliseconds kBetweenQuestions{200};  // whether to go on waiting

/// What differs for the child: all three standard streams are `socket`, no other file is open, signals are as at start.
class SpawnOptions {
 public:
  explicit SpawnOptions(int socket) {
    ::posix_spawn_file_actions_init(&files_);
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
      ::posix_spawn_file_actions_adddup2(&files_, socket, stream);
    }
    ::posix_spawn_file_actions_addclosefrom_np(&files_, STDERR_FILENO + 1);
    ::posix_spawnattr_init(&attributes_);
    sigset_t none, all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  SpawnOptions(const SpawnOptions&) = delete;
  SpawnOptions& operator=(const SpawnOptions&) = delete;
  ~SpawnOptions() {
    ::posix_spawn_file_actions_destroy(&files_);
    ::posix_spawnattr_destroy(&attributes_);
  }

  [[nodiscard]] const posix_spawn_file_actions_t* files() const { return &files_; }
  [[nodiscard]] const posix_spawnattr_t* attributes() const { return &attributes_; }

 private:
  posix_spawn_file_actions_t files_{};
  posix_spawnattr_t attributes_{};
};

/// The process's id, or 0 with errno set.
pid_t spawn(std::vector<std::string>& arguments, int socket) {
  std::vector<char*> pointers;
  pointers.reserve(arguments.size() + 1);
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  const SpawnOptions options(socket);
  pid_t process = 0;
  errno = ::posix_spawn(&process, pointers[0], options.files(), options.attributes(), pointers.data(), ::environ);
  return errno == 0 ? process : 0;
}

/// The talk with a child over its socket.
class Conversation {
 public:
  Conversation(int socket, std::string_view input) : socket_(socket), input_(input) { end_input_if_done(); }

  [[nodiscard]] short wanted() const {
    return static_cast<short>((is_open_ ? POLLIN : 0) | (input_.empty() ? 0 : POLLOUT));
  }

  void go_on(short ready) {
    if ((ready & (POLLIN | POLLHUP | POLLERR)) != 0) read();
    if ((ready & POLLOUT) != 0 && !input_.empty()) write();
  }

  void read() {
    std::array<char, 4096> bytes{};
    while (is_open_) {
      const ssize_t count = ::recv(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0 && errno == EAGAIN) return;
      is_open_ = count > 0;
      if (!is_open_) return;
      output_.append(bytes.data(), std::min(static_cast<std::size_t>(count), kKeptOutput - output_.size()));
    }
  }

  /// Whether nothing of the input is left, neither here nor in the socket.
  [[nodiscard]] bool is_read() const {
    int unread = 0;
    return is_given_ && ::ioctl(socket_, TIOCOUTQ, &unread) == 0 && unread == 0;
  }

  [[nodiscard]] std::string take_output() { return std::move(output_); }

 private:
  void write() {
    const ssize_t count = ::send(socket_, input_.data(), input_.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
    input_.remove_prefix(count < 0 ? input_.size() : static_cast<std::size_t>(count));  // a child may not want it all
    is_given_ = input_.empty() && count >= 0;
    end_input_if_done();
  }

  void end_input_if_done() {
    if (input_.empty()) ::shutdown(socket_, SHUT_WR);
  }

  const int socket_;
  std::string_view input_;
  std::string output_;
  bool is_open_ = true, is_given_ = false;
};

/// Talks until the child ends, the time is over or nobody wants to wait any longer.
void talk(Conversation& conversation, int socket, int process, steady_clock::time_point deadline,
          const std::function<bool()>& is_cancelled) {
  while (!is_cancelled || !is_cancelled()) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_clock::now());
    if (left.count() <= 0) return;
    const short wanted = conversation.wanted();
    std::array<pollfd, 2> waited{pollfd{process, POLLIN, 0}, pollfd{wanted == 0 ? -1 : socket, wanted, 0}};
    if (::poll(waited.data(), waited.size(), static_cast<int>(std::min(left, kBetweenQuestions).count())) < 0 &&
        errno != EINTR)
      return;
    conversation.go_on(waited[1].revents);
    if (waited[0].revents != 0) return;
  }
}

}  // namespace

Result<ChildEnd> run_child(std::vector<std::string> arguments, std::string_view input, std::chrono::seconds patience,
                           const std::function<bool()>& is_cancelled) {
  const auto cannot = [&](int error) {
    return fail(ErrorCode::Unavailable,
                fmt::format("cannot run {}: {}", arguments[0], std::generic_category().message(error)));
  };
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return cannot(errno);
  const Descriptor ours(ends[0]);
  Descriptor theirs(ends[1]);
  const pid_t process = spawn(arguments, theirs.get());
  if (process == 0) return cannot(errno);
  theirs.close();

  Conversation conversation(ours.get(), input);
  const Descriptor ended(::pidfd_open(process, 0));
  if (ended) talk(conversation, ours.get(), ended.get(), steady_clock::now() + patience, is_cancelled);
  int status = 0;
  bool has_read_all = false;
  pid_t waited = ::waitpid(process, &status, WNOHANG);
  if (waited == 0) {
    has_read_all = conversation.is_read();
    ::kill(process, SIGKILL);
    waited = ::waitpid(process, &status, 0);
  }
  // Where SIGCHLD is ignored the kernel keeps no exit status: that must not read as success.
  if (waited < 0) {
    return fail(ErrorCode::Unavailable,
                fmt::format("cannot tell how {} ended: {}", arguments[0], std::generic_category().message(errno)));
  }
  conversation.read();
  return ChildEnd{WIFEXITED(status) ? WEXITSTATUS(status) : 0, WIFSIGNALED(status) ? WTERMSIG(status) : 0, has_read_all,
                  conversation.take_output()};
}

}  // namespace aggregator::mail
