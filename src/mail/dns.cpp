#include "aggregator/mail/dns.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <utility>

#include "aggregator/base/text.h"

namespace aggregator::mail {
namespace {

constexpr int kSecondsForAnAnswer = 3;

struct Close {
  void operator()(struct __res_state* state) const noexcept {
    res_nclose(state);
    delete state;  // NOLINT(cppcoreguidelines-owning-memory)
  }
};
using State = std::unique_ptr<struct __res_state, Close>;

State open_state() {
  auto state = std::make_unique<struct __res_state>();
  if (res_ninit(state.get()) != 0) return nullptr;
  state->retrans = kSecondsForAnAnswer;
  state->retry = 1;
  return State(state.release());
}

/// One text of a TXT record: its strings, each with its length before it, put together (RFC 7208 section 3.3).
std::string text_of(const unsigned char* data, std::size_t size) {
  std::string text;
  for (std::size_t at = 0; at < size;) {
    const std::size_t length = std::min<std::size_t>(data[at], size - at - 1);
    text.append(reinterpret_cast<const char*>(data + at + 1), length);
    at += 1 + length;
  }
  return clean_utf8(text);
}

using Ranked = std::pair<unsigned, std::string>;

/// An MX record: the preference, then the host.
std::optional<Ranked> host_of(const ns_msg& message, const ns_rr& record) {
  std::array<char, NS_MAXDNAME> host{};
  const unsigned char* const data = ns_rr_rdata(record);
  if (ns_rr_rdlen(record) < 3) return std::nullopt;
  if (dn_expand(ns_msg_base(message), ns_msg_end(message), data + 2, host.data(), host.size()) < 0) return std::nullopt;
  return Ranked(ns_get16(data), host.data());
}

std::optional<std::string> address_of(const ns_rr& record) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = ns_rr_type(record) == ns_t_a ? AF_INET : AF_INET6;
  const std::size_t size = family == AF_INET ? sizeof(in_addr) : sizeof(in6_addr);
  if (ns_rr_rdlen(record) != size) return std::nullopt;
  if (::inet_ntop(family, ns_rr_rdata(record), text.data(), text.size()) == nullptr) return std::nullopt;
  return text.data();
}

/// What a record of the type that was asked for says.
std::optional<Ranked> value_of(const ns_msg& message, const ns_rr& record) {
  if (ns_rr_type(record) == ns_t_mx) return host_of(message, record);
  if (ns_rr_type(record) == ns_t_txt) return Ranked(0, text_of(ns_rr_rdata(record), ns_rr_rdlen(record)));
  if (auto address = address_of(record)) return Ranked(0, *std::move(address));
  return std::nullopt;
}

Result<std::vector<std::string>> read_answer(const unsigned char* bytes, int size, int type) {
  ns_msg message;
  if (ns_initparse(bytes, size, &message) != 0) return fail(ErrorCode::Unavailable, "the answer of the DNS is broken");
  std::vector<Ranked> found;
  for (int i = 0; i < ns_msg_count(message, ns_s_an); ++i) {
    ns_rr record;
    if (ns_parserr(&message, ns_s_an, i, &record) != 0 || ns_rr_type(record) != type) continue;
    if (auto value = value_of(message, record)) found.push_back(*std::move(value));
  }
  std::ranges::stable_sort(found, {}, &Ranked::first);
  std::vector<std::string> values;
  values.reserve(found.size());
  for (auto& [rank, value] : found) values.push_back(std::move(value));
  return values;
}

Result<std::vector<std::string>> ask(struct __res_state& state, const std::string& name, int type) {
  std::array<unsigned char, 65535> answer{};
  const int size = res_nquery(&state, name.c_str(), ns_c_in, type, answer.data(), static_cast<int>(answer.size()));
  if (size >= 0) return read_answer(answer.data(), size, type);
  const int why = state.res_h_errno;
  if (why == HOST_NOT_FOUND || why == NO_DATA) return std::vector<std::string>();
  return fail(ErrorCode::Unavailable, "no name server answers");
}

Result<std::vector<std::string>> ask(const State& state, const std::string& name, DnsRecord kind) {
  if (!state) return fail(ErrorCode::Unavailable, "the resolver of this system cannot be started");
  if (kind == DnsRecord::Txt) return ask(*state, name, ns_t_txt);
  if (kind == DnsRecord::Mx) return ask(*state, name, ns_t_mx);
  auto addresses = ask(*state, name, ns_t_a);
  return addresses && addresses->empty() ? ask(*state, name, ns_t_aaaa) : addresses;
}

}  // namespace

Resolver system_resolver() {
  return [](const std::string& name, DnsRecord kind) { return ask(open_state(), name, kind); };
}

Resolver resolver_at(const std::string& address, std::uint16_t port) {
  return [address, port](const std::string& name, DnsRecord kind) -> Result<std::vector<std::string>> {
    State state = open_state();
    sockaddr_in server{};
    server.sin_family = AF_INET;
    server.sin_port = htons(port);
    if (!state || ::inet_pton(AF_INET, address.c_str(), &server.sin_addr) != 1) {
      return fail(ErrorCode::Unavailable, "no address of a name server: " + quote(address));
    }
    state->nscount = 1;
    state->nsaddr_list[0] = server;
    return ask(state, name, kind);
  };
}

}  // namespace aggregator::mail
