#include "identity.h"

#include <bit>
#include <cctype>
#include <initializer_list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "aggregator/base/hash.h"
#include "aggregator/base/url.h"
#include "aggregator/poll/link_key.h"

namespace aggregator::poll {
namespace {

// Stored in every database: changing a seed makes every post new again.
enum Seed : std::uint64_t { kGuidSeed = 1, kLinkSeed = 2, kFingerprintSeed = 3, kLastResortSeed = 4, kContentSeed = 5 };

constexpr std::size_t kLeastLetters = 40;
constexpr std::size_t kMostLetters = 64 << 10;

store::EntryKey key(std::string_view bytes, std::uint64_t seed) {
  return std::bit_cast<store::EntryKey>(hash64(bytes, seed));
}

bool is_url(std::string_view text) { return text.starts_with("http://") || text.starts_with("https://"); }

std::string guid_text(store::FeedId feed, const std::string& guid) {
  return std::to_string(feed) + ' ' + (is_url(guid) ? canonical_url(guid) : guid);
}

/// The letters and digits of `markup` without what stands between angle brackets or belongs to an entity: the same for
/// two feeds that wrap one text in different markup. Cheap, for comparing only, never for showing.
void append_letters(const feed::Markup& markup, std::string& letters) {
  char waiting_for = 0;  // the end of a tag or of an entity
  for (const char c : markup.source) {
    if (letters.size() >= kMostLetters) return;
    if (waiting_for != 0) {
      if (c == waiting_for || (waiting_for == ';' && c == ' ')) waiting_for = 0;
    } else if (markup.is_html && c == '<') {
      waiting_for = '>';
    } else if (markup.is_html && c == '&') {
      waiting_for = ';';
    } else if (const auto byte = static_cast<unsigned char>(c); byte >= 0x80 || std::isalnum(byte) != 0) {
      letters += static_cast<char>(byte < 0x80 ? std::tolower(byte) : byte);
    }
  }
}

std::string text_and_title(const feed::Entry& entry) {
  std::string letters;
  append_letters(entry.content.empty() ? entry.summary : entry.content, letters);
  return letters + '\n' + entry.title;
}

std::uint64_t content_hash(const feed::Entry& entry) {
  std::uint64_t hash = kContentSeed;
  for (const std::string* part :
       {&entry.title, &entry.link, &entry.author, &entry.summary.source, &entry.content.source}) {
    hash = hash64(*part, hash);
  }
  return hash;
}

Identity identity_of(store::FeedId feed, const feed::Entry& entry) {
  const std::string text = text_and_title(entry);
  const std::string guid = entry.has_own_id ? guid_text(feed, entry.id) : "";
  const std::string link = entry.link.empty() ? "" : canonical_url(entry.link);
  Identity identity;
  if (!guid.empty()) identity.guid = key(guid, kGuidSeed);
  if (!link.empty()) identity.link = key(link, kLinkSeed);
  if (text.find('\n') >= kLeastLetters) identity.fingerprint = key(text, kFingerprintSeed);
  identity.last_resort = key(guid_text(feed, guid) + '\n' + link + '\n' + text, kLastResortSeed);
  identity.content_hash = content_hash(entry);
  return identity;
}

/// Takes away every key of this kind that more than one entry has. Whether there was one.
bool drop_repeated(std::vector<Identity>& entries, std::optional<store::EntryKey> Identity::* kind) {
  std::unordered_map<store::EntryKey, int> times;
  for (const Identity& entry : entries) {
    if (!entry.is_repeat && entry.*kind) ++times[*(entry.*kind)];
  }
  bool repeated = false;
  for (Identity& entry : entries) {
    if (entry.is_repeat || !(entry.*kind) || times[*(entry.*kind)] < 2) continue;
    (entry.*kind).reset();
    repeated = true;
  }
  return repeated;
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
  std::unordered_set<store::EntryKey> seen;
  for (const feed::Entry& entry : parsed.entries) {
    entries.push_back(identity_of(feed, entry));
    entries.back().is_repeat = !seen.insert(*entries.back().last_resort).second;
  }
  identities.guids_repeat = drop_repeated(entries, &Identity::guid);
  drop_repeated(entries, &Identity::link);
  drop_repeated(entries, &Identity::fingerprint);
  // From the next document on no guid of this feed is a key: by then the others must be known by something else.
  const bool guids_last = !distrust_guids && !identities.guids_repeat;
  for (Identity& entry : entries) {
    if (distrust_guids) entry.guid.reset();
    if ((guids_last && entry.guid) || entry.link || entry.fingerprint) entry.last_resort.reset();
  }
  return identities;
}

}  // namespace aggregator::poll
