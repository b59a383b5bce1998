#include "plain_words.h"

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <tuple>

#include "aggregator/base/ascii.h"
#include "aggregator/base/text.h"

namespace aggregator::deliver {
namespace {

constexpr std::string_view kLeaving[] = {"unsubscribe", "수신거부",  "수신 거부", "구독취소", "구독 취소",
                                         "구독해지",    "구독 해지", "配信停止",  "購読解除"};

constexpr std::string_view kReplying[] = {
    "re:", "aw:", "sv:", "回复:", "답장:", "返信:"};  // who forwards shows, and asks for nothing
constexpr std::string_view kAsking[] = {"please "};
constexpr std::string_view kAskingInTheEnd[] = {" please", " me"};

constexpr std::string_view kGoesOnForSure[] = {"will keep trying",       "will retry",
                                               "will be retried",        "will continue to try",
                                               "not yet been delivered", "message still undelivered",
                                               "warning message only"};
constexpr std::string_view kGoesOn[] = {"will continue", "delayed", "could not send message for past"};
constexpr std::string_view kGaveUp[] = {"giving up",
                                        "gave up",
                                        "given up",
                                        "returned to sender",
                                        "permanent error",
                                        "permanent fatal",
                                        "retry timeout exceeded",
                                        "delivery has failed",
                                        "delivery failed"};

constexpr std::string_view kAbsence[] = {"out of office",
                                         "out-of-office",
                                         "automatic reply",
                                         "auto reply",
                                         "auto-reply",
                                         "autoreply",
                                         "auto:",
                                         "auto response",
                                         "vacation",
                                         "부재중",
                                         "자동 응답",
                                         "자동응답",
                                         "자동 회신",
                                         "자동회신",
                                         "不在",
                                         "自動返信",
                                         "自動応答",
                                         "休暇",
                                         "휴가 중",
                                         "휴가중",
                                         "부재 중",
                                         "출장 중",
                                         "abwesen",
                                         "absent du bureau",
                                         "fuera de la oficina"};

std::string_view first_line_of(std::string_view words) {
  words = trim(words);
  return trim(words.substr(0, words.find('\n')));
}

/// Takes one of `words` from the beginning of `text`, if it is there.
[[nodiscard]] bool take_any(std::string_view& text, std::span<const std::string_view> words) {
  const auto found = std::ranges::find_if(words, [&](std::string_view word) { return text.starts_with(word); });
  if (found == words.end()) return false;
  text = trim(text.substr(found->size()));
  return true;
}

/// A token that mail programs or people have damaged: what a whole one would prove, the sender has to.
bool is_like_token(std::string_view word) {
  const auto is_part = [](char c) { return is_ascii_alphanumeric(c) || c == '-' || c == '_' || c == '.'; };
  const std::size_t dot = word.find('.');
  return std::ranges::all_of(word, is_part) && dot != word.npos && dot > 0 && dot + 1 < word.size();
}

/// "unsubscribe" of "aw: re: please unsubscribe me!" and of "unsubscribe YWJj.AAAA".
std::string_view bare_wish(std::string_view text) {
  while (take_any(text, kReplying)) continue;
  std::ignore = take_any(text, kAsking);
  while (text.ends_with('.') || text.ends_with('!')) text.remove_suffix(1);
  for (const std::string_view word : kAskingInTheEnd) {
    if (text.ends_with(word)) text.remove_suffix(word.size());
  }
  if (const std::size_t blank = text.find_last_of(" <"); blank != text.npos) {
    std::string_view last = text.substr(blank + 1);
    if (last.ends_with('>')) last.remove_suffix(1);
    if (is_like_token(last)) text = text.substr(0, blank);
  }
  return trim(text);
}

bool holds_any(std::string_view text, std::span<const std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view one) { return text.contains(one); });
}

}  // namespace

bool asks_to_leave(const mail::Report& report) {
  const std::string said =
      lower_ascii(report.subject.empty() ? first_line_of(report.words) : std::string_view(report.subject));
  return std::ranges::find(kLeaving, bare_wish(said)) != std::end(kLeaving);
}

bool warns_of_delay(const mail::Report& report) {
  const std::string said = lower_ascii(fold_white_space(report.subject + ' ' + report.words));  // lines are broken
  if (holds_any(said, kGaveUp)) return false;
  if (holds_any(said, kGoesOnForSure)) return true;  // the code it may quote is that of one of several tries or hosts
  const mail::StatusCode code = mail::find_status(report.words);
  return holds_any(said, kGoesOn) && code.kind != 5 && code.reply < 500;
}

bool is_automatic_reply(const mail::Report& report) {
  if (!mail::find_status(report.words).is_empty() || !report.returned.message_id.empty()) return false;
  return report.is_automatic || holds_any(lower_ascii(report.subject), kAbsence);
}

}  // namespace aggregator::deliver
