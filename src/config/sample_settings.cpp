// The aggregator.yaml that `init` writes.
#include "aggregator/config/settings.h"

namespace aggregator::config {

std::string sample_settings() {
  return R"(# Settings of aggregator. Values shown are the defaults unless a line says otherwise; keys behind a # have none.
# Relative paths are relative to this file. Durations: 10s, 5m, 1h30m, 2d. Sizes: 500kB, 16MiB. Rates: 14/s, 500/day.

site:
  name: Daily DevBlog                     # change it: what the digest is called
  url: "https://digest.example.org"       # change it: where readers reach the site; links in mail begin with it
  contact: ops@example.org                # change it: e-mail address or URL at which owners of feeds reach you
  timezone: UTC                           # Area/City, for example Asia/Seoul: what "at 10:00" means
  language: en                            # of the digest's own words, for example ko

feeds: feeds.yaml                         # the list of feeds
database: sqlite:aggregator.db            # or $NAME for one in the environment

poll:
  concurrency: 256                        # transfers at the same time
  per_host: 2                             # of them to one host
  per_domain: 8                           # and to one platform, such as tistory.com with all its blogs, or one address
  connect_timeout: 10s
  timeout: 30s                            # for a whole feed, with its redirects; a server that says nothing or crawls
                                          # (under 64 bytes a second) for two thirds of it is given up then
  max_body: 16MiB                         # of a feed, decompressed
  min_interval: 1h                        # no feed is asked more often
  max_interval: 24h                       # nor less often; a feed that fails, a week
  tell_after: 7d                          # a feed that fails for so long is told of, once
  round_deadline: 10m                     # feeds not asked by then wait for the next round
  allow_addresses: []                     # exceptions to the ban on private addresses: "127.0.0.1:8080", "10.20.0.0/16"
  # proxy: http://proxy.example.org:3128  # or https://, socks5h://; it must keep names of private addresses out itself

digest:
  frequency: daily                        # instant, daily or weekly; subscribers may choose another
  at: "10:00"                             # in site.timezone
  weekday: mon                            # of weekly digests: sun, mon, tue, wed, thu, fri or sat
  prepare: 5m                             # `run` stays for an edition that is due within this; as long as from run to run
  backfill: 48h                           # of a feed just added, only posts younger than this are mailed
  max_entries: 60                         # in one edition
  max_per_feed: 3                         # of one blog in one edition
  send_empty: false                       # send an edition without entries too, but for instant ones
  groups: []                              # entries by topic: [{title: Backend, tags: [backend, database]}]
  mute: []                                # no post that mentions one of these words: [채용, sponsored]
  keywords: []                            # only posts that mention one of these; none given: all
  only_languages: []                      # only posts written in one of these: [ko, en]; none given: all
  design: classic                         # compact (titles only) or cards (large pictures), or one of your own
  images: true                            # show pictures of posts
  # templates: templates                  # a folder with designs and languages of your own: docs/templates.md

mail:
  from: "Daily DevBlog <digest@example.org>"   # change it: the sender
  transport: "maildir:outbox"             # or smtp://host:587, smtps://host:465, sendmail:/usr/sbin/sendmail; null: discards
  # user: digest                          # to log in with at the SMTP server
  # password_file: smtp-password          # a file that holds the password and nothing else
  # password: $SMTP_PASSWORD              # or the environment variable that holds it
  # token_file: smtp-token                # for auth: xoauth2, a file that holds the access token; or token: $NAME
  auth: auto                              # how to log in: auto, plain, login or xoauth2
  starttls: required                      # smtp:// only: required, opportunistic (not with a login) or never
  login_unencrypted: false                # true: others on the way may read the password
  connections: 8                          # to the SMTP server at the same time
  # rate: 14/s                            # messages that your provider lets you send
  # quota: 500/day                        # messages that it takes in any 24 hours; the rest goes later, oldest first
  # per_domain_connections: 4             # messages to one domain of recipients at the same time
  # per_domain_rate: 5/s                  # messages to each domain of recipients
  # helo: mail.example.org                # what to call this machine to the SMTP server (EHLO); else the domain of from
  # bounce_address: bounces@example.org   # where failed deliveries are reported to, as bounces+TOKEN@example.org, for
                                          # `aggregator bounce` to read; without it they go to mail.from

watchdog:
  after: 15m                              # `run` fails, once, when an edition has not gone out so long after its hour
  # mail: ops@example.org                 # who is told of it by mail, too
  # ping: "https://ping.example.org/uuid" # asked after each good `run` while nothing is late, for services that miss it

web: {}
  # listen: "127.0.0.1:8080"              # where the web service answers; without it there is none
)";
}

}  // namespace aggregator::config
