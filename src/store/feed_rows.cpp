#include "feed_rows.h"

#include "tags.h"

namespace aggregator::store {

void FeedColumns::bind(Statement& statement) {
  statement.into(row.id, row.listed_url, row.listed_title, row.site, row.language, tags, row.enabled, row.place,
                 row.url, row.title, row.own_site, row.own_language, row.status, row.error, row.failures,
                 row.failing_since, row.last_success, row.last_poll, row.next_poll, row.etag, row.last_modified,
                 row.validator_url, row.pace, row.body_hash, row.guids_repeat, row.hub, row.moving_to, row.moving_since,
                 row.moving_rounds, row.address, quiet_hours, quiet_days, row.told, row.repairs, row.not_before,
                 row.missing_since, row.newest_post, row.wish, row.freshness, row.unconditional, row.refusals);
}

FeedRow FeedColumns::take() {
  row.tags = read_tags(tags);
  row.quiet = {static_cast<unsigned long>(quiet_hours), static_cast<unsigned long>(quiet_days)};
  return row;
}

void keep_addresses(Session& session, FeedId feed) {
  run(session,
      "INSERT INTO former_addresses (key, feed)"
      " SELECT list_key, id FROM feeds WHERE id = :listed UNION SELECT url_key, id FROM feeds WHERE id = :polled"
      " ON CONFLICT (key, feed) DO NOTHING",
      feed, feed);
}

}  // namespace aggregator::store
