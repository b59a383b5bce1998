#include "page_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <span>

#include "aggregator/base/language.h"
#include "aggregator/base/text.h"
#include "aggregator/mail/personal.h"
#include "shown_page.h"
#include "shown_text.h"

namespace aggregator::digest {
namespace {
using kainjow::mustache::data;
using kainjow::mustache::list;

constexpr std::size_t kMaxListedFeeds = 3, kMaxListedTags = 12;

std::string joined(const std::vector<std::string>& texts, std::size_t max_texts, std::string_view separator = ", ") {
  return fmt::format("{}", fmt::join(std::span(texts).first(std::min(texts.size(), max_texts)), separator));
}

/// The edition's day in its zone, as the web's archive names it: "2026-11-21".
std::string archive_url(const DigestPage& page) {
  const auto day = std::chrono::floor<std::chrono::days>(page.timezone.to_local(page.date));
  const std::chrono::year_month_day date(day);
  return fmt::format("{}/archive/{:04}-{:02}-{:02}", page.site_url, static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

class PageData {
 public:
  PageData(const DigestPage& page, const StringTable& strings, Form form)
      : page_(page), strings_(strings), form_(form), marker_width_(std::to_string(count_entries(page)).size() + 3) {}

  data whole(std::size_t shown) {
    data values;
    add_head(values);
    data groups(data::type::list);
    for (const ShownGroup& group : page_.groups) {
      if (number_ == shown) break;
      groups << group_data(group, shown - number_);
    }
    values.set("groups", groups);
    add_end(values, page_.total - number_);
    return values;
  }

 private:
  data value(const std::string& text) const { return value_in(form_, text); }
  data optional(const std::string& text) const { return optional_in(form_, text); }

  void add_head(data& values) const {
    values.set("language", value(strings_.language()));
    set_direction(values, strings_);
    values.set("word_break", value(word_break_of(strings_.language())));
    values.set("site", value(page_.site_name));
    values.set("date", value(strings_.date("date", page_.date, page_.timezone)));
    const std::string head =
        strings_.text("head", {{"count", as_count(page_.total)}, {"minutes", minutes_to_skim(page_)}});
    values.set("head", page_.total == 0 ? data(false) : value(head));
    values.set("nothing_new", page_.total == 0 ? value(strings_.text("nothing_new")) : data(false));
  }

  void add_end(data& values, std::size_t left_out) const {
    values.set("more_on_web",
               left_out == 0 ? data(false) : value(strings_.text("more_on_web", {{"count", as_count(left_out)}})));
    values.set("why", value(strings_.text("why", {{"address", mail::placeholder(mail::Placeholder::Address)},
                                                  {"frequency", page_.frequency},
                                                  {"tags", as_count(page_.tags.size())},
                                                  {"topics", joined(page_.tags, kMaxListedTags)}})));
    for (const char* label : {"preferences", "archive", "feed", "unsubscribe"}) {
      values.set(std::string("label_") + label, value(strings_.text(label)));
    }
    values.set("arrow", strings_.is_right_to_left() ? "←" : "→");
    values.set("archive_url", value(archive_url(page_)));
    values.set("feed_url", value(page_.site_url + "/feed.xml"));
    values.set("preferences_url", mail::placeholder(mail::Placeholder::PreferencesUrl));
    values.set("unsubscribe_url", mail::placeholder(mail::Placeholder::UnsubscribeUrl));
  }

  data group_data(const ShownGroup& group, std::size_t room) {
    data values;
    data heading(false);
    if (!group.title.empty()) {
      const std::string count = std::to_string(group.total);
      heading = data();
      heading.set("title", value(group.title));
      heading.set("count", value(count));
      heading.set("rule", std::string(display_width(group.title) + count.size() + 3, '-'));
    }
    values.set("heading", heading);
    data entries(data::type::list);
    for (const ShownEntry& entry : group.entries) {
      if (room-- == 0) break;
      entries << entry_data(entry, !group.title.empty());
    }
    values.set("entries", entries);
    return values;
  }

  data entry_data(const ShownEntry& entry, bool below_heading) {
    data values;
    const std::string marker = fmt::format("[{}]", ++number_);
    values.set("marker", fmt::format("{:<{}}", marker, marker_width_));
    values.set("indent", std::string(marker_width_, ' '));
    values.set("level", below_heading ? "3" : "2");
    values.set("title", value(entry.title));
    values.set("link", optional(entry.link));
    values.set("image", optional(entry.image));
    values.set("excerpt", optional(entry.excerpt));
    values.set("lang", is_foreign(entry) ? value(entry.language) : data(false));
    values.set("style", optional(style_of(entry)));
    values.set("badge", optional(badge_of(entry)));
    add_meta(values, entry);
    add_notes(values, entry);
    return values;
  }

  /// Blog, author, minutes, and the day where it is not about that of the edition.
  void add_meta(data& values, const ShownEntry& entry) const {
    std::vector<std::string> parts;
    for (const std::string& name : {entry.feed_title, entry.author}) {
      if (!name.empty()) parts.push_back(name);
    }
    if (entry.minutes > 0) parts.push_back(strings_.text("entry_minutes", {{"minutes", std::int64_t{entry.minutes}}}));
    if (is_late(entry)) parts.push_back(strings_.date("short_date", entry.date, page_.timezone));
    std::string line = joined(parts, parts.size(), " ·\u00A0");  // no line ends with the dot
    if (const std::string badge = badge_of(entry); !badge.empty()) line += " [" + badge + "]";
    values.set("meta_line", optional(line));

    data meta(data::type::list);
    for (const std::string& part : parts) {
      data item;
      item.set("part", value(part));
      item.set("more", &part != &parts.front());
      meta << item;
    }
    values.set("meta", meta);
    values.set("has_meta", !line.empty());
  }

  void add_notes(data& values, const ShownEntry& entry) const {
    data notes(data::type::list);
    if (const std::size_t feeds = entry.also_in.size(); feeds > 0) {
      notes << data("note",
                    value(strings_.text("also_in", {{"feeds", joined(entry.also_in, kMaxListedFeeds)},
                                                    {"others", as_count(feeds - std::min(feeds, kMaxListedFeeds))}})));
    }
    if (entry.more_of_feed > 0) {
      notes << data("note", value(strings_.text("more_of_feed", {{"count", as_count(entry.more_of_feed)}})));
    }
    values.set("notes", notes);
  }

  static std::int64_t as_count(std::size_t count) { return static_cast<std::int64_t>(count); }

  std::string badge_of(const ShownEntry& entry) const {
    switch (entry.badge) {
      case Badge::None:
        return {};
      case Badge::FirstPost:
        return strings_.text("first_post");
      case Badge::Comeback:
        return strings_.text("comeback");
    }
    return {};
  }

  bool is_foreign(const ShownEntry& entry) const {
    return !entry.language.empty() && primary_language(entry.language) != primary_language(strings_.language());
  }

  /// Posts from before the edition's time are told apart by their day.
  bool is_late(const ShownEntry& entry) const {
    const std::chrono::days usual(page_.frequency == "weekly" ? 8 : 2);
    return entry.date != Instant() && entry.date + usual < page_.date;
  }

  std::string style_of(const ShownEntry& entry) const {
    const Scripts scripts = scripts_of(entry.title + entry.excerpt);
    const std::string wanted = word_break_of(scripts.hangul > 0       ? "ko"
                                             : scripts.ideographs > 0 ? "ja"
                                                                      : strings_.language());
    return wanted == word_break_of(strings_.language()) ? "" : ";word-break:" + wanted;
  }

  const DigestPage& page_;
  const StringTable& strings_;
  Form form_;
  std::size_t marker_width_;  ///< of "[12] "
  std::size_t number_ = 0;    ///< entries so far
};

}  // namespace

data page_data(const DigestPage& page, const StringTable& strings, Form form, std::size_t shown) {
  return PageData(page, strings, form).whole(shown);
}

std::string word_break_of(const std::string& language) { return language == "ko" ? "keep-all" : "normal"; }

void set_direction(data& values, const StringTable& strings) {
  values.set("direction", strings.is_right_to_left() ? "rtl" : "ltr");
  values.set("start", strings.is_right_to_left() ? "right" : "left");
}

}  // namespace aggregator::digest
