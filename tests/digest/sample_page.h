// Pages to render: an edition as it comes on most days, and one of the posts that break layouts.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "aggregator/digest/render.h"

namespace aggregator::digest {

/// Friday, 21 November 2025, 10:00 in Seoul.
inline constexpr Instant kEditionHour =
    std::chrono::sys_days(std::chrono::year(2025) / 11 / 21) + std::chrono::hours(1);

inline ShownEntry sample_entry(std::string title, std::string blog, std::string author, int minutes,
                               std::string excerpt, std::string language = "ko") {
  ShownEntry entry;
  entry.link = "https://blog.example.org/posts/" + std::to_string(title.size() * 31 + blog.size());
  entry.title = std::move(title);
  entry.feed_title = std::move(blog);
  entry.author = std::move(author);
  entry.minutes = minutes;
  entry.excerpt = std::move(excerpt);
  entry.language = std::move(language);
  entry.date = kEditionHour - std::chrono::hours(7);
  return entry;
}

inline DigestPage empty_page(const std::string& language) {
  return {.site_name = "새벽 개발 소식",
          .site_url = "https://news.example.org",
          .language = language,
          .timezone = TimeZone::find("Asia/Seoul").value(),
          .date = kEditionHour,
          .frequency = "daily",
          .tags = {},
          .groups = {},
          .total = 0};
}

inline DigestPage page_of(const std::string& language, std::vector<ShownEntry> entries) {
  DigestPage page = empty_page(language);
  page.total = entries.size();
  page.groups.push_back({.title = "", .entries = std::move(entries), .total = page.total});
  return page;
}

inline ShownGroup team_blogs() {
  ShownGroup group{.title = "팀 블로그", .entries = {}, .total = 6};
  group.entries = {
      sample_entry(
          "결제 서버의 타임아웃을 3초에서 800밀리초로 줄이기까지", "가람페이 기술 블로그", "한지우", 8,
          "재시도가 재시도를 부르던 금요일 저녁, 원인은 느린 데이터베이스가 아니라 너무 너그러운 기다림이었습니다. "
          "호출마다 예산을 정하고 남은 시간을 물려주는 방식으로 바꾼 석 달을 돌아봅니다."),
      sample_entry("SQLite 하나로 하루 2천만 건을 받는 구조", "누리로그", "", 6,
                   "쓰기는 한 곳으로 모으고 읽기는 복제본에 맡겼습니다. WAL 파일이 자라는 까닭과 체크포인트를 언제 "
                   "해야 하는지를 그래프로 보여 드립니다."),
      sample_entry(
          "Shrinking a 4 GB container image to 38 MB", "Harbour Street Engineering", "M. Okafor", 5,
          "Most of it was a compiler nobody called. The rest was locale data, three copies of the same font and "
          "a cache that the build forgot to delete.",
          "en"),
      sample_entry("장애 회고: 인증서가 만료된 97분", "가람페이 기술 블로그", "서이안", 4,
                   "알림은 울렸지만 아무도 듣지 못했습니다. "
                   "담당자가 없는 알림을 없애기까지의 기록."),
  };
  group.entries[1].image = "https://pictures.example.org/chart.png";
  group.entries[2].image = "https://pictures.example.org/box.png";
  group.entries[2].also_in = {"Weekly Systems Reading", "새소식 모음"};
  group.entries[3].more_of_feed = 2;
  return group;
}

inline ShownGroup personal_blogs() {
  ShownGroup group{.title = "개인 블로그", .entries = {}, .total = 17};
  group.entries = {
      sample_entry("C++23의 explicit object parameter로 CRTP 걷어내기", "밤에 쓰는 코드", "윤서", 7,
                   "this를 추론하게 두면 믹스인 한 겹이 사라집니다. 컴파일 시간과 오류 메시지가 어떻게 달라졌는지 재어 "
                   "보았습니다."),
      sample_entry("첫 직장 일 년, 코드 리뷰에서 배운 열 가지", "새싹 개발자", "", 3,
                   "혼나지 않으려고 쓰던 설명이 어느 순간 동료를 위한 설명이 되었습니다."),
      sample_entry("Your queue is a database with the lights off", "plain text notes", "Ines Duarte", 9,
                   "Every message broker ends up growing an index, a schema and a retention policy. So start from the "
                   "end: what would you want to ask it at three in the morning?",
                   "en"),
      sample_entry("리눅스 커널의 타이머 휠을 손으로 그려 보기", "느린 독서", "", 12,
                   "여덟 층의 바퀴가 어떻게 수백만 개의 타이머를 상수 시간에 다루는지, 그림 열네 장으로 따라갑니다."),
      sample_entry("Rust로 옮긴 지 두 해, 다시 C++로 돌아간 모듈 하나", "도구 상자", "강하람", 6,
                   "옮기지 말았어야 할 경계가 있었습니다. FFI 비용보다 비쌌던 것은 두 벌의 빌드를 아는 사람이 줄어드는 "
                   "일이었습니다."),
      sample_entry("Why I stopped writing TODO comments", "Example Garden", "Example Garden", 2,
                   "A promise without a date is decoration.", "en"),
      sample_entry("맥북에서 우분투로: 키보드 설정 모음", "잡동사니 서랍", "", 4, ""),
      sample_entry("정규 표현식 없이 로그 읽기", "한 줄 일기", "이로운", 5,
                   "로그를 처음부터 구조로 남기면 정규 표현식은 필요 없어집니다. 남기는 쪽을 고치는 데 하루, 읽는 쪽을 "
                   "지우는 데 "
                   "한 시간이 걸렸습니다."),
  };
  group.entries[1].badge = Badge::FirstPost;
  group.entries[3].badge = Badge::Comeback;
  group.entries[4].image = "https://pictures.example.org/tall.png";
  group.entries[6].date = kEditionHour - std::chrono::days(4);
  return group;
}

/// Twelve of 23 posts, in two groups.
inline DigestPage sample_page(const std::string& language) {
  DigestPage page = empty_page(language);
  page.tags = {"backend", "database"};
  page.groups = {team_blogs(), personal_blogs()};
  page.total = 23;
  return page;
}

inline DigestPage single_page(const std::string& language) {
  return page_of(
      language,
      {sample_entry("작은 서버 한 대로 버티는 법", "한 대로 충분하다", "노을", 11,
                    "메모리 1GB에서 수집기와 데이터베이스와 메일 발송을 함께 돌리며 지켜 온 규칙을 적었습니다.")});
}

/// `count` posts of everyday length in three groups.
inline DigestPage large_page(const std::string& language, std::size_t count) {
  DigestPage page = empty_page(language);
  std::vector<ShownEntry> pool = team_blogs().entries;
  for (ShownEntry& entry : personal_blogs().entries) pool.push_back(std::move(entry));
  for (const char* title : {"팀 블로그", "개인 블로그", "해외 소식"})
    page.groups.push_back({.title = title, .entries = {}, .total = 0});
  for (std::size_t i = 0; i < count; ++i) {
    ShownEntry entry = pool[i % pool.size()];
    entry.link = "https://blog.example.org/" + std::to_string(i) + "/" + std::string(60, 'p');
    ShownGroup& group = page.groups[i * page.groups.size() / count];
    group.entries.push_back(std::move(entry));
    ++group.total;
  }
  page.total = count;
  return page;
}

inline std::string repeated(const std::string& text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

/// Titles of 3 and 200 characters, no excerpt, no author, no link, emoji, right-to-left, and words without an end.
inline DigestPage odd_page(const std::string& language) {
  std::vector<ShownEntry> entries = {
      sample_entry("끝.", "짧은 글", "", 1, "짧게 씁니다."),
      sample_entry(
          "아주 긴 제목을 쓰는 사람들은 대개 할 말이 많은 사람들이고 그래서 제목에 벌써 글의 절반을 적어 두곤 하는데 "
          "그렇다고 해서 편집자가 남의 제목을 함부로 줄이는 것은 예의가 아니므로 우리는 이 제목을 처음부터 끝까지 "
          "보여 주기로 했고 그래도 편지의 모양이 흐트러지지 않는지 여기에서 눈으로 확인해 보려고 이렇게 이백 자에 "
          "가까운 제목을 하나 지어 보았으니 너그럽게 보아 주시기를 부탁드립니다",
          "말이 많은 블로그", "", 14, "제목이 전부입니다."),
      sample_entry(repeated("Donaudampfschifffahrt", 4) + "kapitän", "Lange Wörter", "", 2,
                   "One word of ninety letters and nothing else in the title.", "de"),
      sample_entry("كيف نقلنا قاعدة بيانات من ألف جدول دون توقف", "مدونة التقنية", "ليلى", 6,
                   "قصة ستة أشهر من التخطيط وليلة واحدة من التنفيذ.", "ar"),
      sample_entry("🚀🧑‍🚀 Shipping on a Friday 👩🏽‍💻🇰🇷", "emoji lab 🧪", "", 3,
                   "👨‍👩‍👧‍👦 tested by the whole family.", "en"),
      sample_entry("日本語の組版をブラウザに任せるときに知っておきたい行分割と禁則処理の基本", "組版ノート", "", 8,
                   "行頭に置けない文字、行末に置けない文字、そして欧文との間の空き。", "ja"),
      sample_entry("{{unsubscribe_url}} {{{x}}} {{> title}} <b>굵게</b> & \"따옴표\" 'n'", "중괄호 애호가", "", 2,
                   "<script>alert(1)</script> ${HOME} 그대로 보입니다."),
      sample_entry("링크가 없는 글", "", "", 0, ""),
      sample_entry("그림만 있고 할 말은 없는 글", "사진 일기", "", 1, ""),
      sample_entry("아주 긴 낱말이 든 발췌", "로그 모음", "", 1, repeated("0123456789abcdef", 20)),
  };
  entries[7].link.clear();
  entries[8].image = "https://pictures.example.org/missing.png";
  entries[3].image = "https://pictures.example.org/chart.png";
  return page_of(language, std::move(entries));
}

}  // namespace aggregator::digest
