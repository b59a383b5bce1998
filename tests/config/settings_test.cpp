#include "aggregator/config/settings.h"

#include <gmock/gmock.h>

#include "folder.h"

namespace aggregator::config {
namespace {
using namespace std::chrono;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::string_view kNeeded =
    "site: {name: N, url: https://example.org, contact: a@example.org}\nmail: {from: a@example.org}\n";

std::optional<std::string> nothing_set(const std::string&) { return std::nullopt; }

/// The needed settings with more keys of one section.
std::string with(const std::string& section, const std::string& keys) {
  if (section == "mail") {
    return "site: {name: N, url: https://example.org, contact: a@example.org}\nmail:\n  from: a@example.org\n  " +
           keys + '\n';
  }
  return std::string(kNeeded) + section + ":\n  " + keys + '\n';
}

class SettingsTest : public FolderTest {
 protected:
  Result<Settings> read(std::string_view yaml, const Environment& environment = nothing_set) {
    return read_settings(write("aggregator.yaml", yaml), environment);
  }
  /// The error without the folder.
  std::string complaint(std::string_view yaml, const Environment& environment = nothing_set) {
    const auto settings = read(yaml, environment);
    if (settings) return "";
    EXPECT_EQ(settings.error().code, ErrorCode::Misconfigured);
    EXPECT_EQ(settings.error().detail.find('\n'), std::string::npos);
    const std::string prefix = folder_.string() + '/';
    EXPECT_THAT(settings.error().detail, StartsWith(prefix));
    return settings.error().detail.substr(prefix.size());
  }
};

}  // namespace

using ReadSettings = SettingsTest;
using SampleSettings = SettingsTest;

TEST_F(ReadSettings, NeedsOnlyWhatTheRunnerKnows) {
  const auto settings = read(kNeeded);
  ASSERT_TRUE(settings) << settings.error().detail;
  EXPECT_EQ(settings->site.name, "N");
  EXPECT_EQ(settings->site.url, "https://example.org");
  EXPECT_EQ(settings->site.timezone.name(), "UTC");
  EXPECT_EQ(settings->feeds, folder_ / "feeds.yaml");
  EXPECT_EQ(settings->database, "sqlite:" + (folder_ / "aggregator.db").string());
  EXPECT_EQ(settings->mail.starttls, StartTls::Required);
  EXPECT_EQ(std::get<MaildirTransport>(settings->mail.transport).directory, folder_ / "outbox");
  EXPECT_FALSE(settings->web.listen);
}

TEST_F(ReadSettings, ReadsEveryKey) {
  write("smtp-password", "secret\n");
  std::filesystem::create_directory(folder_ / "my-templates");
  const auto settings = read(R"(
site: { name: Daily, url: "https://digest.example.org/", contact: "https://example.org/about", timezone: Asia/Seoul, language: ko }
feeds: /srv/feeds.yaml
database: postgresql://user@host/name
poll: { concurrency: 7, per_host: 3, per_domain: 5, connect_timeout: 4s, timeout: 1m30s, max_body: 500kB,
        min_interval: 30m, max_interval: 2d, round_deadline: 5m,
        allow_addresses: ["127.0.0.1:8080", "10.20.0.0/16"], proxy: "http://proxy.example.org:3128" }
digest:
  frequency: weekly
  at: "07:30"
  backfill: 0
  max_entries: 9
  max_per_feed: 2
  send_empty: true
  groups: [{ title: Backend, tags: [backend, database] }, { title: Web, tags: [css] }]
  design: cards
  images: false
  templates: my-templates
mail: { from: "Daily <d@example.org>", transport: "smtps://mail.example.org", user: me, password_file: smtp-password,
        starttls: never, connections: 2, rate: 14/s, per_domain_rate: 500/day, bounce_address: b@example.org,
        per_domain_connections: 3, quota: 200/hour, auth: login, helo: Mail.Example.org, login_unencrypted: true }
web: { listen: "127.0.0.1:8080" }
)");
  ASSERT_TRUE(settings) << settings.error().detail;
  EXPECT_EQ(settings->site.url, "https://digest.example.org");
  EXPECT_EQ(settings->site.contact, "https://example.org/about");
  EXPECT_EQ(settings->site.timezone.name(), "Asia/Seoul");
  EXPECT_EQ(settings->site.language, "ko");
  EXPECT_EQ(settings->feeds, "/srv/feeds.yaml");
  EXPECT_EQ(settings->database, "postgresql://user@host/name");
  EXPECT_EQ(settings->poll.concurrency, 7u);
  EXPECT_EQ(settings->poll.per_host, 3u);
  EXPECT_EQ(settings->poll.per_domain, 5u);
  EXPECT_EQ(settings->poll.connect_timeout, 4s);
  EXPECT_EQ(settings->poll.timeout, 90s);
  EXPECT_EQ(settings->poll.max_body, 500000u);
  EXPECT_EQ(settings->poll.min_interval, 30min);
  EXPECT_EQ(settings->poll.max_interval, 48h);
  EXPECT_EQ(settings->poll.round_deadline, 5min);
  EXPECT_EQ(settings->poll.allow_addresses.size(), 2u);
  EXPECT_EQ(settings->poll.proxy, "http://proxy.example.org:3128");
  EXPECT_EQ(settings->digest.frequency, Frequency::Weekly);
  EXPECT_EQ(settings->digest.at, 7h + 30min);
  EXPECT_EQ(settings->digest.backfill, 0s);
  EXPECT_EQ(settings->digest.max_entries, 9u);
  EXPECT_EQ(settings->digest.max_per_feed, 2u);
  EXPECT_TRUE(settings->digest.send_empty);
  ASSERT_EQ(settings->digest.groups.size(), 2u);
  EXPECT_EQ(settings->digest.groups[0].title, "Backend");
  EXPECT_THAT(settings->digest.groups[0].tags, testing::ElementsAre("backend", "database"));
  EXPECT_EQ(settings->digest.design, "cards");
  EXPECT_FALSE(settings->digest.images);
  EXPECT_EQ(settings->digest.templates, folder_ / "my-templates");
  EXPECT_EQ(settings->mail.from.name, "Daily");
  EXPECT_EQ(settings->mail.user, "me");
  EXPECT_EQ(settings->mail.password, "secret");
  EXPECT_EQ(settings->mail.starttls, StartTls::Never);
  EXPECT_EQ(settings->mail.connections, 2u);
  EXPECT_EQ(settings->mail.rate.value().count, 14);
  EXPECT_EQ(settings->mail.per_domain_rate.value().per, 24h);
  EXPECT_EQ(settings->mail.bounce_address, "b@example.org");
  EXPECT_EQ(settings->mail.helo, "Mail.Example.org");
  EXPECT_EQ(settings->mail.per_domain_connections, 3u);
  EXPECT_EQ(settings->mail.quota.value().count, 200);
  EXPECT_EQ(settings->mail.quota.value().per, 1h);
  EXPECT_EQ(settings->mail.login, Login::Login);
  EXPECT_TRUE(settings->mail.login_unencrypted);
  EXPECT_EQ(settings->web.listen.value().text(), "127.0.0.1:8080");
}

TEST_F(ReadSettings, TakesSecretsFromTheEnvironment) {
  const Environment environment = [](const std::string& name) -> std::optional<std::string> {
    if (name == "SMTP") return "from the environment";
    if (name == "DATABASE") return "postgresql://u:p@h/n";
    return std::nullopt;
  };
  const auto settings = read(with("mail", "password: $SMTP") + "database: $DATABASE\n", environment);
  ASSERT_TRUE(settings) << settings.error().detail;
  EXPECT_EQ(settings->mail.password, "from the environment");
  EXPECT_EQ(settings->database, "postgresql://u:p@h/n");
  EXPECT_EQ(complaint(with("mail", "password: $OTHER")),
            "aggregator.yaml:4: mail.password: the environment variable \"OTHER\" is not set");
  EXPECT_EQ(complaint(with("mail", "password: $OTHER"), [](const std::string&) { return std::string(); }),
            "aggregator.yaml:4: mail.password: the environment variable \"OTHER\" is empty");
}

TEST_F(ReadSettings, NamesFileLineKeyAndTheNearestKnownKey) {
  EXPECT_EQ(complaint(with("poll", "timout: 3s")),
            "aggregator.yaml:4: poll.timout: unknown key; did you mean timeout?");
  EXPECT_EQ(complaint(with("mail", "form: a@b.org")), "aggregator.yaml:4: mail.form: unknown key; did you mean from?");
  EXPECT_EQ(complaint(std::string(kNeeded) + "pol: {}\n"), "aggregator.yaml:3: pol: unknown key; did you mean poll?");
  EXPECT_EQ(complaint(with("web", "port: 80")), "aggregator.yaml:4: web.port: unknown key; known here are listen");
  EXPECT_EQ(complaint(with("digest", "groups: [{title: A, tag: [b]}]")),
            "aggregator.yaml:4: digest.groups.tag: unknown key; did you mean tags?");
}

TEST_F(ReadSettings, NamesTheLineOfTheGroupInWhichSomethingIsMissing) {
  const auto groups = [&](const char* second) {
    return complaint(with("digest", std::string("groups:\n  - {title: A, tags: [a]}\n  - ") + second));
  };
  EXPECT_EQ(groups("title: B"),
            "aggregator.yaml:6: digest.groups.tags: missing; add the tags of the feeds in this group");
  EXPECT_EQ(groups("tags: [b]"), "aggregator.yaml:6: digest.groups.title: missing; add the heading of the group");
  EXPECT_EQ(groups("tags: [b]\n    titel: B"),
            "aggregator.yaml:7: digest.groups.titel: unknown key; did you mean title?");
}

TEST_F(ReadSettings, ReportsTheMisspeltKeyBeforeWhatIsMissingForIt) {
  EXPECT_EQ(
      complaint("site: {name: N, url: https://example.org,\n  contakt: a@example.org}\nmail: {from: a@example.org}"),
      "aggregator.yaml:2: site.contakt: unknown key; did you mean contact?");
}

TEST_F(ReadSettings, SaysWhatToAddForMissingKeys) {
  EXPECT_THAT(complaint(""), StartsWith("aggregator.yaml: site.name: missing; add "));
  EXPECT_THAT(complaint("site: {name: N, contact: a@example.org}\nmail: {from: a@example.org}"),
              StartsWith("aggregator.yaml: site.url: missing; add "));
  EXPECT_THAT(complaint("site: {name: N, url: https://example.org}\nmail: {from: a@example.org}"),
              StartsWith("aggregator.yaml: site.contact: missing; add "));
  EXPECT_THAT(complaint("site: {name: N, url: https://example.org, contact: a@example.org}"),
              StartsWith("aggregator.yaml: mail.from: missing; add "));
}

TEST_F(ReadSettings, RefusesWrongTypesAndValues) {
  const std::tuple<const char*, const char*, const char*> cases[] = {
      {"poll", "timeout: [3s]", "poll.timeout: expected one value, found a list"},
      {"poll", "timeout: {a: b}", "poll.timeout: expected one value, found keys below it"},
      {"poll", "allow_addresses: 127.0.0.1", "poll.allow_addresses: expected a list, found one value"},
      {"poll", "allow_addresses: [[a]]", "poll.allow_addresses: expected one value, found a list"},
      {"poll", "allow_addresses: [home]", "poll.allow_addresses: \"home\" is no address range"},
      {"poll", "timeout: 30", "poll.timeout: \"30\" is no duration; write for example 30s"},
      {"poll", "timeout: 0s", "poll.timeout: must be at least 1s"},
      {"poll", "max_body: 16 potatoes", "poll.max_body: \"16 potatoes\" is no size"},
      {"poll", "max_body: 2GiB", "poll.max_body: \"2GiB\" is not between 1KiB and 1GiB"},
      {"poll", "concurrency: 0", "poll.concurrency: \"0\" is no whole number from 1 to 10000"},
      {"poll", "concurrency: many", "poll.concurrency: \"many\" is no whole number"},
      {"poll", "concurrency: 1.5", "poll.concurrency: \"1.5\" is no whole number"},
      {"poll", "min_interval: 2d\n  max_interval: 1d", "poll.min_interval: longer than poll.max_interval"},
      {"poll", "timeout: 3s\n  timeout: 4s", "poll.timeout: given twice, first in line 4"},
      {"digest", "frequency: hourly", "digest.frequency: \"hourly\" is none of instant, daily, weekly"},
      {"poll", "proxy: proxy:3128", "poll.proxy: "},
      {"digest", "at: \"24:00\"", "digest.at: \"24:00\" is no time of day"},
      {"digest", "send_empty: perhaps", "digest.send_empty: \"perhaps\" is neither true nor false"},
      {"digest", "templates: nowhere", "digest.templates: "},
      {"digest", "groups: [{tags: [a]}]", "digest.groups.title: missing"},
      {"digest", "groups: [Backend]", "digest.groups: expected keys and values here, found one value"},
      {"mail", "rate: fast", "mail.rate: \"fast\" is no rate; write for example 14/s"},
      {"mail", "starttls: maybe", "mail.starttls: \"maybe\" is none of required, opportunistic, never"},
      {"mail", "transport: pigeon:coop", "mail.transport: \"pigeon:coop\": unknown kind of transport"},
      {"mail", "helo: localhost", "mail.helo: \"localhost\" is no host name; write for example mail.example.org"},
      {"mail", "helo: a b.example.org", "mail.helo: "},
      {"mail", "bounce_address: nobody", "mail.bounce_address: \"nobody\" is no e-mail address"},
      {"mail", "bounce_address: 반송@example.org",
       "mail.bounce_address: \"반송@example.org\" has letters beyond ASCII"},
      {"mail", "bounce_address: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb@example.org", "at most 34 characters"},
      {"mail", "password_file: nowhere", "mail.password_file: "},
      {"web", "listen: 8080", "web.listen: \"8080\" is no address to listen on"},
  };
  for (const auto& [section, keys, expected] : cases) {
    SCOPED_TRACE(keys);
    EXPECT_THAT(complaint(with(section, keys)), HasSubstr(expected));
  }
  EXPECT_THAT(complaint("[]"), StartsWith("aggregator.yaml:1: expected keys and values here, found a list"));
  EXPECT_THAT(complaint("site: x"), StartsWith("aggregator.yaml:1: site: expected keys and values here"));
  EXPECT_THAT(complaint(std::string(kNeeded) + "database: mysql://x:secret@y"), HasSubstr("write sqlite:FILE"));
  EXPECT_THAT(complaint("site: {name: N, url: https://example.org, contact: a@example.org, timezone: Seoul}"),
              HasSubstr("site.timezone: no time zone \"Seoul\""));
}

TEST_F(ReadSettings, RefusesWhatDoesNotParse) {
  EXPECT_THAT(complaint("site: {name: N\nmail: ["), StartsWith("aggregator.yaml:"));
  EXPECT_THAT(complaint(std::string(100000, '[')), StartsWith("aggregator.yaml:1: no YAML: "));
  EXPECT_THAT(complaint(std::string(kNeeded) + "---\na: b\n"),
              HasSubstr("aggregator.yaml:3: no YAML: this does not go on"));
}

TEST_F(ReadSettings, NeverShowsAPassword) {
  EXPECT_THAT(complaint(with("mail", "password: hunter2")), testing::Not(HasSubstr("hunter2")));
  EXPECT_THAT(complaint(with("mail", "transport: \"smtp://me:hunter2@host\"")), testing::Not(HasSubstr("hunter2")));
  EXPECT_THAT(complaint(std::string(kNeeded) + "database: \"mysql://me:hunter2@host\"\n"),
              testing::Not(HasSubstr("hunter2")));
}

TEST_F(ReadSettings, MovesTheIntervalThatWasNotGiven) {
  EXPECT_EQ(read(with("poll", "max_interval: 5s")).value().poll.min_interval, 5s);
  EXPECT_EQ(read(with("poll", "min_interval: 48h")).value().poll.max_interval, 48h);
}

TEST_F(ReadSettings, TellsAMissingFile) {
  const auto settings = read_settings(folder_ / "none.yaml", nothing_set);
  ASSERT_FALSE(settings);
  EXPECT_EQ(settings.error().code, ErrorCode::NotFound);
}

TEST_F(SampleSettings, LoadAndAreTheDefaults) {
  const auto sample = read(sample_settings());
  ASSERT_TRUE(sample) << sample.error().detail;
  const Settings defaults = read(kNeeded).value();
  EXPECT_EQ(sample->feeds, defaults.feeds);
  EXPECT_EQ(sample->database, defaults.database);
  EXPECT_EQ(sample->site.timezone.name(), defaults.site.timezone.name());
  EXPECT_EQ(sample->site.language, defaults.site.language);
  const PollSettings &poll = sample->poll, &usual = defaults.poll;
  EXPECT_EQ(std::tie(poll.concurrency, poll.per_host, poll.per_domain, poll.connect_timeout, poll.timeout,
                     poll.max_body, poll.min_interval, poll.max_interval, poll.round_deadline),
            std::tie(usual.concurrency, usual.per_host, usual.per_domain, usual.connect_timeout, usual.timeout,
                     usual.max_body, usual.min_interval, usual.max_interval, usual.round_deadline));
  const DigestSettings &digest = sample->digest, &normal = defaults.digest;
  EXPECT_EQ(std::tie(digest.frequency, digest.at, digest.weekday, digest.prepare, digest.backfill, digest.max_entries,
                     digest.max_per_feed, digest.send_empty, digest.mute, digest.keywords, digest.only_languages,
                     digest.design, digest.images),
            std::tie(normal.frequency, normal.at, normal.weekday, normal.prepare, normal.backfill, normal.max_entries,
                     normal.max_per_feed, normal.send_empty, normal.mute, normal.keywords, normal.only_languages,
                     normal.design, normal.images));
  EXPECT_EQ(sample->watchdog.after, defaults.watchdog.after);
  EXPECT_EQ(sample->mail.starttls, defaults.mail.starttls);
  EXPECT_EQ(sample->mail.connections, defaults.mail.connections);
  EXPECT_EQ(sample->mail.login, defaults.mail.login);
  EXPECT_EQ(sample->mail.login_unencrypted, defaults.mail.login_unencrypted);
}

TEST_F(ReadSettings, TakesATokenForXOAuth2AndNothingElse) {
  write("token", "ya29.token\n");
  const auto settings = read(with("mail", "auth: xoauth2\n  user: me\n  token_file: token"));
  ASSERT_TRUE(settings) << settings.error().detail;
  EXPECT_EQ(settings->mail.login, Login::XOAuth2);
  EXPECT_EQ(settings->mail.token, "ya29.token");
  EXPECT_THAT(complaint(with("mail", "auth: xoauth2\n  user: me")), HasSubstr("mail.auth: xoauth2 needs token_file"));
  EXPECT_THAT(complaint(with("mail", "token_file: token")), HasSubstr("mail.token_file: is for `auth: xoauth2`"));
}

TEST_F(ReadSettings, RefusesALoginWithoutAPasswordWhereThereIsALogin) {
  const auto mail = [&](const std::string& more) { return with("mail", "user: me\n  " + more); };
  for (const char* server : {"smtp://mail.example.org", "smtps://mail.example.org"}) {
    for (const char* login : {"", "\n  auth: plain", "\n  auth: login"}) {
      EXPECT_THAT(complaint(mail("transport: " + std::string(server) + login)),
                  AllOf(HasSubstr("aggregator.yaml:"), HasSubstr("mail.user: without a password; add password_file:")));
    }
  }
  for (const char* transport : {"maildir:outbox", "sendmail:/usr/sbin/sendmail", "\"null:\""}) {
    const auto settings = read(mail("transport: " + std::string(transport)));
    EXPECT_TRUE(settings) << transport << (settings ? "" : settings.error().detail);
  }
}

TEST_F(ReadSettings, RefusesALoginThatOthersCouldReadUnlessTheRunnerSaysSo) {
  write("secret", "hunter2\n");
  const auto mail = [&](const std::string& server, const std::string& more) {
    return with("mail", "transport: smtp://" + server + "\n  user: me\n  password_file: secret\n  " + more);
  };
  EXPECT_THAT(complaint(mail("mail.example.org", "starttls: never")), HasSubstr("login_unencrypted: true"));
  EXPECT_THAT(complaint(mail("127.0.0.1.example.org", "starttls: never")), HasSubstr("mail.starttls: never"));
  for (const auto& [server, more] :
       {std::pair("mail.example.org", "starttls: never\n  login_unencrypted: true"),
        std::pair("mail.example.org", "starttls: opportunistic"), std::pair("localhost", "starttls: never"),
        std::pair("127.0.0.1", "starttls: never")}) {
    const auto settings = read(mail(server, more));
    EXPECT_TRUE(settings) << server << more << (settings ? "" : settings.error().detail);
  }
}

TEST_F(ReadSettings, TakesWhichPostsGoIntoDigests) {
  const auto settings = read(std::string(kNeeded) +
                             "digest: { mute: [채용, \"sponsored post\"], keywords: [kafka],"
                             " only_languages: [ko, en-GB] }\n");
  ASSERT_TRUE(settings) << settings.error().detail;
  EXPECT_EQ(settings->digest.mute, (std::vector<std::string>{"채용", "sponsored post"}));
  EXPECT_EQ(settings->digest.keywords, std::vector<std::string>{"kafka"});
  EXPECT_EQ(settings->digest.only_languages, (std::vector<std::string>{"ko", "en-GB"}));
  for (const std::string word : {"no language", "korean", "xx"}) {
    const auto refused = read(std::string(kNeeded) + "digest: { only_languages: [" + word + "] }\n");
    ASSERT_FALSE(refused) << word;
    EXPECT_NE(refused.error().detail.find("digest.only_languages"), std::string::npos);
  }
}

TEST_F(SampleSettings, AreValidWithTheCommentsOffTheirKeysToo) {
  std::string yaml = sample_settings();
  const auto replace = [&](std::string_view from, std::string_view to) {
    ASSERT_NE(yaml.find(from), std::string::npos) << from;
    yaml.replace(yaml.find(from), from.size(), to);
  };
  for (const char* key :
       {"proxy:", "templates:", "user:", "password_file:", "rate:", "quota:", "per_domain_connections:",
        "per_domain_rate:", "helo:", "bounce_address:", "listen:", "mail:", "ping:"}) {
    replace("# " + std::string(key), key);
  }
  replace("web: {}", "web:");
  std::filesystem::create_directory(folder_ / "templates");
  write("smtp-password", "secret");
  const auto settings = read(yaml);
  ASSERT_TRUE(settings) << settings.error().detail;
  EXPECT_FALSE(settings->poll.proxy.empty());
  EXPECT_TRUE(settings->digest.templates && settings->mail.rate && settings->mail.per_domain_rate &&
              settings->mail.per_domain_connections && settings->mail.quota && settings->web.listen);
  EXPECT_EQ(settings->mail.password, "secret");
  EXPECT_EQ(settings->watchdog.mail, "ops@example.org");
  EXPECT_EQ(settings->watchdog.ping, "https://ping.example.org/uuid");
}

TEST_F(ReadSettings, KnowsDaysOfTheWeek) {
  EXPECT_EQ(read(std::string(kNeeded) + "digest: { weekday: Friday }\n").value().digest.weekday, 5);
  EXPECT_EQ(read(std::string(kNeeded) + "digest: { weekday: sun }\n").value().digest.weekday, 0);
  const auto settings = read(std::string(kNeeded) + "digest: { weekday: 1 }\n");
  ASSERT_FALSE(settings);
  EXPECT_NE(settings.error().detail.find("sun, mon, tue"), std::string::npos);
}

}  // namespace aggregator::config
