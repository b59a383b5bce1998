// A store with subscribers and editions, and a mail server that exists only in memory.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "aggregator/deliver/courier.h"
#include "aggregator/mail/personal.h"
#include "aggregator/store/delivery_list.h"
#include "aggregator/store/outbox.h"
#include "support/temporary_folder.h"
#include "support/value_of.h"

namespace aggregator::deliver {

using namespace std::chrono_literals;
using mail::Outcome;
using test::value_of;

inline const Outcome kSuspended{
    .state = Outcome::State::Failed, .reason = "550 5.7.1 account suspended", .at = Outcome::At::Sender};
inline const Outcome kGreylisted{Outcome::State::Deferred, "451 4.7.1 greylisted", false};
inline const Outcome kNoSuchUser{Outcome::State::Failed, "550 5.1.1 no such user", false};

struct SentMail {
  mail::Envelope envelope;
  std::string message, name;
};

/// Takes everything except what it is told about; counts. Safe from any thread.
class FakeServer {
 public:
  /// The next messages to `recipient` end like this.
  void answer(const std::string& recipient, std::vector<Outcome> outcomes) {
    const std::scoped_lock lock(mutex_);
    script_[recipient].assign(outcomes.begin(), outcomes.end());
  }

  /// Only so many connections reach it; each transport is one.
  void allow_connections(int count) {
    const std::scoped_lock lock(mutex_);
    allowed_ = count;
  }

  /// The next `count` connections fail.
  void fail_connections(int count) {
    const std::scoped_lock lock(mutex_);
    failing_ = count;
  }

  /// Called with each attempt, in the thread that sends, before the answer.
  std::function<void()> on_attempt = [] {};

  /// The same, with the recipient.
  std::function<void(const std::string&)> on_message = [](const std::string&) {};

  [[nodiscard]] std::unique_ptr<mail::Transport> connect() {
    const std::scoped_lock lock(mutex_);
    return std::make_unique<Connection>(*this, ++connections_);
  }

  [[nodiscard]] std::vector<SentMail> sent() const {
    const std::scoped_lock lock(mutex_);
    return sent_;
  }
  [[nodiscard]] std::vector<std::string> recipients() const {
    std::vector<std::string> found;
    for (const SentMail& mail : sent()) found.push_back(mail.envelope.recipient);
    std::ranges::sort(found);
    return found;
  }
  [[nodiscard]] int attempts() const {
    const std::scoped_lock lock(mutex_);
    return attempts_;
  }

 private:
  class Connection final : public mail::Transport {
   public:
    Connection(FakeServer& server, int number) : server_(server), number_(number) {}
    std::optional<Outcome> connect() override { return server_.refuse(number_); }
    Outcome send(const mail::Envelope& envelope, std::string_view message, std::string_view name) override {
      server_.on_attempt();
      server_.on_message(envelope.recipient);
      return server_.take(number_, {envelope, std::string(message), std::string(name)});
    }

   private:
    FakeServer& server_;
    const int number_;
  };

  /// Nothing: the connection reaches it.
  std::optional<Outcome> refuse(int connection) {
    const std::scoped_lock lock(mutex_);
    if (connection <= allowed_ && failing_ == 0) return std::nullopt;
    if (failing_ > 0) --failing_;
    ++attempts_;
    return Outcome{Outcome::State::Deferred, "connection refused", true};
  }

  Outcome take(int connection, SentMail mail) {
    const std::scoped_lock lock(mutex_);
    ++attempts_;
    if (connection > allowed_) return {Outcome::State::Deferred, "connection refused", true};
    auto& script = script_[mail.envelope.recipient];
    Outcome outcome{Outcome::State::Sent, "250 2.0.0 ok", false};
    if (!script.empty()) {
      outcome = script.front();
      script.pop_front();
    }
    if (outcome.state == Outcome::State::Sent) sent_.push_back(std::move(mail));
    return outcome;
  }

  mutable std::mutex mutex_;
  std::map<std::string, std::deque<Outcome>> script_;
  std::vector<SentMail> sent_;
  int allowed_ = 1000, connections_ = 0, attempts_ = 0;
  int failing_ = 0;
};

inline config::Settings example_settings() {
  config::Settings settings{
      .file = {},
      .site = {.name = "데일리 DevBlog",
               .url = "https://digest.example.org",
               .contact = "ops@example.org",
               .timezone = value_of(TimeZone::find("Asia/Seoul")),
               .language = "ko"},
      .feeds = {},
      .database = {},
      .poll = {},
      .digest = {},
      .mail = {},
      .web = {},
  };
  settings.mail.from = {"Daily DevBlog", "digest@example.org"};
  settings.mail.connections = 4;
  return settings;
}

inline store::EditionRow example_edition() {
  store::EditionRow edition;
  edition.public_id = "edition-one";
  edition.due = edition.created = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20) + 1h;
  edition.language = "ko";
  edition.subject = "우리는 왜 Kafka를 걷어냈나 외 21편";
  edition.text = "글 하나\nhttps://blog.example.org/1\n" + placeholder(mail::Placeholder::UnsubscribeUrl) + "\n";
  edition.html =
      "<html lang=\"ko\"><body><p style=\"margin:0\"><a href=\"https://blog.example.org/1\">글 하나</a>" +
      ("<a href=\"" + placeholder(mail::Placeholder::UnsubscribeUrl) + "\">수신 거부</a></p></body></html>\n");
  return edition;
}

class DeliverTest : public testing::Test {
 protected:
  Instant now_ = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20) + 1h;
  test::TemporaryFolder folder_;
  const std::string url_ = "sqlite:" + (folder_.path() / "test.db").string();
  store::Database database_ = value_of(store::Database::open(url_));
  config::Settings settings_ = example_settings();
  FakeServer server_;

  static std::string email(int number) { return "reader" + std::to_string(number) + "@example.org"; }

  store::SubscriberId subscribe(const std::string& address) {
    store::SubscriberRow subscriber;
    subscriber.public_id = "id-" + address.substr(0, address.find('@'));
    subscriber.email = address;
    subscriber.state = store::SubscriberState::Active;
    subscriber.choice.timezone = "Asia/Seoul";
    subscriber.choice.language = "ko";
    subscriber.created = now_;
    return value_of(store::add_subscriber(database_, subscriber));
  }

  /// An edition queued for reader1 … readerN.
  void queue(int readers, const store::EditionRow& edition = example_edition()) {
    const auto id = value_of(store::insert_edition(database_, edition, {}));
    value_of(database_.transact([&]() -> Result<void> {
      for (int i = 1; i <= readers; ++i) {
        if (auto queued = store::queue_delivery(database_, id, subscribe(email(i)), now_); !queued) return queued;
      }
      return {};
    }));
  }

  [[nodiscard]] CourierTools tools() {
    return {.clock = [this] { return now_; },
            .random = [](std::span<unsigned char> bytes) { std::ranges::fill(bytes, '\0'); },
            .progress = {},
            .transport = [this] { return server_.connect(); }};
  }

  SendSummary send() { return value_of(send_due(database_, settings_, tools())); }

  std::vector<store::ListedDelivery> listed(store::DeliveryState state) {
    std::vector<store::ListedDelivery> rows;
    value_of(store::visit_deliveries(database_, state, [&](const auto& row) { rows.push_back(row); }));
    return rows;
  }
};

}  // namespace aggregator::deliver
