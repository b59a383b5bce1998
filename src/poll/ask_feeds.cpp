#include "aggregator/poll/ask_feeds.h"

#include <mutex>
#include <set>
#include <unordered_set>
#include <utility>

#include "aggregator/base/hash.h"
#include "aggregator/base/url.h"
#include "aggregator/feed/feed.h"
#include "aggregator/feed/html.h"
#include "aggregator/http/named_address.h"
#include "aggregator/poll/client.h"
#include "answer_readers.h"
#include "page_feeds.h"

namespace aggregator::poll {
namespace {
using config::ListedFeed;

constexpr std::size_t kMaxPlaces =
    6;  // asked for one feed of the list: with feed, site and where a page sends its readers, nine requests

/// One feed of the list and what is found out about it. Bodies are read as they come and not kept.
struct Question {
  AskedFeed asked;
  Result<http::Access> access;
  std::string ask;                        ///< the next URL to ask; empty: nothing more
  std::vector<feed::FeedPlace> places{};  ///< where a feed may be instead, still to be asked
  bool is_named = false;                  ///< a page names some of them
  std::string refresh{};                  ///< where a page that is none to read sends its readers
  bool was_sent_on = false;               ///< and has done so once
  bool has_status = false;                ///< its server answered
  feed::FeedPlace candidate{};            ///< where one is looked for now

  [[nodiscard]] const ListedFeed& feed() const { return *asked.feed; }
};

class Inquiry {
 public:
  Inquiry(http::Client& client, const config::FeedList& list, const AccessTo& access_to,
          std::chrono::steady_clock::time_point deadline, const AskedProgress& progress)
      : client_(client), deadline_(deadline), progress_(progress) {
    std::unordered_set<std::string> known;
    for (const ListedFeed& feed : list.feeds) {
      const bool is_first = feed.url.empty() || known.insert(canonical_url(feed.url)).second;
      if (feed.enabled && is_first)
        questions_.push_back(question_of(feed, access_to, client.options().allow_addresses));
    }
  }

  std::vector<AskedFeed> run() {
    ask(hear_feed);
    follow_refreshes();
    for (Question& question : questions_) question.ask = needs_site(question) ? page_for(question) : "";
    ask(hear_site);
    follow_refreshes();
    while (take_next_places()) ask(hear_candidate);
    std::vector<AskedFeed> asked;
    asked.reserve(questions_.size());
    for (Question& question : questions_) asked.push_back(std::move(question.asked));
    return asked;
  }

 private:
  /// A feed whose secrets cannot be had is not asked: that is what is wrong with it.
  static Question question_of(const ListedFeed& feed, const AccessTo& access_to,
                              const std::vector<AddressRange>& allowed) {
    if (!access_to && !feed.access.empty()) return {{.feed = &feed, .is_withheld = true}, {}, ""};
    auto access = access_to ? access_to(feed) : http::Access();
    if (const auto refusal = http::refusal_of(feed.url, allowed)) {
      return {{.feed = &feed, .is_answered = true, .problem = *refusal, .is_off_limits = true}, std::move(access), ""};
    }
    if (access) return {{.feed = &feed}, std::move(access), feed.url};
    std::string problem = access.error().detail;
    return {{.feed = &feed, .is_answered = true, .problem = std::move(problem)}, std::move(access), ""};
  }

  using Hear = std::function<void(Question&, const Result<http::Response>&)>;

  void ask(const Hear& hear);
  static void hear_as_memory_allows(const Hear& hear, Question& question, const Result<http::Response>& response);
  static void hear_feed(Question& question, const Result<http::Response>& response);
  static void hear_site(Question& question, const Result<http::Response>& response);
  static void hear_refreshed(Question& question, const Result<http::Response>& response);
  static void hear_candidate(Question& question, const Result<http::Response>& response);
  static void leave_if_unwilling(Question& question, const Result<http::Response>& response);
  static void look_around(Question& question, const http::Response& page, const std::string& named_why = {});
  void follow_refreshes();
  [[nodiscard]] bool take_next_places();
  [[nodiscard]] static bool needs_site(const Question& question);
  [[nodiscard]] static std::string page_for(const Question& question);

