// One HTTP exchange over libcurl: a GET, the head of its answer, and the body if that is wanted.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "aggregator/base/error.h"
#include "aggregator/base/owned.h"
#include "aggregator/base/url.h"
#include "aggregator/http/client.h"
#include "head.h"

namespace aggregator::http {

/// What to ask for.
struct Hop {
  Url url;                          ///< http or https; its userinfo goes out as basic authentication
  const Access* access;             ///< goes out too, before the userinfo; null: none for this server
  std::string etag, last_modified;  ///< empty: not sent
  std::chrono::milliseconds time_left;
};

/// What came back.
struct Answer {
  Head head;
  std::string body;     ///< as sent; only of a status that brings one
  std::string address;  ///< of the machine that answered
  std::size_t bytes_received = 0;
};

/// Asked before a connection is opened, with the address ("192.0.2.1"): whether its machine has room for one more.
using Doorkeeper = std::function<bool(const std::string& address)>;

/// Asked when the head of an answer is there that leads nowhere else: whether anybody waits for its connection.
using Interest = std::function<bool()>;

/// Reusable: after finish() comes the next prepare(). Stays where it is in memory, for libcurl points at it.
class Exchange {
 public:
  /// `arriving` counts the bytes of bodies that are not finished, of all exchanges. It and `options` must outlive this.
  /// Throws std::runtime_error when libcurl gives no handle.
  Exchange(const ClientOptions& options, std::size_t& arriving);
  ~Exchange() { arriving_ -= body_.size(); }
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  /// Makes handle() ready to be added to a multi handle. `doorkeeper` may be empty; a proxy's is not asked.
  /// Without `interest` the connection is kept. `afresh`: on a connection of its own from the start.
  void prepare(const Hop& hop, Doorkeeper doorkeeper = {}, Interest interest = {}, bool afresh = false);

  /// Whether what came is no answer to this request: what a server put behind its answer to the one before on the same
  /// connection, or the 408 with which it ends a connection that it has tired of (RFC 9110 section 15.5.9). The hop is
  /// then to be made again, `afresh`.
  [[nodiscard]] bool met_leftovers(CURLcode code) const;

  /// Whether libcurl's verdict `code` is that it could not connect, and that is because a machine had no room: there is
  /// nothing to finish() then, the hop is still to be made.
  [[nodiscard]] bool was_turned_away(CURLcode code) const;

  /// What came of it, `code` being libcurl's verdict. Errors as for Client::fetch().
  [[nodiscard]] Result<Answer> finish(CURLcode code);

  /// Since prepare().
  [[nodiscard]] std::chrono::milliseconds spent() const;

  [[nodiscard]] CURL* handle() const { return handle_.get(); }

 private:
  using Handle = Owned<CURL, curl_easy_cleanup>;
  using HeaderLines = Owned<curl_slist, curl_slist_free_all>;

  static std::size_t on_head(char* data, std::size_t size, std::size_t count, void* self) noexcept;
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self) noexcept;
  static curl_socket_t on_connect(void* self, curlsocktype purpose, curl_sockaddr* address) noexcept;
  /// Runs what may fail or throw on behalf of a callback of libcurl. False: it failed, and `verdict_` says why.
  template <typename Step>
  bool attempt(Step step) noexcept;

  void set_constant_options();
  void set_headers(const Hop& hop);
  void set_credentials(const Hop& hop);
  Result<void> take_head(std::string_view line);
  Result<void> begin_body();
  Result<void> take_body(std::string_view bytes);
  /// Leaves nothing of the body here.
  std::string take_out_body();
  Result<void> check_address(const sockaddr& address);
  bool is_let_in(const sockaddr& address);
  [[nodiscard]] bool wants_body() const { return brings_body(head_.status); }
  [[nodiscard]] std::optional<Error> failure(CURLcode code) const;
  [[nodiscard]] Error explain_failure(CURLcode code) const;

  const ClientOptions& options_;
  std::size_t& arriving_;
  char details_[CURL_ERROR_SIZE] = {};
  Handle handle_;
  HeaderLines header_lines_;
  Head head_;
  std::string body_;
  std::string host_;
  std::string last_address_;  ///< that a connection was tried to
  bool tried_allowed_address_ = false;
  Doorkeeper doorkeeper_;
  Interest interest_;
  bool turned_away_ = false;        ///< from one of the host's machines
  std::optional<Error> forbidden_;  ///< the first address that was refused
  std::optional<Error> verdict_;    ///< ours, before libcurl's
  bool body_ignored_ = false;       ///< ended on purpose after the head
  std::chrono::steady_clock::time_point begun_, give_up_;
};

}  // namespace aggregator::http
