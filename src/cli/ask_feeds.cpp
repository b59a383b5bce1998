#include "ask_feeds.h"

#include <fmt/format.h>

#include <cstdint>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "aggregator/base/hash.h"
#include "aggregator/base/url.h"
#include "aggregator/feed/feed.h"
#include "aggregator/feed/feed_places.h"
#include "aggregator/poll/client.h"
#include "answer_readers.h"
#include "feed_marks.h"
#include "page_feeds.h"

namespace aggregator::cli {
namespace {
using config::Finding;
using config::ListedFeed;
using config::Mend;

constexpr std::size_t kMaxPlaces = 6;  // asked for one feed of the list: with what is listed, eight requests

/// One feed of the list and what is found out about it. Bodies are read as they come and not kept.
struct Question {
  const ListedFeed* feed;
  Result<http::Access> access;
  std::string ask;                                 ///< the next URL to ask; empty: nothing more
  std::string problem{};                           ///< in words; empty while nothing is wrong
  std::vector<feed::FeedPlace> places{};           ///< where a feed may be instead, still to be asked
  bool is_named = false;                           ///< a page names some of them
  std::string candidate{};                         ///< where one is looked for now
  std::string guess{};                             ///< why there, when nobody names it
  bool has_status = false;                         ///< its server answered
  bool is_answered = false;                        ///< not, when the time was over or the host was left alone
  std::string busy_host{};                         ///< the one that was left alone, for it was busy
  bool has_working_feed = false;                   ///< there is one at `candidate`
  std::string answered_at{};                       ///< by a feed, behind all redirects; empty: no feed is there
  std::uint64_t body_hash = 0;                     ///< of a feed with entries
  bool is_withheld = false;                        ///< not asked, for it would be sent a secret
  Finding::Level level = Finding::Level::Mistake;  ///< of the problem
};

class Inquiry {
 public:
  Inquiry(http::Client& client, const config::FeedList& list, const AccessTo& access_to,
          std::chrono::steady_clock::time_point deadline, ProgressLine& progress)
      : client_(client), deadline_(deadline), progress_(progress) {
    for (const ListedFeed& feed : list.feeds) {
      const bool is_first = feed.url.empty() || listed_.emplace(canonical_url(feed.url), feed.line).second;
      if (feed.enabled && is_first) questions_.push_back(question_of(feed, access_to));
    }
  }

  std::vector<Finding> run() {
    ask(hear_feed);
    for (Question& question : questions_) question.ask = needs_site(question) ? page_for(question) : "";
    ask(hear_site);
    while (take_next_places()) ask(hear_candidate);
    return findings();
  }

 private:
  /// A feed whose secrets cannot be had is not asked: that is what is wrong with it.
  static Question question_of(const ListedFeed& feed, const AccessTo& access_to) {
    if (!access_to && !feed.access.empty()) return {.feed = &feed, .access = {}, .ask = "", .is_withheld = true};
    auto access = access_to ? access_to(feed) : http::Access();
    if (access) return {&feed, std::move(access), feed.url};
    std::string problem = access.error().detail;
    return {.feed = &feed, .access = std::move(access), .ask = "", .problem = std::move(problem), .is_answered = true};
  }

  using Hear = std::function<void(Question&, const Result<http::Response>&)>;

  void ask(const Hear& hear);
  static void hear_feed(Question& question, const Result<http::Response>& response);
  static void hear_site(Question& question, const Result<http::Response>& response);
  static void hear_candidate(Question& question, const Result<http::Response>& response);
  static void look_around(Question& question, const http::Response& page, const std::string& named_why = {});
  [[nodiscard]] bool take_next_places();
  [[nodiscard]] static bool needs_site(const Question& question);
  [[nodiscard]] static std::string page_for(const Question& question);
  [[nodiscard]] std::vector<Finding> findings();
  [[nodiscard]] Finding finding_of(const Question& question);
  [[nodiscard]] static Finding repeat_of(const ListedFeed& first, const ListedFeed& second);

