#include "smtp_reply.h"

#include <algorithm>
#include <string_view>

#include "aggregator/base/ascii.h"
#include "aggregator/base/text.h"

namespace aggregator::mail {
namespace {

constexpr std::size_t kLongestReply = 16u << 10;
constexpr std::size_t kShownCharacters = 300;

/// "250-text" or "250 text"; a bare "250" is said by some servers.
bool is_reply_line(std::string_view line) {
  return line.size() >= 3 && '2' <= line[0] && line[0] <= '5' && is_ascii_digit(line[1]) && is_ascii_digit(line[2]) &&
         (line.size() == 3 || line[3] == ' ' || line[3] == '-');
}

bool is_last_line(std::string_view line) { return line.size() == 3 || line[3] == ' '; }

SmtpReply reply_of(std::string_view code, std::string_view words) {
  const int number = (code[0] - '0') * 100 + (code[1] - '0') * 10 + (code[2] - '0');
  return {number, cut_text(fold_white_space(clean_utf8(std::string(code) + std::string(words))), kShownCharacters)};
}

}  // namespace

Result<std::optional<SmtpReply>> take_reply(std::string& received) {
  std::string words;
  std::size_t at = 0;
  for (std::size_t end = 0; (end = received.find('\n', at)) != std::string::npos; at = end + 1) {
    const std::string_view line = trim(std::string_view(received).substr(at, end - at));
    if (!is_reply_line(line)) return fail(ErrorCode::Malformed, "no SMTP reply: " + quote(line));
    words.append(" ").append(line.substr(std::min<std::size_t>(4, line.size())));
    if (!is_last_line(line)) continue;
    SmtpReply reply = reply_of(line.substr(0, 3), words);
    received.erase(0, end + 1);
    return reply;
  }
  if (received.size() <= kLongestReply) return std::nullopt;
  if (!is_reply_line(received)) return fail(ErrorCode::Malformed, "an SMTP reply without an end");
  return reply_of(received.substr(0, 3), ' ' + received.substr(4, kLongestReply));
}

}  // namespace aggregator::mail
