#include "aggregator/config/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "aggregator/base/ascii.h"
#include "aggregator/base/file.h"
#include "aggregator/base/text.h"
#include "aggregator/base/time.h"
#include "aggregator/base/token.h"
#include "aggregator/base/url.h"
#include "aggregator/config/secret.h"
#include "values.h"
#include "yaml_document.h"
#include "yaml_section.h"

namespace aggregator::config {
namespace {
namespace fs = std::filesystem;

/// What relative paths and $NAME are looked up in.
struct Surroundings {
  fs::path folder;
  const Environment& environment;

  [[nodiscard]] fs::path resolve(const fs::path& path) const { return (folder / path).lexically_normal(); }
};

auto path_in(const Surroundings& surroundings) {
  return [&](std::string_view text) -> Result<fs::path> {
    if (text.empty()) return fail(ErrorCode::Malformed, "a path must not be empty");
    return surroundings.resolve(std::string(text));
  };
}

Result<std::string> parse_site_url(std::string_view text) {
  auto url = parse_url(text);
  if (!url || !url->is_http() || !url->userinfo.empty() || url->query || url->fragment) {
    return fail(ErrorCode::Malformed,
                quote(text) + " is no address of a site; write for example https://digest.example.org");
  }
  std::string address = url->text();
  while (address.ends_with('/')) address.pop_back();
  return address;
}

Result<std::string> parse_contact(std::string_view text) {
  if (const auto url = parse_url(text); url && url->is_http()) return url->text();
  auto address = parse_email_address(text);
  return address ? address : fail(ErrorCode::Malformed, quote(text) + " is neither an e-mail address nor a URL");
}

Site read_site(Section section) {
  Site site{.name = {}, .url = {}, .contact = {}, .timezone = TimeZone::find("UTC").value(), .language = "en"};
  section.read("name", site.name, parse_text);
  section.read("url", site.url, parse_site_url);
  section.read("contact", site.contact, parse_contact);
  section.read("timezone", site.timezone, TimeZone::find);
  section.read("language", site.language, parse_language);
  section.finish();
  if (!section.has("name")) section.complain("name", "missing; add what the digest is called");
  if (!section.has("url")) section.complain("url", "missing; add the address at which readers reach the site");
  if (!section.has("contact")) {
    section.complain("contact", "missing; add an e-mail address or a URL at which the owners of feeds reach you");
  }
  return site;
}

/// One of the two may be given alone and then moves the other one's default.
void order_intervals(Section& section, PollSettings& poll) {
  if (poll.min_interval <= poll.max_interval) return;
  if (section.has("min_interval") && section.has("max_interval")) {
    section.complain("min_interval", "longer than poll.max_interval");
  } else if (section.has("min_interval")) {
    poll.max_interval = poll.min_interval;
  } else {
    poll.min_interval = poll.max_interval;
  }
}

/// A duration of at least a second.
Result<std::chrono::seconds> parse_timeout(std::string_view text) {
  auto duration = parse_duration(text);
  if (duration && duration->count() == 0) return fail(ErrorCode::Malformed, "must be at least 1s");
  return duration;
}

Result<std::size_t> parse_body_size(std::string_view text) {
  auto size = parse_size(text);
  if (size && (*size < 1024 || *size > (1u << 30))) {
    return fail(ErrorCode::Malformed, quote(text) + " is not between 1KiB and 1GiB");
  }
  return size;
}

PollSettings read_poll(Section section) {
  PollSettings poll;
  section.read("concurrency", poll.concurrency, count_between(1, 10000));
  section.read("per_host", poll.per_host, count_between(1, 100));
  section.read("per_domain", poll.per_domain, count_between(1, 1000));
  poll.per_domain = std::max(poll.per_domain, poll.per_host);
  section.read("connect_timeout", poll.connect_timeout, parse_timeout);
  section.read("timeout", poll.timeout, parse_timeout);
  section.read("max_body", poll.max_body, parse_body_size);
  section.read("min_interval", poll.min_interval, parse_duration);
  section.read("max_interval", poll.max_interval, parse_timeout);
  section.read("tell_after", poll.tell_after, parse_duration);
  section.read("round_deadline", poll.round_deadline, parse_timeout);
  section.read_list("allow_addresses", poll.allow_addresses, AddressRange::parse);
  section.read("proxy", poll.proxy, parse_proxy);
  section.finish();
  order_intervals(section, poll);
  return poll;
}

std::vector<Group> read_groups(Section& digest) {
  std::vector<Group> groups;
  digest.read_sections("groups", [&](Section& section, const YamlNode&) {
    Group group;
    section.read("title", group.title, parse_text);
    section.read_list("tags", group.tags, parse_text);
    section.finish();
    if (group.title.empty()) section.complain("title", "missing; add the heading of the group");
    if (group.tags.empty()) section.complain("tags", "missing; add the tags of the feeds in this group");
    groups.push_back(std::move(group));
  });
  return groups;
}

DigestSettings read_digest(Section section, const Surroundings& surroundings) {
  DigestSettings digest;
  section.read("frequency", digest.frequency, parse_frequency);
  section.read("at", digest.at, parse_time_of_day);
  section.read("weekday", digest.weekday, parse_weekday);
  section.read("prepare", digest.prepare, parse_duration);
  section.read("backfill", digest.backfill, parse_duration);
  section.read("max_entries", digest.max_entries, count_between(1, 10000));
  section.read("max_per_feed", digest.max_per_feed, count_between(1, 10000));
  section.read("send_empty", digest.send_empty, parse_flag);
  digest.groups = read_groups(section);
  section.read_list("mute", digest.mute, parse_text);
  section.read_list("keywords", digest.keywords, parse_text);
  section.read_list("only_languages", digest.only_languages, parse_post_language);
  section.read("design", digest.design, parse_text);
  section.read("images", digest.images, parse_flag);
  section.read("templates", digest.templates, path_in(surroundings));
  section.finish();
  std::error_code unreadable;
  if (digest.templates && !fs::is_directory(*digest.templates, unreadable)) {
    section.complain("templates", quote(digest.templates->string()) + " is no folder");
  }
  return digest;
}

/// From `file_key`, a file that holds the secret, or `key`, the variable of the environment that does. Read anew for
/// each command, so that a token which something else renews is always the newest. `what`: "a token".
void read_secret(Section& section, const Surroundings& surroundings, std::string_view key, std::string_view file_key,
                 std::string_view what, std::string& secret) {
  section.read(file_key, secret,
               [&](std::string_view text) { return read_secret_file(surroundings.resolve(std::string(text))); });
  section.read(key, secret, [&](std::string_view text) -> Result<std::string> {
    const auto variable = parse_variable(text, what);
    if (!variable) return fail(ErrorCode::Misconfigured, variable.error().detail + ", or use " + std::string(file_key));
    return look_up(*variable, surroundings.environment);
  });
  if (section.has(key) && section.has(file_key)) {
    section.complain(key, "there is a " + std::string(file_key) + " too; leave one of them out");
  }
}

void read_login(Section& section, const Surroundings& surroundings, MailSettings& mail) {
  section.read("user", mail.user, parse_text);
  read_secret(section, surroundings, "password", "password_file", "a password", mail.password);
  read_secret(section, surroundings, "token", "token_file", "a token", mail.token);
  section.read("auth", mail.login, parse_login);
  section.read("starttls", mail.starttls, parse_starttls);
  section.read("login_unencrypted", mail.login_unencrypted, parse_flag);
}

/// What is read fits together: else the first message would show it, in the middle of the night.
void check_login(Section& section, const MailSettings& mail) {
  if (mail.login == Login::Auto && !mail.token.empty()) {
    section.complain(section.has("token") ? "token" : "token_file", "is for `auth: xoauth2`; set that too");
  }
  if (mail.login == Login::XOAuth2 && mail.token.empty()) {
    section.complain("auth", "xoauth2 needs token_file or token, the access token of mail.user");
  }
  const auto* const server = std::get_if<SmtpTransport>(&mail.transport);
  if (mail.user.empty() || server == nullptr) return;
  if (mail.login != Login::XOAuth2 && !section.has("password") && !section.has("password_file")) {
    section.complain("user", "without a password; add password_file: FILE or password: $NAME");
  }
  if (server->implicit_tls) return;
  if (mail.starttls == StartTls::Never && !may_log_in_unencrypted(mail)) {
    section.complain("starttls",
                     "never, with a login, lets everybody on the way read the password; use required, or say "
                     "`login_unencrypted: true`");
  }
}

Transport resolved(Transport transport, const Surroundings& surroundings) {
  if (auto* const maildir = std::get_if<MaildirTransport>(&transport)) {
    maildir->directory = surroundings.resolve(maildir->directory);
  } else if (auto* const sendmail = std::get_if<SendmailTransport>(&transport)) {
    sendmail->program = surroundings.resolve(sendmail->program);
  }
  return transport;
}

/// Who sends must be in ASCII before the @: else each server on the way to each reader had to know SMTPUTF8 (RFC 6531).
Result<void> check_sender_letters(std::string_view address) {
  if (is_ascii(address)) return {};
  return fail(ErrorCode::Malformed,
              fmt::format("{} has letters beyond ASCII before the @, which most servers do not take (SMTPUTF8); send "
                          "from an address without them",
                          quote(address)));
}

Result<Mailbox> parse_sender(std::string_view text) {
  auto mailbox = parse_mailbox(text);
  if (!mailbox) return mailbox;
  if (const auto checked = check_sender_letters(mailbox->address); !checked) return std::unexpected(checked.error());
  return mailbox;
}

/// An address with room for "+" and a number token in its local part of 64 octets.
Result<std::string> parse_bounce_address(std::string_view text) {
  constexpr std::size_t kRoom = 64 - 1 - kNumberTokenCharacters;
  auto address = parse_email_address(text);
  if (!address) return address;
  if (const auto checked = check_sender_letters(*address); !checked) return std::unexpected(checked.error());
  if (address->rfind('@') > kRoom) {
    return fail(ErrorCode::Malformed,
                fmt::format("{} is too long before the @: each mail puts a token there, so write at "
                            "most {} characters",
                            quote(*address), kRoom));
  }
  return address;
}

/// A name of the public DNS, as servers want it of who speaks to them.
Result<std::string> parse_helo(std::string_view text) {
  const auto address = parse_email_address("postmaster@" + std::string(text));
  if (address) return std::string(domain_of(*address));
  return fail(ErrorCode::Malformed, quote(text) + " is no host name; write for example mail.example.org");
}

MailSettings read_mail(Section section, const Surroundings& surroundings) {
  MailSettings mail;
  section.read("from", mail.from, parse_sender);
  section.read("transport", mail.transport, parse_transport);
  mail.transport = resolved(std::move(mail.transport), surroundings);
  read_login(section, surroundings, mail);
  section.read("connections", mail.connections, count_between(1, 1000));
  section.read("rate", mail.rate, parse_rate);
  section.read("per_domain_connections", mail.per_domain_connections, count_between(1, 1000));
  section.read("per_domain_rate", mail.per_domain_rate, parse_rate);
  section.read("quota", mail.quota, parse_quota);
  section.read("helo", mail.helo, parse_helo);
  section.read("bounce_address", mail.bounce_address, parse_bounce_address);
  section.finish();
  check_login(section, mail);
  if (!section.has("from"))
    section.complain("from", "missing; add the sender, for example \"Daily <daily@example.org>\"");
  return mail;
}

WebSettings read_web(Section section) {
  WebSettings web;
  section.read("listen", web.listen, parse_listen_address);
  section.finish();
  return web;
}

WatchdogSettings read_watchdog(Section section) {
  WatchdogSettings watchdog;
  section.read("after", watchdog.after, parse_duration);
  section.read("mail", watchdog.mail, parse_email_address);
  section.read("ping", watchdog.ping, parse_http_url);
  section.finish();
  return watchdog;
}

/// "sqlite:PATH" with the path made absolute, a postgresql:// URL as it is, or $NAME for either.
Result<std::string> read_database(std::string_view text, const Surroundings& surroundings) {
  std::string name(text);
  if (text.starts_with('$')) {
    auto value = look_up(text, surroundings.environment);
    if (!value) return value;
    name = std::move(*value);
  }
  constexpr std::string_view kSqlite = "sqlite:";
  if (name.starts_with(kSqlite) && name.size() > kSqlite.size()) {
    return std::string(kSqlite) + surroundings.resolve(name.substr(kSqlite.size())).string();
  }
  if (name.starts_with("postgresql://") || name.starts_with("postgres://")) return name;
  // The value is not shown: it may hold a password.
  return fail(ErrorCode::Malformed, "no database; write sqlite:FILE");
}

Settings read_all(const YamlNode& document, const fs::path& file, const Surroundings& surroundings,
                  Problems& problems) {
  Section top("", document, problems);
  Settings settings{.file = file,
                    .site = read_site(Section("site", top.child("site"), problems)),
                    .feeds = surroundings.resolve("feeds.yaml"),
                    .database = "sqlite:" + surroundings.resolve("aggregator.db").string(),
                    .poll = read_poll(Section("poll", top.child("poll"), problems)),
                    .digest = read_digest(Section("digest", top.child("digest"), problems), surroundings),
                    .mail = read_mail(Section("mail", top.child("mail"), problems), surroundings),
                    .web = read_web(Section("web", top.child("web"), problems)),
                    .watchdog = read_watchdog(Section("watchdog", top.child("watchdog"), problems))};
  top.read("feeds", settings.feeds, path_in(surroundings));
  top.read("database", settings.database, [&](std::string_view text) { return read_database(text, surroundings); });
  top.finish();
  return settings;
}

}  // namespace

bool may_log_in_unencrypted(const MailSettings& mail) {
  const auto* const server = std::get_if<SmtpTransport>(&mail.transport);
  if (mail.login_unencrypted || server == nullptr) return true;
  const std::string& host = server->host;
  const bool is_ipv4 = host.find_first_not_of("0123456789.") == host.npos;
  return host == "localhost" || host == "::1" || host == "[::1]" || (is_ipv4 && host.starts_with("127."));
}

Result<Settings> read_settings(const fs::path& file, const Environment& environment) {
  const auto bytes = read_file(file, kMaxSettingsBytes);
  if (!bytes) return std::unexpected(bytes.error());
  const auto document = load_yaml(*bytes, file.string());
  if (!document) return fail(ErrorCode::Misconfigured, document.error().detail);
  std::error_code gone;
  const fs::path absolute = fs::absolute(file, gone).lexically_normal();
  if (gone) return fail(ErrorCode::Io, "the working directory is gone; change to one that is there");
  const Surroundings surroundings{absolute.parent_path(), environment};
  Problems problems(file.string());
  Settings settings = read_all(document->root(), absolute, surroundings, problems);
  if (problems.mistakes() > 0) return std::unexpected(problems.first(ErrorCode::Misconfigured));
  return settings;
}

}  // namespace aggregator::config
