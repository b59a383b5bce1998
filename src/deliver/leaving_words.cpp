// A request is a word of kLeaving in wrapping:
//
//   Re:  [ please  unsubscribe  me from this list  TOKEN ] !       kReplying  kBefore  kLeaving  kBehind
//   Re:    광고    수신 거부    요청 드립니다               .
//
// Wrapping is taken off both ends piece by piece, so that its forms need not be listed in all their combinations, and
// what remains must be such a word to the letter: "수신거부 기능 문의" keeps words that are no wrapping. None of these
// denies, asks or tells of what has been done.
#include "leaving_words.h"

#include <algorithm>
#include <span>
#include <string>

#include "aggregator/base/ascii.h"
#include "aggregator/base/text.h"

namespace aggregator::deliver {
namespace {

/// Without blanks: where Korean may have them or not.
constexpr std::string_view kLeaving[] = {"unsubscribe",        "cancelmysubscription",
                                         "cancelsubscription", "수신거부",
                                         "수신을거부",         "구독취소",
                                         "구독을취소",         "구독해지",
                                         "구독을해지",         "구독중단",
                                         "구독을중단",         "탈퇴",
                                         "회원탈퇴",           "그만보내",
                                         "보내지마",           "配信停止",
                                         "配信を停止",         "購読解除",
                                         "購読を解除",         "退会"};

/// Who forwards shows, and asks for nothing.
constexpr std::string_view kReplying[] = {"re:", "aw:", "sv:", "回复:", "답장:", "회신:", "返信:"};

constexpr std::string_view kBefore[] = {"please ",      "pls ",   "kindly ",    "i want to ", "i would like to ",
                                        "i'd like to ", "광고",   "뉴스레터",   "이메일",     "메일",
                                        "다이제스트",   "제발",   "이 ",        "을",         "를",
                                        "メールの",     "メール", "メルマガの", "メルマガ"};

constexpr std::string_view kBehind[] = {" please",
                                        " me",
                                        " now",
                                        " from this list",
                                        " from your list",
                                        " from the list",
                                        " from this mailing list",
                                        " from your mailing list",
                                        " from this newsletter",
                                        " thanks",
                                        " thank you",
                                        "합니다",
                                        "할게요",
                                        "하겠습니다",
                                        "하고 싶습니다",
                                        "하고싶습니다",
                                        "하고 싶어요",
                                        "하고싶어요",
                                        "해요",
                                        "해",
                                        "주세요",
                                        "주십시오",
                                        "줘",
                                        "주시기",
                                        "세요",
                                        "드립니다",
                                        "드려요",
                                        "바랍니다",
                                        "부탁",
                                        "요청",
                                        "신청",
                                        "처리",
                                        "희망",
                                        "원",
                                        "를",
                                        "을",
                                        "좀",
                                        "してください",
                                        "して下さい",
                                        "させてください",
                                        "いたします",
                                        "致します",
                                        "したいです",
                                        "したい",
                                        "します",
                                        "お願い",
                                        "希望",
                                        "依頼",
                                        "を",
                                        "の"};

/// Also of brackets around it all. A question mark is none of these.
constexpr std::string_view kPunctuation[] = {"[", "]", "(", ")",  "<",  ">",  "\"", "'",  ".", "!",
                                             ",", "~", ":", "。", "、", "「", "」", "【", "】"};

bool take_front(std::string_view& text, std::span<const std::string_view> pieces) {
  const auto found = std::ranges::find_if(pieces, [&](std::string_view piece) { return text.starts_with(piece); });
  if (found == pieces.end()) return false;
  text = trim(text.substr(found->size()));
  return true;
}

bool take_back(std::string_view& text, std::span<const std::string_view> pieces) {
  const auto found = std::ranges::find_if(pieces, [&](std::string_view piece) { return text.ends_with(piece); });
  if (found == pieces.end()) return false;
  text = trim(text.substr(0, text.size() - found->size()));
  return true;
}

/// Without a piece of wrapping, from whichever end has one.
bool unwrap(std::string_view& text) {
  return take_front(text, kReplying) || take_front(text, kPunctuation) || take_front(text, kBefore) ||
         take_back(text, kPunctuation) || take_back(text, kBehind);
}

std::string_view unwrapped(std::string_view text) {
  for (bool is_wrapped = true; is_wrapped;) is_wrapped = unwrap(text);
  return text;
}

/// A token that mail programs or people have damaged: what a whole one would prove, the sender has to.
bool is_like_token(std::string_view word) {
  const auto is_part = [](char c) { return is_ascii_alphanumeric(c) || c == '-' || c == '_' || c == '.'; };
  const std::size_t dot = word.find('.');
  return std::ranges::all_of(word, is_part) && dot != word.npos && dot > 0 && dot + 1 < word.size();
}

/// "unsubscribe" of "unsubscribe YWJj.AAAA", also with the token in angle brackets.
std::string_view without_token(std::string_view text) {
  const std::size_t blank = text.find_last_of(" <");
  return blank != text.npos && is_like_token(text.substr(blank + 1)) ? text.substr(0, blank) : text;
}

}  // namespace

bool asks_to_leave(std::string_view text) {
  const std::string said = fold_case(fold_white_space(text));  // 수신거부 of a Mac comes in single letters
  std::string wish(unwrapped(without_token(unwrapped(said))));
  std::erase(wish, ' ');
  return std::ranges::find(kLeaving, wish) != std::end(kLeaving);
}

}  // namespace aggregator::deliver
