#include "identity.h"

#include <algorithm>
#include <array>
#include <bit>
#include <initializer_list>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "aggregator/base/hash.h"
#include "aggregator/base/url.h"
#include "aggregator/poll/link_key.h"
#include "letters.h"

namespace aggregator::poll {
namespace {

// Stored in every database: changing a seed makes every post new again.
enum Seed : std::uint64_t { kGuidSeed = 1, kLinkSeed = 2, kFingerprintSeed = 3, kLastResortSeed = 4, kContentSeed = 5 };

constexpr std::size_t kLeastLetters = 40;

store::EntryKey key(std::string_view bytes, std::uint64_t seed) {
  return std::bit_cast<store::EntryKey>(hash64(bytes, seed));
}

bool is_url(std::string_view text) { return text.starts_with("http://") || text.starts_with("https://"); }

std::string guid_text(store::FeedId feed, const std::string& guid) {
  return std::to_string(feed) + ' ' + (is_url(guid) ? canonical_url(guid) : guid);
}

/// Some feeds put another tracking parameter into their links each time: that is no edit.
std::uint64_t content_hash(const feed::Entry& entry, const std::string& canonical_link) {
  std::uint64_t hash = kContentSeed;
  for (const std::string* part :
       {&entry.title, &canonical_link, &entry.author, &entry.summary.source, &entry.content.source}) {
    hash = hash64(*part, hash);
  }
  return hash;
}

/// The body that an entry is recognised by.
const feed::Markup& body_of(const feed::Entry& entry) { return entry.content.empty() ? entry.summary : entry.content; }

/// What an entry calls itself, whether or not that will do as a key.
struct Claims {
  std::string guid, link;  ///< canonical
  std::string text;        ///< letters and title
  bool is_long = false;    ///< the text is long enough for a fingerprint
};

Claims claims_of(store::FeedId feed, const feed::Entry& entry) {
  Claims claims;
  if (entry.has_own_id) claims.guid = guid_text(feed, entry.id);
  if (!entry.link.empty()) claims.link = canonical_url(entry.link);
  claims.text = letters_of(body_of(entry));
  claims.is_long = claims.text.size() >= kLeastLetters;
  (claims.text += '\n') += entry.title;
  return claims;
}

/// The identity of an entry, all but its last resort; and a hash of all that it claims.
std::pair<Identity, std::uint64_t> identity_of(store::FeedId feed, const feed::Entry& entry) {
  const Claims claims = claims_of(feed, entry);
  Identity identity;
  const store::EntryKey guid = key(claims.guid, kGuidSeed), link = key(claims.link, kLinkSeed);
  const store::EntryKey text = key(claims.text, kFingerprintSeed);
  if (!claims.guid.empty()) identity.guid = guid;
  if (!claims.link.empty()) identity.link = link;
  if (claims.is_long) identity.fingerprint = text;
  identity.content_hash = content_hash(entry, claims.link);
  const std::array<store::EntryKey, 3> all{guid, link, text};
  return {identity, hash64({reinterpret_cast<const char*>(all.data()), sizeof all})};
}

store::EntryKey last_resort_of(store::FeedId feed, const feed::Entry& entry) {
  const Claims claims = claims_of(feed, entry);
  return key(guid_text(feed, claims.guid) + '\n' + claims.link + '\n' + claims.text, kLastResortSeed);
}

/// Takes away every key of this kind that more than one entry has. Whether there was one.
bool drop_repeated(std::vector<Identity>& entries, std::optional<store::EntryKey> Identity::* kind) {
  std::vector<store::EntryKey> keys;
  for (const Identity& entry : entries) {
    if (!entry.is_repeat && entry.*kind) keys.push_back(*(entry.*kind));
  }
  std::ranges::sort(keys);
  std::vector<store::EntryKey> repeated;
  for (std::size_t i = 1; i < keys.size(); ++i) {
    if (keys[i - 1] == keys[i]) repeated.push_back(keys[i]);
  }
  for (Identity& entry : entries) {
    if (!entry.is_repeat && entry.*kind && std::ranges::binary_search(repeated, *(entry.*kind))) (entry.*kind).reset();
  }
  return !repeated.empty();
}

/// A link that leads to the blog and not to the post says nothing about the post.
void drop_links_to(const std::string& site, std::vector<Identity>& entries) {
  if (site.empty()) return;
  const store::EntryKey home = link_key(site);
  for (Identity& entry : entries) {
    if (entry.link == home) entry.link.reset();
  }
}

}  // namespace

std::vector<store::EntryKey> Identity::keys() const {
  std::vector<store::EntryKey> keys;
  for (const auto& candidate : {guid, link, fingerprint, last_resort}) {
    if (candidate) keys.push_back(*candidate);
  }
  return keys;
}

store::MatchedBy Identity::kind_of(store::EntryKey key) const {
  if (guid == key) return store::MatchedBy::Guid;
  return link == key ? store::MatchedBy::Link : store::MatchedBy::Text;
}

store::EntryKey link_key(std::string_view url) { return key(canonical_url(url), kLinkSeed); }

Identities identify(store::FeedId feed, const feed::Feed& parsed, bool distrust_guids) {
  Identities identities;
  std::vector<Identity>& entries = identities.entries;
  entries.reserve(parsed.entries.size());
  std::unordered_set<std::uint64_t> seen;
  for (const feed::Entry& entry : parsed.entries) {
    auto [identity, claims] = identity_of(feed, entry);
    identity.is_repeat = !seen.insert(claims).second;
    entries.push_back(identity);
  }
  identities.guids_repeat = drop_repeated(entries, &Identity::guid);
  drop_repeated(entries, &Identity::link);
  drop_links_to(parsed.link, entries);
  drop_repeated(entries, &Identity::fingerprint);
  // From the next document on no guid of this feed is a key: by then the others must be known by something else.
  const bool guids_last = !distrust_guids && !identities.guids_repeat;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    Identity& entry = entries[i];
    if (distrust_guids) entry.guid.reset();
    const bool has_lasting = (guids_last && entry.guid) || entry.link || entry.fingerprint;
    if (!has_lasting) entry.last_resort = last_resort_of(feed, parsed.entries[i]);
  }
  return identities;
}

}  // namespace aggregator::poll
