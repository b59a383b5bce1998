#include "foreign_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "aggregator/base/feed_scheme.h"
#include "aggregator/base/text.h"
#include "aggregator/base/url.h"
#include "feed_url.h"
#include "values.h"
#include "yaml_text.h"

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

std::string_view first_word(std::string_view line) {
  return line.substr(0, std::min(line.find_first_of(" \t"), line.size()));
}

bool has_scheme(std::string_view text) {
  return std::ranges::any_of(std::array<std::string_view, 3>{"http://", "https://", "feed:"},
                             [&](auto scheme) { return equals_ignoring_case(text.substr(0, scheme.size()), scheme); });
}

/// What follows the URL behind a blank (tags, titles, remarks) differs from program to program; what has a scheme there
/// is a feed as well.
std::vector<std::string_view> urls_in(std::string_view line) {
  std::vector<std::string_view> urls{first_word(line)};
  for (std::string_view rest = line.substr(urls[0].size()); !(rest = trim(rest)).empty();) {
    const std::string_view word = first_word(rest);
    if (word.starts_with('#')) break;
    if (has_scheme(word)) urls.push_back(word);
    rest.remove_prefix(word.size());
  }
  return urls;
}

bool begins_as_url(std::string_view text) { return has_scheme(text) || is_without_scheme(first_word(text)); }

/// Whether the first line that says something is a URL.
bool is_url_lines(std::string_view text) {
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = trim(rest.substr(0, end));
    if (!line.empty() && !line.starts_with('#')) return begins_as_url(line);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return false;
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
  const auto language = parse_language(trim(feed.language));
  if (!language && !feed.language.empty()) note(feed.line, "language: " + language.error().detail);
  feed.language = language.value_or("");
  list_.feeds.push_back(std::move(feed));
}

/// Each tag by itself and once.
void ListBuilder::take_tags(ListedFeed& feed) {
  std::vector<std::string> taken;
  for (const std::string& text : std::exchange(feed.tags, {})) {
    for (const std::string& piece : tags_in(text)) {
      const std::string word = fold_white_space(piece);
      if (word.empty() || std::ranges::find(taken, word) != taken.end() || taken.size() == kMaxTags) continue;
      if (const auto tag = parse_tag(word); !tag)
        note(feed.line, "tags: " + tag.error().detail);
      else
        taken.push_back(word);
    }
  }
  feed.tags = std::move(taken);
}

void ListBuilder::note(std::size_t line, std::string message, Finding::Level level) {
  list_.findings.push_back({line, std::move(message), level});
}

void ListBuilder::note_without_feed(std::size_t line, std::string message) {
  ++list_.without_feed;
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

Result<FeedList> parse_url_lines(std::string_view bytes, std::string_view name) {
  ListBuilder builder;
  const Lines lines(bytes);
  for (std::size_t i = 0; i < lines.count(); ++i) {
    const std::string_view line = trim(lines.line(i));
    if (line.empty() || line.starts_with('#')) continue;
    for (const std::string_view url : begins_as_url(line) ? urls_in(line) : std::vector{line}) {
      ListedFeed feed;
      feed.url = url;
      feed.line = i + 1;
      builder.add(std::move(feed));
    }
  }
  return builder.finish(name);
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
