// feeds.yaml: the list of feeds, a file in git that people review. Editing it keeps every byte that is not concerned.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/config/feed_access.h"

namespace aggregator::config {

struct ListedFeed {
  std::string url;    ///< absolute http or https
  std::string title;  ///< empty: the feed's own
  std::string site;
  std::vector<std::string> tags;
  std::string language;  ///< empty: the feed's own
  bool enabled = true;
  FeedAccess access{};
  std::size_t line = 0;  ///< where it stands in its file, from 1; 0 when it is in none
};

/// Whether both say the same of a feed, wherever they stand.
[[nodiscard]] bool says_the_same(const ListedFeed& a, const ListedFeed& b);

/// An edit of feeds.yaml that would settle a finding. Lines are numbered from 1.
struct Mend {
  enum class Kind {
    RenameKey,   ///< the key `key` in `line` becomes `value`
    MakeList,    ///< the same, if it is another word, and its one value becomes a list of what stands between commas
    SetValue,    ///< the one value of the key `key` in `line` becomes `value`
    SetUrl,      ///< the feed that begins in `line` gets the address `value`, whether it has one or not
    RemoveFeed,  ///< the feed that begins in `line` goes
  };
  Kind kind;
  std::size_t line = 0;
  std::string key{}, value{};
};

/// Something about a list that a person should know: a feed listed twice, a misspelt key, a blog without a feed.
struct Finding {
  enum class Level {
    Mistake,  ///< of feeds.yaml: the list is not used until it is mended; of another list: that much was left out
    Remark,   ///< worth a look
    Guess,    ///< a remark on an address, by its looks: its server has the last word
  };
  std::size_t line = 0;
  std::string message;
  Level level = Level::Mistake;
  std::optional<Mend> mend{};
  bool is_until_asked = false;  ///< what asking the blog tells of that line takes its place
};

struct FeedList {
  std::vector<ListedFeed> feeds;
  std::size_t repeats = 0;        ///< feeds that stand in the list once more, each a finding too
  std::size_t without_feed = 0;   ///< blogs of another program's list that name no feed, likewise
  std::size_t bad_addresses = 0;  ///< what it gives for a feed and is no web address, likewise
  std::size_t programs = 0;       ///< feeds that a program makes for another reader, likewise
  bool is_cut_short = false;      ///< its end could not be read, likewise
  std::vector<Finding> findings;
};

/// Everything that is wrong with a feeds.yaml and everything that is odd about it, by line. The feeds are all that the
/// list names, with what could be read of each: without a URL (empty) or twice, too. Errors: Malformed, naming `name`
/// and line, for YAML that does not parse.
[[nodiscard]] Result<FeedList> check_feed_list(std::string_view yaml, std::string_view name);

/// Reads feeds.yaml. Errors, naming `name`, line and key: Malformed for YAML that does not parse, an unknown key, a
/// wrong type, a feed without `url` or whose URL is none, the same feed twice (canonical_url): the first of these, and
/// how many more there are. What check_feed_list() only remarks on is let pass.
[[nodiscard]] Result<FeedList> parse_feed_list(std::string_view yaml, std::string_view name);

/// Reads the file through parse_feed_list(). Errors: also NotFound and Io.
[[nodiscard]] Result<FeedList> read_feed_list(const std::filesystem::path& file);

/// The bytes of the list `file`, for parse_feed_list(). Errors: as read_file().
[[nodiscard]] Result<std::string> read_list_text(const std::filesystem::path& file);

/// Reads another program's list, telling the kind by its content: OPML, feeds.yaml, the `db.yml` shape of
/// awesome-devblog (`- name: … rss: …`), or one URL a line, with tags and titles as newsboat writes them. Lenient: what
/// cannot be used becomes a finding and the rest is read; of a list that names blogs and no feed, that is the findings
/// alone. Errors: Malformed, when nothing of it is a list of feeds.
[[nodiscard]] Result<FeedList> parse_foreign_list(std::string_view bytes, std::string_view name);

/// `yaml` with `feed` appended to its list in the style of the entries there; all other bytes unchanged. An empty
/// document becomes a list of one. Errors: Malformed; Conflict, when the feed is there, perhaps spelled differently
/// (canonical_url), naming its line.
[[nodiscard]] Result<std::string> append_feed(std::string_view yaml, const ListedFeed& feed);

/// The same for many at once, in one pass; feeds already there are left out.
[[nodiscard]] Result<std::string> append_feeds(std::string_view yaml, const std::vector<ListedFeed>& feeds);

/// `yaml` without the feed at `url` (compared by canonical_url) and without the comment lines directly above it.
/// Errors: Malformed; NotFound.
[[nodiscard]] Result<std::string> remove_feed(std::string_view yaml, std::string_view url);

/// The mends as a unified diff of `yaml`, a file called `name`, for `git apply -p0` or `patch -p0`; empty when there is
/// nothing to change. A mend whose place is not certain is left out: on a line that holds several feeds, in a layout
/// not thought of. Errors: Malformed, when the list would not read as it should afterwards.
[[nodiscard]] Result<std::string> patch_feed_list(std::string_view yaml, const std::vector<Mend>& mends,
                                                  std::string_view name);

/// `text` as a tag: one line of at most 60 bytes that people can name where tags are written with commas between them.
/// Errors: Malformed, saying how several tags are written.
[[nodiscard]] Result<std::string> parse_tag(std::string_view text);

/// What is wrong with a login inside the address of a feed and where it belongs, in words that go on from the address;
/// nothing when there is none. It works all the same.
[[nodiscard]] std::optional<std::string> login_in(std::string_view url);

/// canonical_url() with several slashes in the path as one, as most servers answer both alike, and one of the addresses
/// under which a platform serves the same feed: two feeds at one such key most likely are the same. For remarks, never
/// to merge anything by.
[[nodiscard]] std::string likely_key(std::string_view url);

[[nodiscard]] std::string format_feed_list(const std::vector<ListedFeed>& feeds);                     ///< feeds.yaml
[[nodiscard]] std::string format_opml(const std::vector<ListedFeed>& feeds, std::string_view title);  ///< OPML 2.0

/// The commented feeds.yaml that `init` writes.
[[nodiscard]] std::string sample_feed_list();

}  // namespace aggregator::config
