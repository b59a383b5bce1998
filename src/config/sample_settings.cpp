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
  per_domain: 8                           # and to one platform, such as tistory.com with all its blogs
  connect_timeout: 10s
  timeout: 30s                            # for a whole feed
  max_body: 16MiB                         # of a feed, decompressed
  min_interval: 1h                        # no feed is asked more often
  max_interval: 24h                       # nor less often
  tell_after: 7d                          # a feed that fails for so long is told of, once
  round_deadline: 10m                     # feeds not asked by then wait for the next round
  allow_addresses: []                     # exceptions to the ban on private addresses: "127.0.0.1:8080", "10.20.0.0/16"
  # proxy: http://proxy.example.org:3128  # or https://, socks5h://; it must keep names of private addresses out itself

digest:
  frequency: daily                        # instant, daily or weekly; subscribers may choose another
  at: "10:00"                             # in site.timezone
  backfill: 48h                           # of a feed just added, only posts younger than this are mailed
  max_entries: 60                         # in one edition
  max_per_feed: 3                         # of one feed in one edition
  send_empty: false                       # send an edition without entries too
  groups: []                              # entries by topic: [{title: Backend, tags: [backend, database]}]
  design: classic                         # compact (titles only) or cards (large pictures), or one of your own
  images: true                            # show pictures of posts
  # templates: templates                  # a folder with designs and languages of your own: docs/templates.md

mail:
  from: "Daily DevBlog <digest@example.org>"   # change it: the sender
  transport: "maildir:outbox"             # or smtp://host:587, smtps://host:465, sendmail:/usr/sbin/sendmail
  # user: digest                          # to log in with at the SMTP server
  # password_file: smtp-password          # a file that holds the password and nothing else
  # password: $SMTP_PASSWORD              # or the environment variable that holds it
  starttls: required                      # smtp:// only: required, opportunistic or never
  connections: 8                          # to the SMTP server at the same time
  # rate: 14/s                            # messages that your provider lets you send
  # per_domain_rate: 5/s                  # the same for each domain of recipients
  # bounce_address: bounces@example.org   # where reports of failed deliveries go; mail.from when left out

web: {}
  # listen: "127.0.0.1:8080"              # where the web service answers; without it there is none
)";
}

}  // namespace aggregator::config
