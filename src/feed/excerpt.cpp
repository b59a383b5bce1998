#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "aggregator/base/text.h"
#include "aggregator/base/url.h"
#include "aggregator/feed/html.h"
#include "body_text.h"
#include "first_bytes.h"
#include "pictures.h"
#include "reading_time.h"
#include "teaser.h"

namespace aggregator::feed {
namespace {

// A summary below this is a label ("Comments"), not a teaser. Counted in words, an ideograph being half of one.
constexpr std::size_t kTeaserWords = 6;
constexpr std::size_t kTeaserBytes = 512;  // enough to count them in

/// Whether `text` is worth showing when there is something else to show.
bool is_decent(std::string_view text) {
  const TextSize size = measure(first_bytes(text, kTeaserBytes));
  return size.words + size.ideographs / 2 >= kTeaserWords;
}

/// Whether `excerpt` says no more than the title above it does.
bool repeats(std::string_view title, std::string_view excerpt) {
  const std::string folded_title = fold_case(title);
  const std::string_view core =
      excerpt.ends_with("…") ? excerpt.substr(0, excerpt.size() - std::string_view("…").size()) : excerpt;
  return !title.empty() && folded_title.starts_with(fold_case(core));
}

/// The texts an excerpt may be cut out of, best first.
std::array<std::string_view, 5> candidates(const BodyText& summary, const BodyText& content) {
  const bool is_teaser = is_decent(summary.prose);
  const bool is_cut = !content.prose.empty() && ends_abruptly(summary.prose);
  const auto teaser = is_teaser && !is_cut ? std::string_view(summary.prose) : std::string_view();
  const auto beginning = is_decent(content.prose) ? std::string_view(content.prose) : std::string_view();
  return {teaser, beginning, content.running, summary.prose, summary.running};
}

std::string excerpt_of(const Entry& entry, const BodyText& summary, const BodyText& content,
                       std::size_t max_characters) {
  for (const std::string_view text : candidates(summary, content)) {
    std::string excerpt = teaser_of(without_boilerplate(text), max_characters);
    if (!excerpt.empty() && !repeats(entry.title, excerpt)) return excerpt;
  }
  return "";
}

bool is_picture(const Enclosure& enclosure) {
  if (!enclosure.type.empty()) return lower_ascii(enclosure.type).starts_with("image/");
  const auto url = parse_url(enclosure.url);
  if (!url) return false;
  const std::string path = lower_ascii(url->path);
  constexpr auto kSuffixes = std::to_array<std::string_view>({".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif"});
  return std::ranges::any_of(kSuffixes, [&path](std::string_view suffix) { return path.ends_with(suffix); });
}

/// `reference` as the URL of a picture that says something; WordPress gives the author's portrait as an entry's image.
std::string useful_picture(std::string_view reference) {
  std::string url = web_url(reference, "");
  return is_decoration(url) ? "" : url;
}

std::string image_of(const Entry& entry, const BodyText& summary, const BodyText& content) {
  if (std::string url = useful_picture(entry.image); !url.empty()) return url;
  const auto picture = std::ranges::find_if(entry.enclosures, is_picture);
  if (picture != entry.enclosures.end()) {
    if (std::string url = useful_picture(picture->url); !url.empty()) return url;
  }
  return content.image.empty() ? summary.image : content.image;
}

}  // namespace

Body read_body(const Entry& entry, std::size_t max_excerpt) {
  const bool is_repeated = entry.summary.source == entry.content.source;
  const BodyText content = read_body_text(entry.content);
  const BodyText summary = is_repeated ? BodyText{} : read_body_text(entry.summary);
  const std::string& text = content.all.empty() ? summary.all : content.all;
  return {.excerpt = excerpt_of(entry, summary, content, max_excerpt),
          .image = image_of(entry, summary, content),
          .minutes = reading_minutes(text)};
}

}  // namespace aggregator::feed
