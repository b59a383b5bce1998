#include "draft.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "aggregator/base/hash.h"
#include "aggregator/base/text.h"
#include "aggregator/feed/date.h"
#include "element_text.h"

namespace aggregator::feed {
namespace {

constexpr std::size_t kMaxCategories = 100;
constexpr std::size_t kMaxId = 2000;  // bytes

std::string resolved(const Best<RawReference>& field, const BaseUrls& bases) {
  return field.is_set() ? if_http(bases.resolve(field.value().text, field.value().node)) : std::string();
}

std::string line(const Best<TextElement>& field) { return field.is_set() ? read_line(field.value()) : std::string(); }

template <typename Value>
std::optional<Value> optional(const Best<Value>& field) {
  return field.is_set() ? std::optional(field.value()) : std::nullopt;
}

Markup markup(const Best<TextElement>& field, const BaseUrls& bases) {
  return field.is_set() ? read_markup(field.value(), bases) : Markup{};
}

std::vector<Enclosure> resolved(std::vector<RawEnclosure> raw, const BaseUrls& bases) {
  std::vector<Enclosure> enclosures;
  for (RawEnclosure& enclosure : raw) {
    std::string url = if_download(bases.resolve(enclosure.reference.text, enclosure.reference.node));
    if (!url.empty()) enclosures.push_back({std::move(url), std::move(enclosure.type), enclosure.length});
  }
  return enclosures;
}

}  // namespace

void offer_text(Best<TextElement>& field, int rank, const TextElement& element) {
  if (field.would_take(rank) && (has_elements(element.node) || !is_blank(element.node))) field.offer(rank, element);
}

void offer_date(Best<Instant>& field, int rank, std::string_view text) {
  if (!field.would_take(rank)) return;
  if (const Result<Instant> instant = parse_date(text)) field.offer(rank, *instant);
}

void offer_line(Best<std::string>& field, int rank, std::string_view text) {
  if (!field.would_take(rank)) return;
  if (std::string line = plain_line(text, false); !line.empty()) field.offer(rank, std::move(line));
}

void offer_id(Best<std::string>& field, int rank, std::string_view text) {
  if (!field.would_take(rank)) return;
  if (std::string id = readable_id(text); !id.empty()) field.offer(rank, std::move(id));
}

void offer_url(Best<std::string>& field, int rank, std::string url) {
  if (!url.empty()) field.offer(rank, std::move(url));
}

void offer_reference(Best<RawReference>& field, int rank, std::string_view reference, pugi::xml_node element) {
  if (!reference.empty() && field.would_take(rank)) field.offer(rank, {std::string(reference), element});
}

void EntryDraft::add_category(std::string_view term) {
  if (categories.size() >= kMaxCategories) return;
  std::string line = plain_line(term, false);
  const bool is_known = std::ranges::find(categories, line) != categories.end();
  if (!line.empty() && !is_known) categories.push_back(std::move(line));
}

Entry EntryDraft::finish(const Reading& reading) && {
  // <description> is the summary, unless the entry has another summary and nothing else for the content.
  if (description.is_set()) (summary.is_set() ? content : summary).offer(kLast, description.value());
  BaseUrls bases = reading.bases;
  Entry entry;
  entry.has_own_id = id.is_set();
  entry.id = std::move(id.value());
  entry.link = std::move(link.value());
  bases.set_fallback(entry.link);
  entry.title = line(title);
  entry.author = std::move(author.value());
  entry.published = optional(published);
  entry.updated = optional(updated);
  entry.summary = markup(summary, bases);
  entry.content = markup(content, bases);
  entry.categories = std::move(categories);
  entry.enclosures = resolved(std::move(enclosures), bases);
  entry.image = resolved(image, bases);
  entry.comments = resolved(comments, bases);
  settle_identity(entry);
  return entry;
}

std::string readable_id(std::string_view text) {
  std::string id = fold_white_space(text);
  return id.size() > kMaxId ? fmt::format("hash:{:016x}", hash64(id)) : id;
}

void settle_identity(Entry& entry) {
  if (entry.has_own_id) return;
  entry.id = entry.link;
  if (!entry.id.empty()) return;
  const std::string& text = entry.content.empty() ? entry.summary.source : entry.content.source;
  entry.id = fmt::format("hash:{:016x}", hash64(text, hash64(entry.title)));
}

Feed FeedDraft::finish(Reading& reading) && {
  Feed feed;
  feed.last_cut_off = reading.last_cut_off;
  feed.self = resolved(self, reading.bases);
  reading.bases.set_fallback(feed.self);
  feed.link = resolved(link, reading.bases);
  reading.site = feed.link.empty() ? feed.self : feed.link;
  reading.bases.set_fallback(reading.site);
  feed.image = resolved(image, reading.bases);
  feed.hub = resolved(hub, reading.bases);
  feed.title = line(title);
  feed.description = line(description);
  feed.language = std::move(language.value());
  std::ranges::replace(feed.language, '_', '-');
  feed.updated = optional(updated);
  feed.skip_hours = skip_hours;
  feed.skip_days = skip_days;
  // An empty optional is less than any number.
  feed.ttl_minutes = std::max(optional(ttl_minutes), minutes_between_updates(update_period, update_frequency));
  return feed;
}

std::optional<std::uint32_t> minutes_between_updates(std::string_view period, std::string_view frequency) {
  constexpr std::pair<std::string_view, std::uint32_t> kPeriods[] = {
      {"hourly", 60}, {"daily", 1440}, {"weekly", 10080}, {"monthly", 43200}, {"yearly", 525600}};
  const std::string_view digits = trim(frequency);
  period = trim(period);
  if (period.empty() && !digits.empty()) period = "daily";  // as the module says
  const auto* known =
      std::ranges::find_if(kPeriods, [&](const auto& entry) { return equals_ignoring_case(entry.first, period); });
  if (known == std::end(kPeriods)) return std::nullopt;
  std::uint32_t times = 1;
  std::from_chars(digits.data(), digits.data() + digits.size(), times);
  return known->second / std::clamp<std::uint32_t>(times, 1, known->second);
}

}  // namespace aggregator::feed
