// Mail that came back.
#include "aggregator/mail/report.h"
#include "target.h"

namespace aggregator::fuzz {
namespace {

void check(const mail::StatusCode& code) {
  require(code.reply == 0 || (400 <= code.reply && code.reply <= 559), "a reply has a code that servers send");
  require(code.kind == 0 || code.kind == 2 || code.kind == 4 || code.kind == 5, "a status has a class");
  require(0 <= code.subject && code.subject <= 7 && 0 <= code.detail && code.detail <= 999, "a status has its limits");
}

}  // namespace

void try_input(std::string_view input) {
  check(mail::find_status(input));
  const auto report = mail::parse_report(input);
  if (!report) return require_message(report.error().detail, "the reason");
  require(report->recipients.size() <= 100, "there are at most 100 recipients");
  require(report->delivered_to.size() <= 50, "there are at most 50 addresses");
  require_line(report->subject, "a subject");
  require_text(report->words, "the words");
  require_line(report->returned.list_unsubscribe, "a field");
  require(report->returned.message_id.find_first_of("<>\r\n") == std::string::npos, "a Message-ID is bare",
          report->returned.message_id);
  for (const mail::RecipientStatus& recipient : report->recipients) {
    check(recipient.code);
    require_line(recipient.words, "a server's words");
    require_line(recipient.address, "an address");
  }
}

}  // namespace aggregator::fuzz
