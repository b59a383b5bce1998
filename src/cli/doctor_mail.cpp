// Whether mail can leave, and whether others will believe that it is ours.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "aggregator/base/text.h"
#include "aggregator/base/url.h"
#include "aggregator/deliver/check_transport.h"
#include "aggregator/deliver/transport.h"
#include "aggregator/mail/message.h"
#include "aggregator/poll/client.h"
#include "doctor.h"

namespace aggregator::cli {
namespace {

using mail::DnsRecord;

constexpr std::chrono::seconds kPatience{10};

/// The names that documents use (RFC 2606): what `init` writes.
bool is_placeholder(std::string_view domain) {
  return domain == "example.org" || domain.ends_with(".example.org") || domain == "example.com" ||
         domain.ends_with(".example.com") || domain.ends_with(".example") || domain.ends_with(".invalid") ||
         domain.ends_with(".test");
}

void send_test_mail(const Patient& patient) {
  const config::Settings& settings = patient.settings;
  mail::Message message;
  message.from = settings.mail.from;
  message.to = patient.send_to;
  message.subject = settings.site.name + ": test";
  message.message_id = fmt::format("{}@{}", random_id(patient.context.random()), domain_of(settings.mail.from.address));
  message.date = patient.context.now();
  message.language = "en";
  message.text = "`aggregator doctor` sent this. Mail leaves this machine.\n";
  message.html = "<p>" + escape_html(message.text) + "</p>\n";
  const auto bytes = mail::format_message(message);
  if (!bytes) return patient.wrong(bytes.error().detail);
  const std::string& bounces = settings.mail.bounce_address;
  const mail::Outcome outcome = deliver::make_transport(settings.mail)
                                    ->send({bounces.empty() ? settings.mail.from.address : bounces, patient.send_to},
                                           *bytes, "doctor." + random_id(patient.context.random()));
  if (outcome.state == mail::Outcome::State::Sent) {
    return patient.good(fmt::format("a test mail has left for {}: {}", patient.send_to, outcome.reason));
  }
  patient.wrong(fmt::format("the test mail to {} was not taken: {}", patient.send_to, outcome.reason));
}

/// The first text that begins with `beginning`.
std::string find_text(const std::vector<std::string>& texts, std::string_view beginning) {
  const auto found = std::ranges::find_if(texts, [&](const std::string& text) { return text.starts_with(beginning); });
  return found == texts.end() ? "" : *found;
}

/// What the DNS says, or a hint that it says nothing at all.
std::optional<std::vector<std::string>> ask(const Patient& patient, const std::string& name, DnsRecord kind) {
  const mail::Resolver& resolve = patient.context.resolve();
  auto answer = resolve ? resolve(name, kind) : fail(ErrorCode::Unavailable, "there is no resolver");
  if (answer) return *std::move(answer);
  patient.hint(fmt::format("could not ask for the DNS records of {}: {}", name, answer.error().detail));
  return std::nullopt;
}

void look_at_spf(const Patient& patient, const std::string& domain) {
  const auto texts = ask(patient, domain, DnsRecord::Txt);
  if (!texts) return;
  if (const std::string spf = find_text(*texts, "v=spf1"); !spf.empty()) {
    return patient.good(fmt::format("{} says who may send its mail: {}", domain, spf));
  }
  const auto* const server = std::get_if<config::SmtpTransport>(&patient.settings.mail.transport);
  patient.wrong(domain + " does not say who may send its mail (SPF)",
                fmt::format("add the record your provider names, or: {}. TXT \"v=spf1 mx {}~all\"", domain,
                            server != nullptr ? "a:" + server->host + ' ' : ""));
}

/// The domain itself, then those above it, without the top one. The organizational domain (RFC 7489 section 6.6.3) is
/// among them; where the registry above it has a policy, that holds for it too (RFC 9091).
std::vector<std::string> domains_above(std::string domain) {
  std::vector<std::string> domains;
  for (std::size_t dot = domain.find('.'); dot != domain.npos; dot = domain.find('.')) {
    domains.push_back(domain);
    domain.erase(0, dot + 1);
  }
  return domains;
}

void look_at_dmarc(const Patient& patient, const std::string& domain) {
  for (const std::string& asked : domains_above(domain)) {
    const auto texts = ask(patient, "_dmarc." + asked, DnsRecord::Txt);
    if (!texts) return;
    if (const std::string dmarc = find_text(*texts, "v=DMARC1"); !dmarc.empty()) {
      return patient.good(fmt::format("{} says what to do with forgeries: {}", asked, dmarc));
    }
  }
  patient.hint(domain + " has no DMARC record, which large providers want of senders",
               fmt::format("_dmarc.{}. TXT \"v=DMARC1; p=none; rua=mailto:postmaster@{}\"", domain, domain));
}

/// Under which names relays and MTAs usually publish the key that they sign with.
constexpr const char* kUsualSelectors[] = {"default", "dkim", "mail", "google", "selector1", "selector2",
                                           "s1",      "s2",   "k1",   "k2",     "k3",        "20230601"};

/// Whether a TXT record is a key that is in use: one without a key is revoked (RFC 6376 section 3.6.1).
bool is_dkim_key(const std::string& text) {
  return std::ranges::any_of(split(text, ';'), [](std::string_view tag) {
    tag = trim(tag);
    return tag.starts_with("p=") && tag.size() > 2;
  });
}

/// Whoever signs chooses the selector and nobody can list them, so that finding none proves nothing.
void look_at_dkim(const Patient& patient, const std::string& domain) {
  for (const std::string_view selector : kUsualSelectors) {
    const std::string name = fmt::format("{}._domainkey.{}", selector, domain);
    const auto texts = ask(patient, name, DnsRecord::Txt);
    if (!texts) return;  // who is not answered once is not answered the other times
    if (std::ranges::any_of(*texts, is_dkim_key)) {
      return patient.good(fmt::format("{} has a key that mail is signed with (DKIM): {}", domain, name));
    }
  }
  patient.hint(
      fmt::format("{} has no DKIM key under the usual names; large providers want mail to be signed", domain),
      "let your relay or MTA sign for " + domain +
          "; whether it does, the headers of a mail of `doctor --send-to` show: DKIM-Signature with d=" + domain);
}

void look_at_mx(const Patient& patient, const std::string& domain) {
  const auto hosts = ask(patient, domain, DnsRecord::Mx);
  if (!hosts) return;
  if (!hosts->empty() && !hosts->front().empty())
    return patient.good(fmt::format("mail to {} goes to {}", domain, hosts->front()));
  const auto addresses = hosts->empty() ? ask(patient, domain, DnsRecord::Address) : std::vector<std::string>();
  if (!addresses) return;
  if (!addresses->empty()) {  // RFC 5321 section 5.1: then the host of that name takes the mail
    return patient.hint(fmt::format("{} has no MX, so that mail to it goes to {}", domain, addresses->front()),
                        "see that a mail server listens there, or name the one that does: " + domain + ". MX 10 …");
  }
  patient.wrong(
      domain + " takes no mail (no MX), so that bounces and answers are lost, and some servers refuse its mail",
      fmt::format("{}. MX 10 the-host-that-takes-its-mail", domain));
}

/// From here, which proves little: it may be a network of its own. So it is a hint only.
void visit_site(const Patient& patient) {
  const std::string& url = patient.settings.site.url;
  http::ClientOptions options = poll::client_options(patient.settings);
  options.timeout = options.connect_timeout = kPatience;
  options.allow_addresses = {{.bytes = {}, .prefix_bits = 0, .port = {}}};  // the runner's own may well be private
  const auto status = patient.context.visit(options, url);
  const std::string mend = "readers follow links there: see that a web server answers at this address";
  if (!status) return patient.hint(fmt::format("{} does not answer from here: {}", url, status.error().detail), mend);
  if (*status >= 400) return patient.hint(fmt::format("{} answers {}", url, *status), mend);
  patient.good(fmt::format("{} answers", url));
}

}  // namespace

void check_transport(const Patient& patient) {
  const auto found = deliver::check_transport(patient.settings.mail);
  if (!found) return patient.wrong(found.error().detail);
  patient.good(*found);
  if (!patient.send_to.empty()) send_test_mail(patient);
}

void check_sender(const Patient& patient) {
  const config::MailSettings& settings = patient.settings.mail;
  const std::string from(domain_of(settings.from.address));
  const std::string envelope(settings.bounce_address.empty() ? from : domain_of(settings.bounce_address));
  if (std::holds_alternative<config::MaildirTransport>(settings.transport)) return;  // nobody else ever sees it
  if (is_placeholder(from)) {
    return patient.wrong("mail.from is " + settings.from.address + ", which is nobody's",
                         "write the address you send from");
  }
  if (envelope != from && !envelope.ends_with('.' + from) && !from.ends_with('.' + envelope)) {
    patient.hint(
        fmt::format("bounces go to {} and the mail is from {}: SPF cannot speak for the sender (DMARC alignment)",
                    envelope, from),
        "take a mail.bounce_address in the domain of mail.from, or sign with DKIM for " + from);
  }
  look_at_spf(patient, envelope);
  look_at_mx(patient, envelope);
  look_at_dkim(patient, from);
  look_at_dmarc(patient, from);
}

void check_contact(const Patient& patient) {
  const std::string& contact = patient.settings.site.contact;
  const auto url = parse_url(contact);
  if (!is_placeholder(url ? std::string_view(url->host) : domain_of(contact))) return;
  patient.hint("site.contact is " + contact + ", which is nobody's",
               "write the address at which owners of feeds and readers reach you: each request and each mail names it");
}

void check_site(const Patient& patient) {
  const auto url = parse_url(patient.settings.site.url);
  if (url && is_placeholder(url->host)) {
    return patient.hint("site.url is " + patient.settings.site.url + ", so that the links of the mails lead nowhere",
                        "write the address at which readers reach the site");
  }
  if (url && url->scheme != "https") {
    return patient.wrong("site.url is not https, and mailboxes offer to leave in one click with https alone (RFC 8058)",
                         "serve the site by https and write that address");
  }
  patient.good("links of mails begin with " + patient.settings.site.url);
  visit_site(patient);
}

}  // namespace aggregator::cli
