#include "foreign_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "aggregator/base/feed_scheme.h"
#include "aggregator/base/text.h"
#include "aggregator/base/url.h"
#include "feed_url.h"
#include "values.h"

namespace aggregator::config {
namespace {

constexpr std::size_t kMaxTitleCharacters = 300, kMaxTags = 50;

/// Also example.org/rss, as people write it.
std::string with_http_scheme(std::string_view url) {
  url = trim(url);
  if (is_without_scheme(url)) return "https://" + std::string(url);
  if (const auto mended = parse_url(url); mended && is_short_of_slashes(url)) return mended->text();
  return without_feed_scheme(url);
}

/// The tags in one text: other programs have several there, and characters that have a meaning in ours.
std::vector<std::string> tags_in(std::string tag) {
  std::ranges::replace(tag, ';', ',');
  std::erase(tag, '"');
  return split(tag, ',');
}

}  // namespace

void ListBuilder::add(ListedFeed feed) {
  const std::vector<std::string> addresses = addresses_written_in(feed.url);
  if (addresses.size() > 1) {
    note(feed.line, fmt::format("{} feeds in one address; all are taken", addresses.size()), Finding::Level::Remark);
  }
  for (const std::string& address : addresses) {
    feed.url = address;
    add_one(feed);
  }
}

void ListBuilder::add_one(ListedFeed feed) {
  const auto written = parse_url(feed.url);
  if (written && written->is_http() && trim(feed.url).find(' ') != std::string_view::npos) {
    note(feed.line,
         fmt::format("{} has a blank in it; read as {}", quote(shown_url(feed.url)), shown_url(written->text())),
         Finding::Level::Remark);
    feed.url = written->text();
  }
  auto url = parse_feed_url(with_http_scheme(feed.url));
  if (!url) {
    ++list_.bad_addresses;
    return note(feed.line, url.error().detail);
  }
  feed.url = std::move(*url);
  const auto [first, is_new] = lines_.try_emplace(canonical_url(feed.url), feed.line);
  if (!is_new) {
    ++list_.repeats;
    return note(feed.line, fmt::format("{} is listed twice, first in line {}", shown_url(feed.url), first->second));
  }
  if (const auto login = login_in(feed.url))
    note(feed.line, shown_url(feed.url) + ' ' + *login, Finding::Level::Remark);
  if (const auto oddity = oddity_of(feed.url))
    note(feed.line, shown_url(feed.url) + ' ' + *oddity, Finding::Level::Guess);
  feed.title = cut_text(fold_white_space(feed.title), kMaxTitleCharacters);
  take_tags(feed);
  if (auto site = parse_http_url(feed.site)) {
    feed.site = std::move(*site);
    if (const auto login = take_out_login(feed.site)) note(feed.line, feed.site + ' ' + *login, Finding::Level::Remark);
  } else if (!std::exchange(feed.site, "").empty()) {
    note(feed.line, "site: " + site.error().detail);
  }
  take_language(feed);
  list_.feeds.push_back(std::move(feed));
}

/// What is meant, as far as it can be told.
void ListBuilder::take_language(ListedFeed& feed) {
  const std::string written(trim(feed.language));
  feed.language.clear();
  if (written.empty()) return;
  if (const auto language = parse_language(written)) {
    feed.language = *language;
  } else if (feed.language = language_tag_meant_by(written); feed.language.empty()) {
    note(feed.line, "language: " + language.error().detail);
  } else {
    note(feed.line, fmt::format("language: {} read as {}", quote(written), feed.language), Finding::Level::Remark);
  }
}

/// Each tag by itself and once.
void ListBuilder::take_tags(ListedFeed& feed) {
  std::vector<std::string> taken;
  std::size_t left_out = 0;
  for (const std::string& text : std::exchange(feed.tags, {})) {
    for (const std::string& piece : tags_in(text)) {
      const std::string word = fold_white_space(piece);
      if (word.empty() || std::ranges::find(taken, word) != taken.end()) continue;
      if (taken.size() == kMaxTags) {
        ++left_out;
      } else if (const auto tag = parse_tag(word); !tag) {
        note(feed.line, "tags: " + tag.error().detail);
      } else {
        taken.push_back(word);
      }
    }
  }
  if (left_out > 0) note(feed.line, fmt::format("tags: {} are taken, and {} left out", taken.size(), left_out));
  feed.tags = std::move(taken);
}

void ListBuilder::note(std::size_t line, std::string message, Finding::Level level) {
  list_.findings.push_back({line, std::move(message), level});
}

void ListBuilder::note_without_feed(std::size_t line, std::string message) {
  ++list_.without_feed;
  note(line, std::move(message));
}

void ListBuilder::note_program(std::size_t line, std::string message) {
  ++list_.programs;
  note(line, std::move(message));
}

void ListBuilder::note_rest(std::size_t line, std::string message) {
  list_.is_cut_short = true;
  note(line, std::move(message));
}

void ListBuilder::note_unknown_key(std::size_t line, std::string_view key) {
  ++unknown_keys_.try_emplace(std::string(key), Uses{line}).first->second.count;
}

void ListBuilder::name_unknown_keys() {
  for (const auto& [key, uses] : unknown_keys_) {
    const std::string others = uses.count > 1 ? fmt::format(", nor in {} more places", uses.count - 1) : "";
    note(uses.line, fmt::format("{}: unknown key, not read here{}", quote(key), others), Finding::Level::Remark);
  }
}

Result<FeedList> ListBuilder::finish(std::string_view name) {
  name_unknown_keys();
  if (list_.feeds.empty() && list_.findings.empty())
    return fail(ErrorCode::Malformed, fmt::format("{}: no feed in it", name));
  std::ranges::stable_sort(list_.findings, {}, &Finding::line);
  return std::move(list_);
}

Result<FeedList> parse_foreign_list(std::string_view bytes, std::string_view name) {
  if (bytes.starts_with(kByteOrderMark)) bytes.remove_prefix(kByteOrderMark.size());
  const std::string_view text = trim(bytes);
  if (text.empty()) return fail(ErrorCode::Malformed, fmt::format("{}: the file is empty", name));
  if (text.starts_with('<')) return parse_opml(bytes, name);
  if (is_url_lines(text)) return parse_url_lines(bytes, name);
  return parse_foreign_yaml(bytes, name);
}

}  // namespace aggregator::config
