#include "feed_access.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string>

#include "aggregator/base/ascii.h"
#include "aggregator/base/text.h"
#include "aggregator/config/feed_list.h"
#include "aggregator/config/secret.h"

namespace aggregator::config {
namespace {

constexpr std::size_t kMaxHeaders = 20, kMaxHeaderBytes = 4096;

/// What the program says itself, what belongs to the connection, and what would make the answer another one than asked
/// for: the client decides about these.
constexpr std::string_view kOwnHeaders[] = {"accept",
                                            "accept-encoding",
                                            "connection",
                                            "content-encoding",
                                            "content-length",
                                            "content-type",
                                            "expect",
                                            "host",
                                            "http2-settings",
                                            "if-match",
                                            "if-none-match",
                                            "if-modified-since",
                                            "if-unmodified-since",
                                            "if-range",
                                            "keep-alive",
                                            "proxy-authorization",
                                            "proxy-connection",
                                            "range",
                                            "referer",
                                            "te",
                                            "trailer",
                                            "transfer-encoding",
                                            "upgrade",
                                            "user-agent"};

/// Their values are secrets whoever they are for.
constexpr std::string_view kSecretHeaders[] = {"authorization", "cookie"};

/// A character of a token (RFC 9110 section 5.6.2).
bool is_token_character(char c) {
  return is_ascii_alphanumeric(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool is_printable_ascii(char c) { return ' ' <= c && c <= '~'; }

bool is_one_of(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, lower_ascii(name)) != names.end();
}

/// One line that is written out again as it is.
Result<std::string> parse_line(std::string_view text) {
  if (!text.empty() && fold_white_space(text) == text) return std::string(text);
  return fail(ErrorCode::Malformed, quote(text) + " must be one line of text, without blanks at its ends");
}

/// A colon would end the name (RFC 7617 section 2).
Result<std::string> parse_user(std::string_view text) {
  if (text.find(':') == text.npos) return parse_line(text);
  return fail(ErrorCode::Malformed, "a name has a colon here; a password goes to password_file");
}

auto variable_or_file(std::string_view what, std::string_view file_key) {
  return [=](std::string_view text) -> Result<std::string> {
    auto variable = parse_variable(text, what);
    return variable ? variable
                    : fail(ErrorCode::Malformed, fmt::format("{}, or use {}", variable.error().detail, file_key));
  };
}

Result<void> check_name(const FeedAccess& access, std::string_view name) {
  if (name.empty() || !std::ranges::all_of(name, is_token_character)) {
    return fail(ErrorCode::Malformed, "no name of a header (RFC 9110 section 5.1)");
  }
  if (is_one_of(kOwnHeaders, name)) return fail(ErrorCode::Malformed, "the program says this itself; leave it out");
  const bool is_there =
      std::ranges::any_of(access.headers, [&](const auto& header) { return equals_ignoring_case(header.first, name); });
  if (is_there) return fail(ErrorCode::Malformed, "given twice");
  if (access.headers.size() == kMaxHeaders) {
    return fail(ErrorCode::Malformed, fmt::format("one too many; {} at most", kMaxHeaders));
  }
  return {};
}

Result<std::string> parse_value(std::string_view name, std::string_view text) {
  if (text.starts_with('$') || is_one_of(kSecretHeaders, name)) return parse_variable(text, "its value");
  const bool fits = !text.empty() && text.size() <= kMaxHeaderBytes && trim(text) == text &&
                    std::ranges::all_of(text, is_printable_ascii);
  if (fits) return std::string(text);
  return fail(ErrorCode::Malformed, quote(text) + " is no value of a header; use one line of ASCII characters");
}

void read_headers(Section& section, FeedAccess& access) {
  section.read_map("headers", [&](std::string_view name, std::string_view text) -> Result<void> {
    if (auto good = check_name(access, name); !good) return good;
    auto value = parse_value(name, text);
    if (!value) return std::unexpected(value.error());
    access.headers.emplace_back(name, std::move(*value));
    return {};
  });
}

/// A request carries one login.
void check_logins(Section& section, const FeedAccess& access, std::string_view url) {
  const bool user = section.has("user");
  const bool password = section.has("password"), password_file = section.has("password_file");
  const bool token = section.has("token"), token_file = section.has("token_file");
  const bool header = std::ranges::any_of(
      access.headers, [](const auto& each) { return equals_ignoring_case(each.first, "authorization"); });
  if (user && !password && !password_file) {
    section.complain("user", "without a password; add password_file: FILE or password: $NAME");
  }
  if (!user && (password || password_file)) {
    section.complain(password ? "password" : "password_file", "without a user; add user: NAME");
  }
  if (password && password_file) section.complain("password", "there is a password_file too; leave one of them out");
  if (token && token_file) section.complain("token", "there is a token_file too; leave one of them out");
  if (int{user} + int{token || token_file} + int{header} + int{login_in(url).has_value()} > 1) {
    const std::string_view key = user ? "user" : token ? "token" : token_file ? "token_file" : "headers";
    section.complain(key, "more than one login for a feed; leave one of user, token, Authorization and that in url");
  }
}

}  // namespace

FeedAccess read_access(Section& section, std::string_view url) {
  FeedAccess access;
  section.read("user", access.user, parse_user);
  section.read("password", access.password, variable_or_file("a password", "password_file"));
  section.read("password_file", access.password_file, parse_line);
  section.read("token", access.token, variable_or_file("a token", "token_file"));
  section.read("token_file", access.token_file, parse_line);
  read_headers(section, access);
  check_logins(section, access, url);
  return access;
}

}  // namespace aggregator::config
