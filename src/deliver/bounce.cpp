#include "aggregator/deliver/bounce.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <vector>

#include "aggregator/base/email_address.h"
#include "aggregator/base/text.h"
#include "bounce_rules.h"
#include "mass_reports.h"
#include "plain_words.h"
#include "proof.h"
#include "suspension.h"

namespace aggregator::deliver {
namespace {

using What = Finding::What;
using Done = Finding::Done;
using Action = mail::RecipientStatus::Action;
using store::BounceKind;

constexpr std::size_t kShownCharacters = 200;
constexpr std::string_view kDelayed = "delayed, the server goes on trying";

Finding finding(What what, std::string reason) {
  Finding found;
  found.what = what;
  found.reason = std::move(reason);
  return found;
}

std::string beginning_of(std::string_view words) {
  return cut_text(fold_white_space(clean_utf8(trim(words).substr(0, 4 * kShownCharacters))), kShownCharacters);
}

/// The server's answer, which stands somewhere in a letter about it; else how the letter begins.
std::string telling_words(std::string_view letter) {
  for (const std::string& line : split(letter, '\n')) {
    if (!mail::find_status(line).is_empty()) return beginning_of(line);
  }
  return beginning_of(letter);
}

std::string name_of_action(const mail::RecipientStatus& recipient) {
  return std::string(recipient.action == Action::Delayed ? kDelayed : "delivered");
}

/// One report, inside one transaction.
class Reading {
 public:
  Reading(store::Database& database, const KeyRing& keys, const mail::Report& report, Instant now)
      : database_(database), keys_(keys), report_(report), now_(now) {}

  Result<Finding> read() {
    auto proven = prove_delivery(database_, keys_, report_);
    if (!proven) return std::unexpected(proven.error());
    proven_ = *std::move(proven);
    switch (report_.kind) {
      case mail::Report::Kind::DeliveryStatus:
        return report_.recipients.empty() ? plain_bounce() : delivery_status();
      case mail::Report::Kind::Feedback:
        return feedback();
      case mail::Report::Kind::Plain:
        return plain();
    }
    return finding(What::Unknown, "");
  }

 private:
  /// The mildest of what is said of the subscriber's own address, or of all when their address is not among them: where
  /// a message reached one mailbox behind an address, the address works.
  [[nodiscard]] const mail::RecipientStatus& recipient() const {
    std::vector<const mail::RecipientStatus*> meant;
    const std::string key = proven_ ? email_key(proven_->delivery.email) : std::string();
    for (const mail::RecipientStatus& one : report_.recipients) {
      if (email_key(one.address) == key || email_key(one.original) == key) meant.push_back(&one);
    }
    if (meant.empty()) {
      for (const mail::RecipientStatus& one : report_.recipients) meant.push_back(&one);
    }
    const auto weight = [](const mail::RecipientStatus* one) {
      return one->action == Action::Failed ? static_cast<int>(kind_of(one->code)) : -1;
    };
    return **std::ranges::min_element(meant, {}, weight);
  }

  Result<Finding> delivery_status() {
    const mail::RecipientStatus& said = recipient();
    if (said.action != Action::Failed) return about_proven(finding(What::Notice, name_of_action(said)));
    if (!proven_) return unproven(said.address.empty() ? said.original : said.address);
    return bounce(kind_of(said.code, said.words), said.words);
  }

  /// Without a structure: soft, unless the words hold a code.
  Result<Finding> plain_bounce() {
    if (warns_of_delay(report_)) return about_proven(finding(What::Notice, std::string(kDelayed)));
    if (!proven_) return unproven("");
    return bounce(kind_of(report_.words), telling_words(report_.words));
  }

  Result<Finding> bounce(BounceKind kind, const std::string& words) {
    const std::string& email = proven_->delivery.email;
    const auto mass =
        kind > BounceKind::Soft ? mass_report(database_, email, now_) : Result<std::optional<MassReport>>(std::nullopt);
    if (!mass) return std::unexpected(mass.error());
    const BounceKind weight = *mass ? BounceKind::Soft : kind;
    const auto done = note_bounce(database_, proven_->delivery, {proven_->delivery.id, weight, now_, words});
    if (!done) return std::unexpected(done.error());
    Finding found = about_proven(finding(What::Bounce, words));
    found.kind = kind;
    found.done = *mass && *done == Done::Counted ? Done::HeldBack : *done;
    if (found.done == Done::HeldBack) found.mass = *mass;
    return found;
  }

  [[nodiscard]] Finding about_proven(Finding found) const {
    if (!proven_) return found;
    found.subscriber = proven_->delivery.email;
    found.proof = proven_->proof;
    return found;
  }

  static Finding unproven(const std::string& address) {
    return finding(What::Unproven, fmt::format("nothing in it proves that it is about a message of ours{}",
                                               address.empty() ? "" : ", only that it names " + quote(address)));
  }

