// A digest from its parts to subject, HTML and text, through the templates.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/base/time_zone.h"

namespace aggregator::digest {

/// What is special about an entry; shown as a small badge.
enum class Badge { None, FirstPost, Comeback };

/// One entry as shown. All text is plain, as the feed has it: rendering cuts, cleans and escapes it.
struct ShownEntry {
  std::string title;  ///< never empty
  std::string link;   ///< absolute http(s), or empty
  std::string feed_title;
  std::string author;
  std::string excerpt;
  std::string image;  ///< absolute http(s), or empty
  std::string language;
  Instant date;
  int minutes = 0;
  std::size_t more_of_feed = 0;      ///< "N more of this blog" stands under this entry
  std::vector<std::string> also_in;  ///< titles of the other feeds that carry the post
  Badge badge = Badge::None;
};

struct ShownGroup {
  std::string title;  ///< empty: no heading
  std::vector<ShownEntry> entries;
  std::size_t total = 0;  ///< with those that are not shown
};

/// Everything of one edition that is the same for all who get it.
struct DigestPage {
  std::string site_name, site_url;
  std::string language;  ///< "ko", "en"; others get English
  TimeZone timezone;
  Instant date;                   ///< the hour of the edition
  std::string frequency;          ///< "instant", "daily", "weekly"
  std::vector<std::string> tags;  ///< that the recipients chose
  std::vector<ShownGroup> groups;
  std::size_t total = 0;  ///< entries in the window, shown or not
  bool images = true;     ///< with the pictures of entries
};

/// Subject, HTML and text with the placeholders of mail/personal.h.
struct Rendered {
  std::string subject, html, text;
  std::string language{};  ///< of its words: English where there are none of the language that was asked for
};

/// The templates of one design and the words of each language (ko.strings, en.strings …), as docs/templates.md tells
/// runners. `digest.html.mustache` is that of the design; each is whole, with its parts put in.
class Templates {
 public:
  /// Those built into the program, each replaced by the file of the same name in `folder` where there is one; a file
  /// there may also be a design or a language more. What is not used is not read, but all languages are.
  /// Errors: Misconfigured, naming file and line of what is wrong (see read_template()), a design too large for any
  /// mail, or the designs that there are; Io.
  [[nodiscard]] static Result<Templates> load(const std::optional<std::filesystem::path>& folder,
                                              const std::string& design = "classic");

  /// The text of the file `name`; nullptr when there is none.
  [[nodiscard]] const std::string* find(const std::string& name) const;
  /// The same for a name that must be there.
  [[nodiscard]] const std::string& named(const std::string& name) const;

  /// Whether there are words in this language ("ko", "zh-TW"), or in that without its region.
  [[nodiscard]] bool has_words_in(const std::string& language) const;

  /// Whether the design shows what posts say, and not only titles.
  [[nodiscard]] bool has_excerpts() const { return has_excerpts_; }

  /// Path of the file that the design has most of, to be named when it is too much.
  [[nodiscard]] const std::string& largest_file() const { return largest_file_; }

 private:
  std::map<std::string, std::string> texts_;
  std::string largest_file_;
  bool has_excerpts_ = true;
};

/// The edition. HTML is under 100,000 bytes: entries that do not fit are folded behind the link to the web, from the
/// end; the text part holds every entry of `page`. The subject is two titles and how many more, at most 60 columns.
/// Errors: Misconfigured, when a design is so large that not even an edition without entries is as small; load()
/// refuses most of these.
[[nodiscard]] Result<Rendered> render_digest(const DigestPage& page, const Templates& templates);

/// The mail that asks a new subscriber to confirm. Nothing in it was typed by a stranger.
[[nodiscard]] Rendered render_confirmation(const std::string& site_name, const std::string& site_url,
                                           const std::string& language, const Templates& templates);

}  // namespace aggregator::digest
