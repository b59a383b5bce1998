// aggregator.yaml: what the runner decides. Every key has a default except what only the runner can know.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "aggregator/base/address.h"
#include "aggregator/base/email_address.h"
#include "aggregator/base/error.h"
#include "aggregator/base/frequency.h"
#include "aggregator/base/time_zone.h"
#include "aggregator/config/environment.h"

namespace aggregator::config {

inline constexpr std::size_t kMaxSettingsBytes = 1u << 20;

struct Site {
  std::string name;
  std::string url;      ///< absolute, without a slash at the end
  std::string contact;  ///< e-mail address or URL; goes into the User-Agent and the List-Unsubscribe mailto
  TimeZone timezone;
  std::string language;  ///< "ko", "en"
};

struct PollSettings {
  std::size_t concurrency = 256;
  std::size_t per_host = 2;
  std::chrono::seconds tell_after{std::chrono::days(7)};  ///< a feed that fails for so long is told of, once
  std::size_t per_domain = 8;  ///< to one registrable domain or one address; never under per_host
  std::chrono::seconds connect_timeout{10};
  std::chrono::seconds timeout{30};
  std::size_t max_body = 16u << 20;  ///< bytes after decoding
  std::chrono::seconds min_interval = std::chrono::hours(1);
  std::chrono::seconds max_interval = std::chrono::hours(24);
  std::chrono::seconds round_deadline = std::chrono::minutes(10);
  std::vector<AddressRange> allow_addresses;
  std::string proxy;  ///< "http://host:port", "https://…" or "socks5h://…"; empty: none
};

/// Entries of feeds that carry one of `tags` stand together under `title`. What fits no group comes last.
struct Group {
  std::string title;
  std::vector<std::string> tags;
};

struct DigestSettings {
  Frequency frequency = Frequency::Daily;
  std::chrono::minutes at = std::chrono::hours(10);  ///< since local midnight
  int weekday = 1;                                   ///< of weekly digests; 0 Sunday … 6 Saturday
  /// `run` stays for an edition that is due within this, makes it ahead and sends it on its minute.
  std::chrono::seconds prepare = std::chrono::minutes(5);
  std::chrono::seconds backfill = std::chrono::hours(48);
  std::size_t max_entries = 60;
  std::size_t max_per_feed = 3;
  bool send_empty = false;
  std::vector<Group> groups;
  // Which posts go into digests at all. They are stored all the same.
  std::vector<std::string> mute;                   ///< none that mentions one of these
  std::vector<std::string> keywords;               ///< only those that mention one of these; empty: all
  std::vector<std::string> only_languages;         ///< only those in one of these; empty: all
  std::string design = "classic";                  ///< one of the program's, or of `templates`
  bool images = true;                              ///< shows pictures of posts
  std::optional<std::filesystem::path> templates;  ///< a folder of the runner's own, used instead of those shipped
};

struct MaildirTransport {
  std::filesystem::path directory;
};
struct SmtpTransport {
  std::string host;
  std::uint16_t port = 587;
  bool implicit_tls = false;
};
struct SendmailTransport {
  std::filesystem::path program;
};
/// Counts and discards.
struct NullTransport {};
using Transport = std::variant<MaildirTransport, SmtpTransport, SendmailTransport, NullTransport>;

enum class StartTls { Required, Opportunistic, Never };
enum class Login { Auto, Plain, Login, XOAuth2 };

/// At most `count` messages in any stretch of `per`, counted from what is stored.
struct Quota {
  std::int64_t count = 0;
  std::chrono::seconds per = std::chrono::hours(24);
};

/// At most `count` messages in `per`.
struct Rate {
  double count = 0;
  std::chrono::seconds per{1};
};

struct MailSettings {
  Mailbox from;
  Transport transport = MaildirTransport{"outbox"};
  std::string user;
  std::string password;  ///< from `password_file` or "$NAME"; never written anywhere
  std::string token;     ///< of OAuth, from `token_file` or "$NAME"
  Login login = Login::Auto;
  StartTls starttls = StartTls::Required;
  bool login_unencrypted = false;  ///< the runner says that the password may be read on the way
  std::size_t connections = 8;
  std::optional<std::size_t> per_domain_connections;  ///< messages to one domain of recipients at the same time
  std::optional<Rate> rate;
  std::optional<Rate> per_domain_rate;  ///< for each domain of recipients
  std::optional<Quota> quota;
  std::string helo;            ///< what we call ourselves to the server; the domain of `from` when empty
  std::string bounce_address;  ///< envelope sender, each time with a token; `from` when empty
};

struct WebSettings {
  std::optional<SocketAddress> listen;  ///< checked, but there is no web service yet to listen there
};

/// The runner is told when an edition has not gone out.
struct WatchdogSettings {
  std::chrono::seconds after = std::chrono::minutes(15);  ///< its hour; 0: never told
  std::string mail{};                                     ///< address that is told, too; empty: none
  std::string ping{};                                     ///< URL that is asked after each good run; empty: none
};

struct Settings {
  std::filesystem::path file;  ///< the aggregator.yaml that was read
  Site site;
  std::filesystem::path feeds;
  std::string database;  ///< "sqlite:/absolute/path" or "postgresql://…"
  PollSettings poll;
  DigestSettings digest;
  MailSettings mail;
  WebSettings web;
  WatchdogSettings watchdog{};
};

/// Whether mail.user may log in without encryption: the server is this machine, or the runner says so.
[[nodiscard]] bool may_log_in_unencrypted(const MailSettings& mail);

/// Reads and checks the file. Relative paths in it become relative to its folder.
///
/// Errors, each with file, line, key and how to mend it: NotFound and Io for the file; Misconfigured for YAML that does
/// not parse, an unknown key (with the nearest known one), a wrong type or value, a missing `site.name`, `site.url`,
/// `site.contact` or `mail.from`, an unreadable password file.
[[nodiscard]] Result<Settings> read_settings(const std::filesystem::path& file, const Environment& environment);

/// The file to read: `given` (--config), else $AGGREGATOR_CONFIG, ./aggregator.yaml, ~/.config/aggregator/, and
/// /etc/aggregator/. Errors: NotFound, naming the places and `aggregator init`.
[[nodiscard]] Result<std::filesystem::path> find_settings(const std::optional<std::filesystem::path>& given,
                                                          const Environment& environment);

/// The commented aggregator.yaml that `init` writes; every key stands in it with its default.
[[nodiscard]] std::string sample_settings();

}  // namespace aggregator::config