  http::Client& client_;
  const std::chrono::steady_clock::time_point deadline_;
  ProgressLine& progress_;
  std::vector<Question> questions_;
  std::unordered_map<std::string, std::size_t> listed_;  ///< lines by canonical URL, with what was proposed
};

/// Asks what each question wants to ask and hands on the answers.
void Inquiry::ask(const Hear& hear) {
  std::vector<Question*> asked;
  for (Question& question : questions_) {
    if (!question.ask.empty()) asked.push_back(&question);
  }
  const auto request_of = [&](std::size_t index) {
    return http::Request{.url = asked[index]->ask, .access = *asked[index]->access};
  };
  std::mutex drawing;
  std::int64_t done = 0;
  const auto draw = [&](const std::string& url) {
    const std::scoped_lock lock(drawing);
    progress_.draw(++done, static_cast<std::int64_t>(asked.size()), shown_url(url));
  };
  AnswerReaders readers(asked.size(), client_.options().max_body,
                        [&](std::size_t index, const Result<http::Response>& response) {
                          hear(*asked[index], response);
                          draw(asked[index]->ask);
                        });
  http::FetchEvents events;
  events.has_room = [&] { return readers.has_room(); };
  events.done = [&](std::size_t index, Result<http::Response> response) { readers.take(index, std::move(response)); };
  // Busy is said of the server, not of the list: what was not answered before stays so, which is only a remark.
  events.left_alone = [&](std::size_t index, const http::LeftAlone& host) {
    asked[index]->busy_host = host.host;
    draw(asked[index]->ask);
  };
  client_.fetch({asked.size(), request_of}, events, deadline_);
}

void Inquiry::hear_feed(Question& question, const Result<http::Response>& response) {
  if (!response) {
    question.is_answered = response.error().code != ErrorCode::Busy;
    question.problem = response.error().detail;
    return;
  }
  question.is_answered = question.has_status = true;
  if (!http::brings_body(response->status)) {
    question.problem = poll::words_for_status(response->status);
    if (http::is_refusal(response->status)) question.level = Finding::Level::Remark;
    return;
  }
  const auto parsed = feed::parse_feed(response->body, {response->url, response->content_type});
  if (!parsed) {
    question.problem = parsed.error().detail;
    return look_around(question, *response);
  }
  question.answered_at = response->url;
  question.body_hash = parsed->entries.empty() ? 0 : hash64(response->body);
  question.candidate = response->permanent_target();
  question.has_working_feed = !question.candidate.empty();
  if (question.has_working_feed) question.problem = "moved for good";
}

/// Gathers where the page's feed may be. A list goes by what is said here, so feeds of comments are left out, and of
/// guesses those in folders above: the feed of a host that many share is not its people's. `named_why` is said of what
/// the page names.
void Inquiry::look_around(Question& question, const http::Response& page, const std::string& named_why) {
  const bool is_page = http::brings_body(page.status);  // else only the platform's rule has something to say
  if (is_page) question.places.clear();
  std::set<std::string> known{canonical_url(question.feed->url), canonical_url(page.url)};
  for (FeedGroup& group :
       feeds_of_page(page.url, is_page ? page.body : "", is_page ? feed::own_folder_feeds(page.url) : Places())) {
    if (group.kind == FeedGroup::Kind::Comments) continue;
    const bool is_named = group.kind == FeedGroup::Kind::Posts;
    for (feed::FeedPlace& place : group.places) {
      if (question.places.size() == kMaxPlaces || !known.insert(canonical_url(place.url)).second) continue;
      question.is_named = question.is_named || is_named;
      if (is_named) place.reason = named_why;
      question.places.push_back(std::move(place));
    }
  }
}

/// Has each question that still has no feed ask the next place; false when there is none to ask.
bool Inquiry::take_next_places() {
  bool is_any = false;
  for (Question& question : questions_) {
    question.ask.clear();
    if (question.has_working_feed || question.places.empty()) continue;
    feed::FeedPlace& next = question.places.front();
    question.guess = std::move(next.reason);
    question.ask = question.candidate = std::move(next.url);
    question.places.erase(question.places.begin());
    is_any = true;
  }
  return is_any;
}

/// The page of a blog whose feed is missing or does not work may name another one. A busy server's feed may work well.
bool Inquiry::needs_site(const Question& question) {
  if (!question.access || question.level == Finding::Level::Remark) return false;
  const bool is_missing = question.feed->url.empty();
  const bool is_broken =
      question.is_answered && !question.problem.empty() && !question.has_working_feed && !question.is_named;
  return is_missing || is_broken;
}

/// Without a site in the list, the page in whose folder the feed was, as long as somebody is there.
std::string Inquiry::page_for(const Question& question) {
  if (!question.feed->site.empty() || !question.has_status) return question.feed->site;
  std::string page = feed::page_of_feed(question.feed->url);
  return canonical_url(page) == canonical_url(question.feed->url) ? std::string() : page;
}

void Inquiry::hear_site(Question& question, const Result<http::Response>& response) {
  const bool is_page = response && http::brings_body(response->status);
  const bool is_listed = !question.feed->site.empty();
  const std::string named_why = is_listed ? "" : shown_url(question.ask) + " names it";
  if (response && !http::is_refusal(response->status)) look_around(question, *response, named_why);
  if (!question.feed->url.empty()) return;
  question.is_answered = response || response.error().code != ErrorCode::Busy;
  if (!response)
    question.problem = response.error().detail;
  else
    question.problem = is_page ? "a blog without a feed" : poll::words_for_status(response->status);
}

void Inquiry::hear_candidate(Question& question, const Result<http::Response>& response) {
  if (!response || http::is_refusal(response->status)) {
    const std::string host = host_of(response ? response->url : question.ask);
    std::erase_if(question.places, [&](const feed::FeedPlace& place) { return host_of(place.url) == host; });
  }
  if (!response || !http::brings_body(response->status)) return;
  question.has_working_feed = feed::parse_feed(response->body, {response->url, response->content_type}).has_value();
}

Finding Inquiry::finding_of(const Question& question) {
  const ListedFeed& feed = *question.feed;
  const std::string subject = shown_url(feed.url.empty() ? feed.site : feed.url);
  if (question.is_withheld) {
    return {feed.line, subject + ": has a login, so it is only asked with --with-secrets", Finding::Level::Remark};
  }
  if (!question.is_answered) {
    const std::string why =
        question.busy_host.empty() ? "before poll.round_deadline" : "as " + question.busy_host + " is busy (429, 503)";
    return {feed.line, subject + ": not asked " + why, Finding::Level::Remark};
  }
  Finding finding{feed.line, subject + ": " + question.problem, question.level};
  if (!question.has_working_feed) return finding;
  const auto [listed, is_new] = listed_.emplace(canonical_url(question.candidate), feed.line);
  const bool is_own = listed->second == feed.line;
  if (is_new || is_own) {
    const std::string why = question.guess.empty() ? "" : " (" + question.guess + ")";
    finding.message += "; use " + shown_url(question.candidate) + why;
    finding.mend = Mend{Mend::Kind::SetUrl, feed.line, "", question.candidate};
  } else {
    finding.message +=
        fmt::format("; {} is listed in line {}, keep one of the two", shown_url(question.candidate), listed->second);
  }
  return finding;
}

/// Which of the two the list keeps, and with whose keys, is for people to say.
Finding Inquiry::repeat_of(const ListedFeed& first, const ListedFeed& second) {
  return {second.line,
          fmt::format("{}: the same feed as {} in line {}; keep one of the two", shown_url(second.url),
                      shown_url(first.url), first.line),
          Finding::Level::Remark};
}

std::vector<Finding> Inquiry::findings() {
  std::vector<Finding> found;
  FeedMarks marks;
  for (std::size_t index = 0; index < questions_.size(); ++index) {
    const Question& question = questions_[index];
    const bool was_asked = !question.feed->url.empty() || !question.feed->site.empty();
    if (was_asked && (!question.is_answered || !question.problem.empty())) {
      found.push_back(finding_of(question));
    } else if (!question.answered_at.empty()) {
      const std::size_t first = marks.add(index, question.answered_at, question.body_hash);
      if (first != index) found.push_back(repeat_of(*questions_[first].feed, *question.feed));
    }
  }
  return found;
}

}  // namespace

std::vector<Finding> ask_feeds(http::Client& client, const config::FeedList& list, const AccessTo& access_to,
                               std::chrono::steady_clock::time_point deadline, ProgressLine& progress) {
  return Inquiry(client, list, access_to, deadline, progress).run();
}

}  // namespace aggregator::cli