  Result<Finding> feedback() {
    constexpr std::string_view kComplaints[] = {"abuse", "fraud", "opt-out", "opt-out-list"};
    const std::string& type = report_.feedback_type;
    if (std::ranges::find(kComplaints, type) == std::end(kComplaints)) {
      return about_proven(finding(What::Notice, "feedback of type " + quote(type)));
    }
    const auto complaining = complaining_subscriber();
    if (!complaining) return std::unexpected(complaining.error());
    if (!*complaining) return finding(What::Unproven, unproven("").reason);
    Finding found = finding(What::Complaint, fmt::format("reported as spam ({})", type));
    found.kind = BounceKind::Complaint;
    found.proof = proven_ ? proven_->proof : "unsubscribe token";
    if (proven_) {
      const store::Bounce complaint{proven_->delivery.id, BounceKind::Complaint, now_, found.reason};
      const auto kept = store::record_bounce(database_, (*complaining)->id, complaint);
      if (!kept) return std::unexpected(kept.error());
    }
    return leave(**complaining, std::move(found));
  }

  Result<std::optional<store::SubscriberRow>> complaining_subscriber() {
    if (proven_) return store::find_subscriber_by_id(database_, proven_->delivery.subscriber_id);
    return prove_subscriber(database_, keys_, report_.returned.list_unsubscribe);
  }

  Result<Finding> leave(const store::SubscriberRow& subscriber, Finding found) {
    found.subscriber = subscriber.email;
    const auto done = unsubscribe(database_, subscriber, found.reason, now_);
    if (!done) return std::unexpected(done.error());
    found.done = *done;
    return found;
  }

  Result<Finding> plain() {
    const auto leaving = prove_subscriber(database_, keys_, report_.subject);
    if (!leaving) return std::unexpected(leaving.error());
    if (*leaving) {
      Finding found = finding(What::Unsubscribe, "asked by mail");
      found.proof = "unsubscribe token";
      return leave(**leaving, std::move(found));
    }
    if (is_automatic_reply(report_) || is_from_the_reader()) {
      return about_proven(finding(What::Notice, "an automatic reply"));
    }
    if (report_.is_from_mailer || (report_.is_without_sender && !report_.is_automatic && proven_)) {
      return plain_bounce();
    }
    if (report_.is_automatic) return about_proven(finding(What::Notice, "an automatic reply"));
    if (asks_to_leave(report_)) return leave_by_sender();
    return finding(What::Unknown, "no bounce, complaint or request to leave");
  }

  /// Written by a program in the name of whom our mail has reached: absence has too many words, but no mail server
  /// returns a message under its recipient's name.
  [[nodiscard]] bool is_from_the_reader() const {
    return report_.is_without_sender && !report_.is_from_mailer && proven_ && !asks_to_leave(report_) &&
           email_key(report_.from) == email_key(proven_->delivery.email);
  }

  Result<Finding> leave_by_sender() {
    const auto sender = store::find_subscriber(database_, report_.from);
    if (!sender) return std::unexpected(sender.error());
    if (!*sender && proven_ && proven_->proof == kReturnPath) return leave_by_address();
    if (!*sender) {
      return finding(What::Unknown, fmt::format("asks to leave, and {} is no subscriber", quote(report_.from)));
    }
    Finding found = finding(What::Unsubscribe, "asked by mail without a token");
    found.proof = "sender";
    return leave(**sender, std::move(found));
  }

  /// From a stranger's address to the sender of one delivery, which its recipient alone knows: their mail is passed on.
  /// Where that sender only stands in what the stranger quotes, they were shown it by somebody.
  Result<Finding> leave_by_address() {
    const auto reader = store::find_subscriber_by_id(database_, proven_->delivery.subscriber_id);
    if (!reader) return std::unexpected(reader.error());
    if (!*reader) return finding(What::Unknown, "asks to leave, and is no subscriber any more");
    Finding found = about_proven(finding(What::Unsubscribe, "asked by mail"));
    return leave(**reader, std::move(found));
  }

  store::Database& database_;
  const KeyRing& keys_;
  const mail::Report& report_;
  const Instant now_;
  std::optional<ProvenDelivery> proven_;
};

}  // namespace

std::string_view name_of(What what) {
  switch (what) {
    case What::Bounce:
      return "bounce";
    case What::Complaint:
      return "complaint";
    case What::Unsubscribe:
      return "unsubscribe";
    case What::Notice:
      return "notice";
    case What::Unproven:
      return "unproven";
    case What::Unknown:
      return "unknown";
  }
  return "unknown";
}

std::string_view name_of(Done done) {
  switch (done) {
    case Done::Nothing:
      return "nothing";
    case Done::Counted:
      return "counted";
    case Done::HeldBack:
      return "held back";
    case Done::Suspended:
      return "suspended";
    case Done::Unsubscribed:
      return "unsubscribed";
  }
  return "nothing";
}

Result<Finding> take_report(store::Database& database, const KeyRing& keys, const mail::Report& report, Instant now) {
  Finding found;
  const auto done = database.transact([&]() -> Result<void> {
    auto read = Reading(database, keys, report, now).read();
    if (!read) return std::unexpected(read.error());
    found = *std::move(read);
    return {};
  });
  if (!done) return std::unexpected(done.error());
  return found;
}

}  // namespace aggregator::deliver
