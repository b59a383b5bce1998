#include "plain_words.h"

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

#include "aggregator/base/text.h"
#include "leaving_words.h"

namespace aggregator::deliver {
namespace {

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

bool holds_any(std::string_view text, std::span<const std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view one) { return text.contains(one); });
}

}  // namespace

bool asks_to_leave(const mail::Report& report) {
  return asks_to_leave(report.subject.empty() ? first_line_of(report.words) : std::string_view(report.subject));
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