  http::Client& client_;
  const std::chrono::steady_clock::time_point deadline_;
  const AskedProgress& progress_;
  std::vector<Question> questions_;
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
  std::mutex telling;
  std::int64_t done = 0;
  const auto tell = [&](const std::string& url) {
    const std::scoped_lock lock(telling);
    progress_(++done, static_cast<std::int64_t>(asked.size()), url);
  };
  AnswerReaders readers(asked.size());
  const auto read = [&](Question& question, Result<http::Response> response) {
    decode_body(response, client_.options().max_body);
    {
      const auto turn = readers.turn_for(response ? response->body.size() : 0);
      hear_as_memory_allows(hear, question, response);
    }
    tell(question.ask);
  };
  http::FetchEvents events;
  events.has_room = [&] { return readers.has_room(); };
  events.done = [&](std::size_t index, Result<http::Response> response, auto) {
    const std::size_t bytes = bytes_of(response);
    readers.take(bytes, [&read, &question = *asked[index], response = std::move(response)]() mutable {
      read(question, std::move(response));
    });
  };
  // Busy is said of the server, not of the list: what was not answered before stays so, which is only a remark.
  events.left_alone = [&](std::size_t index, const http::LeftAlone& host) {
    asked[index]->asked.busy_host = host.host;
    tell(asked[index]->ask);
  };
  client_.fetch({asked.size(), request_of}, events, deadline_);
  readers.finish();
}

/// A body that is too much for this machine's memory is all that is known of its feed, and not the end of the list.
void Inquiry::hear_as_memory_allows(const Hear& hear, Question& question, const Result<http::Response>& response) {
  const auto heard = bearing_shortage([&]() -> Result<void> {
    hear(question, response);
    return {};
  });
  if (heard || !question.asked.problem.empty()) return;
  question.asked.is_answered = true;
  question.asked.problem = heard.error().detail;
}

void Inquiry::hear_feed(Question& question, const Result<http::Response>& response) {
  if (!response) {
    question.asked.is_answered = response.error().code != ErrorCode::Busy;
    question.asked.met_no_server = response.error().code == ErrorCode::Unreachable;
    question.asked.problem = response.error().detail;
    return;
  }
  question.asked.is_answered = question.has_status = true;
  if (!http::brings_body(response->status)) {
    question.asked.problem = words_for_status(response->status);
    if (http::is_refusal(response->status)) question.asked.is_busy = true;
    return;
  }
  const auto parsed = feed::parse_feed(response->body, {response->url, response->content_type});
  if (!parsed) {
    question.asked.problem = parsed.error().detail;
    return look_around(question, *response);
  }
  question.asked.answered_at = response->url;
  question.asked.body_hash = parsed->entries.empty() ? 0 : hash64(response->body);
  std::string target = response->permanent_target();
  if (target.empty()) return;
  question.asked.problem = "moved for good";
  question.asked.instead = feed::FeedPlace{.url = std::move(target), .title = "", .reason = ""};
}

/// Gathers where the page's feed may be. A list goes by what is said here, so feeds of comments are left out, and of
/// guesses those in folders above: the feed of a host that many share is not its people's. `named_why` is said of what
/// the page names.
void Inquiry::look_around(Question& question, const http::Response& page, const std::string& named_why) {
  const bool is_page = http::brings_body(page.status);  // else only the platform's rule has something to say
  if (is_page) question.places.clear();
  std::set<std::string> known{canonical_url(question.feed().url), canonical_url(page.url)};
  auto groups = feeds_of_page({page.url, is_page ? page.body : "", is_page ? page.link : ""},
                              is_page ? feed::own_folder_feeds(page.url) : Places());
  if (is_page && !question.was_sent_on && !names_feed(groups)) {
    std::string target = feed::refresh_target(page.body, page.url);
    if (target != page.url && target != question.feed().url) question.refresh = std::move(target);
  }
  for (FeedGroup& group : groups) {
    if (group.kind == PlaceKind::Comments) continue;
    const bool is_named = group.kind == PlaceKind::Posts;
    for (feed::FeedPlace& place : group.places) {
      if (question.places.size() == kMaxPlaces || !known.insert(canonical_url(place.url)).second) continue;
      question.is_named = question.is_named || is_named;
      if (is_named) place.reason = named_why;
      question.places.push_back(std::move(place));
    }
  }
}

void Inquiry::follow_refreshes() {
  for (Question& question : questions_) {
    question.ask = std::exchange(question.refresh, "");
    if (!question.ask.empty()) question.was_sent_on = true;
  }
  ask(hear_refreshed);
}

void Inquiry::hear_refreshed(Question& question, const Result<http::Response>& response) {
  leave_if_unwilling(question, response);
  if (!response || !http::brings_body(response->status)) return;
  if (feed::parse_feed(response->body, {response->url, response->content_type})) {
    std::string moved = response->permanent_target();
    question.asked.instead =
        feed::FeedPlace{moved.empty() ? question.ask : std::move(moved), "", "the page sends its readers there"};
  } else {
    look_around(question, *response, shown_url(question.ask) + " names it");
  }
}

/// Has each question that still has no feed ask the next place; false when there is none to ask.
bool Inquiry::take_next_places() {
  bool is_any = false;
  for (Question& question : questions_) {
    question.ask.clear();
    if (question.asked.instead || question.places.empty()) continue;
    question.candidate = std::move(question.places.front());
    question.ask = question.candidate.url;
    question.places.erase(question.places.begin());
    is_any = true;
  }
  return is_any;
}

/// The page of a blog whose feed is missing or does not work may name another one. A busy server's feed may work well.
bool Inquiry::needs_site(const Question& question) {
  if (!question.access || question.asked.is_busy) return false;
  const bool is_missing = question.feed().url.empty();
  const bool is_broken =
      question.asked.is_answered && !question.asked.problem.empty() && !question.asked.instead && !question.is_named;
  return is_missing || is_broken;
}

/// Without a site in the list, the page in whose folder the feed was, as long as somebody is there.
std::string Inquiry::page_for(const Question& question) {
  if (!question.feed().site.empty() || !question.has_status) return question.feed().site;
  std::string page = feed::page_of_feed(question.feed().url);
  return canonical_url(page) == canonical_url(question.feed().url) ? std::string() : page;
}

void Inquiry::hear_site(Question& question, const Result<http::Response>& response) {
  const bool is_page = response && http::brings_body(response->status);
  const bool is_listed = !question.feed().site.empty();
  const std::string named_why = is_listed ? "" : shown_url(question.ask) + " names it";
  if (response && !http::is_refusal(response->status)) look_around(question, *response, named_why);
  if (!question.feed().url.empty()) return;
  question.asked.is_answered = response || response.error().code != ErrorCode::Busy;
  if (!response)
    question.asked.problem = response.error().detail;
  else
    question.asked.problem = is_page ? "a blog without a feed" : words_for_status(response->status);
}

void Inquiry::hear_candidate(Question& question, const Result<http::Response>& response) {
  leave_if_unwilling(question, response);
  if (!response || !http::brings_body(response->status)) return;
  if (feed::parse_feed(response->body, {response->url, response->content_type})) {
    question.asked.instead = std::move(question.candidate);
  }
}

/// A server that wants peace or does not answer is asked for no further place.
void Inquiry::leave_if_unwilling(Question& question, const Result<http::Response>& response) {
  if (response && !http::is_refusal(response->status)) return;
  const std::string host = host_of(response ? response->url : question.ask);
  std::erase_if(question.places, [&](const feed::FeedPlace& place) { return host_of(place.url) == host; });
}

}  // namespace

std::vector<AskedFeed> ask_feeds(http::Client& client, const config::FeedList& list, const AccessTo& access_to,
                                 std::chrono::steady_clock::time_point deadline, const AskedProgress& progress) {
  return Inquiry(client, list, access_to, deadline, progress).run();
}

}  // namespace aggregator::poll
