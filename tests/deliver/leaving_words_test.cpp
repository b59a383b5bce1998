#include "leaving_words.h"

#include <gtest/gtest.h>

namespace aggregator::deliver {
namespace {

TEST(AsksToLeave, TakesAWordForItInPoliteWrapping) {
  for (const char* text : {
           "unsubscribe",
           "Unsubscribe me please!",
           "UNSUBSCRIBE.",
           "ＵＮＳＵＢＳＣＲＩＢＥ",
           "please unsubscribe me from this list",
           "Please unsubscribe me from your mailing list. Thank you!",
           "I would like to unsubscribe",
           "Cancel my subscription",
           "AW: Re: Unsubscribe me please!",
           "Re: unsubscribe <YWJj.AAA->",
           "please unsubscribe YWJj.AAAAAAAAAAAAAAAAAAAAAA!",
           "unsubscribe 부탁드립니다",
           "수신거부",
           "수신 거부",
           "수신거부합니다",
           "수신거부 합니다.",
           "수신거부 요청드립니다",
           "수신을 거부합니다",
           "수신거부 원합니다",
           "수신 거부를 희망합니다",
           "[수신거부]",
           "(수신 거부)",
           "광고 수신거부",
           "이 메일 수신거부 해 주세요~",
           "\u1109\u116E\u1109\u1175\u11AB\u1100\u1165\u1107\u116E",  // 수신거부, decomposed
           "답장: 수신거부",
           "구독취소",
           "Re: 구독 취소",
           "구독 취소합니다",
           "구독취소 해주세요",
           "구독취소 해주시기 바랍니다",
           "구독 취소 부탁드립니다",
           "구독을 취소해 주세요",
           "구독 취소 하고 싶습니다",
           "뉴스레터 구독을 취소하겠습니다",
           "구독해지",
           "구독 해지 요청",
           "구독 해지해주세요",
           "구독 해지를 신청합니다",
           "탈퇴 처리 부탁드립니다",
           "메일 그만 보내주세요",
           "配信停止",
           "配信停止してください",
           "配信停止をお願いします。",
           "メールの配信を停止して下さい",
           "【配信停止希望】",
           "購読解除をお願いいたします",
           "退会",
           "退会します",
           "退会希望",
       }) {
    EXPECT_TRUE(asks_to_leave(text)) << text;
  }
}

TEST(AsksToLeave, LeavesASentenceAboutLeavingToAPerson) {
  for (const char* text : {
           "",
           "Re:",
           "please",
           "How do I unsubscribe?",
           "unsubscribe?",
           "Please don't unsubscribe me",
           "Do not unsubscribe",
           "I unsubscribed by mistake",
           "Fwd: unsubscribe",
           "FW: Re: unsubscribe",
           "unsubscribe link is broken",
           "unsubscribe my colleague",
           "unsubscribe YWJj.AAAAAAAAAAAAAAAAAAAAAA, or what?",
           "resubscribe me please",
           "수신거부 기능 문의",
           "수신거부 해제",
           "수신거부 해제해 주세요",
           "수신거부 취소 부탁드립니다",
           "수신거부하지 않았는데요",
           "수신거부 원하지 않습니다",
           "수신",
           "거부합니다",
           "구독 부탁드립니다",
           "구독 신청합니다",
           "구독 취소 방법 알려주세요",
           "구독 취소했습니다",
           "구독 취소하지 마세요",
           "구독 취소를 취소해 주세요",
           "구독 취소 요청했는데 처리가 안 됩니다",
           "구독 취소할까요?",
           "구독취소 안 해요",
           "Re: 구독 취소가 안 돼요",
           "탈퇴 방법",
           "메일을 보내주세요",
           "配信停止について",
           "配信停止方法を教えてください",
           "配信停止できません",
           "配信希望",
           "退会しません",
           "退会方法",
       }) {
    EXPECT_FALSE(asks_to_leave(text)) << text;
  }
}

}  // namespace
}  // namespace aggregator::deliver
