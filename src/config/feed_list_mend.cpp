// Mends of feeds.yaml as a patch for people to review. An edit is only made where the text at the parser's mark is the
// word that the parser read there; what the edits made is read again like every edit of the list.
#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>

#include "aggregator/base/text.h"
#include "feed_list_document.h"

namespace aggregator::config {
namespace {

/// "[a, b]" of "a, b"; empty when there is nothing between the commas.
std::string list_in_brackets(std::string_view text) {
  std::string list;
  for (const std::string& item : split(text, ',')) {
    if (trim(item).empty()) continue;
    list += (list.empty() ? "[" : ", ") + yaml_scalar(trim(item));
  }
  return list.empty() ? list : list + ']';
}

/// The places of feeds and keys by their lines.
class Places {
 public:
  Places(const ListDocument& document, const std::vector<Mend>& mends) : document_(document), mends_(mends) {
    std::size_t index = 0;
    for (const YamlNode& item : document.entries()) {
      feeds_.emplace(item.line(), index++);
      if (!item.is_map()) continue;
      for (const YamlEntry& entry : item.entries()) keys_.emplace(entry.key.line(), entry);
    }
  }

  /// The edit for `mend`; nothing when its place is not certain.
  [[nodiscard]] std::optional<TextEdit> edit_for(const Mend& mend) const;

 private:
  /// A scalar as it stands in the text, with its quotation marks.
  struct Literal {
    Span span;
    std::string_view quote;  ///< empty: plain
  };

  [[nodiscard]] std::optional<std::size_t> feed_in(std::size_t line) const;
  [[nodiscard]] std::optional<Literal> literal(const YamlNode& node) const;
  [[nodiscard]] std::optional<TextEdit> replace(const YamlNode& node, std::string_view text) const;
  [[nodiscard]] const YamlEntry* entry_meant(const Mend& mend) const;
  [[nodiscard]] std::optional<TextEdit> rename_key(const Mend& mend) const;
  [[nodiscard]] std::optional<TextEdit> make_list(const Mend& mend) const;
  [[nodiscard]] std::optional<TextEdit> set_value(const Mend& mend) const;
  [[nodiscard]] std::optional<TextEdit> set_url(const Mend& mend) const;
  [[nodiscard]] bool has_misspelt_url(const YamlNode& feed) const;
  [[nodiscard]] std::optional<TextEdit> add_url(const YamlNode& feed, const std::string& url) const;

  const ListDocument& document_;
  const std::vector<Mend>& mends_;
  std::unordered_multimap<std::size_t, std::size_t> feeds_;
  std::unordered_multimap<std::size_t, YamlEntry> keys_;
};

std::optional<std::size_t> Places::feed_in(std::size_t line) const {
  if (feeds_.count(line) != 1) return std::nullopt;
  return feeds_.find(line)->second;
}

std::optional<Places::Literal> Places::literal(const YamlNode& node) const {
  const std::string_view text = document_.text();
  const std::size_t begin = document_.offset(node), size = node.text().size();
  if (begin >= text.size()) return std::nullopt;
  const bool is_quoted = text[begin] == '"' || text[begin] == '\'';
  const std::string_view quote = text.substr(begin, is_quoted ? 1 : 0);
  const std::string_view word = text.substr(begin + quote.size(), size);
  if (word != node.text() || !text.substr(begin + quote.size() + size).starts_with(quote)) return std::nullopt;
  return Literal{{begin, begin + size + 2 * quote.size()}, quote};
}

/// In the quotation marks that are there, if the new text needs no others.
std::optional<TextEdit> Places::replace(const YamlNode& node, std::string_view text) const {
  const auto old = literal(node);
  if (!old) return std::nullopt;
  const bool fits = !old->quote.empty() && text.find_first_of("'\"\\") == std::string_view::npos;
  std::string written = fits ? std::string(old->quote).append(text).append(old->quote) : yaml_scalar(text);
  return TextEdit{old->span.begin, old->span.end, std::move(written)};
}

/// Null when there is none or more than one.
const YamlEntry* Places::entry_meant(const Mend& mend) const {
  const auto [begin, end] = keys_.equal_range(mend.line);
  const auto is_meant = [&](const auto& each) {
    return each.second.key.is_scalar() && each.second.key.text() == mend.key;
  };
  const auto found = std::find_if(begin, end, is_meant);
  if (found == end || std::find_if(std::next(found), end, is_meant) != end) return nullptr;
  return &found->second;
}

std::optional<TextEdit> Places::rename_key(const Mend& mend) const {
  const YamlEntry* const entry = entry_meant(mend);
  return entry == nullptr ? std::nullopt : replace(entry->key, mend.value);
}

std::optional<TextEdit> Places::make_list(const Mend& mend) const {
  const YamlEntry* const entry = entry_meant(mend);
  if (entry == nullptr || !entry->value.is_scalar()) return std::nullopt;
  const auto key = replace(entry->key, mend.value);
  const auto value = literal(entry->value);
  const std::string list = list_in_brackets(entry->value.text());
  if (!key || !value || value->span.begin < key->end || list.empty()) return std::nullopt;
  const std::string_view between = std::string_view(document_.text()).substr(key->end, value->span.begin - key->end);
  return TextEdit{key->begin, value->span.end, key->text + std::string(between) + list};
}

std::optional<TextEdit> Places::set_value(const Mend& mend) const {
  const YamlEntry* const entry = entry_meant(mend);
  return entry == nullptr || !entry->value.is_scalar() ? std::nullopt : replace(entry->value, mend.value);
}

/// Whether another mend makes a key of the feed its address.
bool Places::has_misspelt_url(const YamlNode& feed) const {
  return std::ranges::any_of(feed.entries(), [&](const YamlEntry& entry) {
    return std::ranges::any_of(mends_, [&](const Mend& mend) {
      return mend.kind == Mend::Kind::RenameKey && mend.value == "url" && mend.line == entry.key.line() &&
             mend.key == entry.key.text();
    });
  });
}

/// As the first key of the feed.
std::optional<TextEdit> Places::add_url(const YamlNode& feed, const std::string& url) const {
  const bool is_flow = feed.is_flow();
  const std::size_t at = document_.offset(feed) + (is_flow ? 1 : 0);
  const std::string margin = std::string(document_.line_break()) + std::string(feed.mark().column, ' ');
  return TextEdit{at, at, "url: " + yaml_scalar(url) + (is_flow ? ", " : margin)};
}

std::optional<TextEdit> Places::set_url(const Mend& mend) const {
  const auto index = feed_in(mend.line);
  if (!index) return std::nullopt;
  const YamlNode feed = document_.entries()[*index];
  if (!feed.is_map()) return std::nullopt;
  for (const auto& [key, value] : feed.entries()) {
    if (key.text() != "url") continue;
    if (value.is_scalar()) return replace(value, mend.value);
    return std::nullopt;
  }
  return has_misspelt_url(feed) ? std::nullopt : add_url(feed, mend.value);
}

std::optional<TextEdit> Places::edit_for(const Mend& mend) const {
  if (mend.kind == Mend::Kind::RenameKey) return rename_key(mend);
  if (mend.kind == Mend::Kind::MakeList) return make_list(mend);
  if (mend.kind == Mend::Kind::SetValue) return set_value(mend);
  if (mend.kind == Mend::Kind::SetUrl) return set_url(mend);
  const auto index = feed_in(mend.line);
  if (!index) return std::nullopt;
  const auto cut = document_.cut_of(*index);
  if (!cut) return std::nullopt;
  return TextEdit{cut->begin, cut->end, ""};
}

/// The mends that can be made, with their edits in order. Of two that meet, the second waits until the first is made.
std::vector<std::pair<TextEdit, Mend>> placed(const ListDocument& document, const std::vector<Mend>& mends) {
  const Places places(document, mends);
  std::vector<std::pair<TextEdit, Mend>> found;
  for (const Mend& mend : mends) {
    if (auto edit = places.edit_for(mend)) found.emplace_back(*std::move(edit), mend);
  }
  const auto begin = [](const auto& pair) { return pair.first.begin; };
  std::ranges::stable_sort(found, {}, begin);
  std::vector<std::pair<TextEdit, Mend>> apart;
  for (auto& pair : found) {
    if (apart.empty() || pair.first.begin >= apart.back().first.end) apart.push_back(std::move(pair));
  }
  return apart;
}

/// Whether `after` has the feeds of `before` but for what the mends are about. A value that is set was read as what it
/// becomes. A renamed key may change anything about its feed; which one that is, lines do not tell, so there the
/// address must have stayed or come to be.
bool reads_as_mended(const FeedList& before, const FeedList& after, const std::vector<Mend>& mends) {
  std::unordered_map<std::size_t, const Mend*> of_feed;
  bool has_renamed = false;
  for (const Mend& mend : mends) {
    if (mend.kind == Mend::Kind::RenameKey || mend.kind == Mend::Kind::MakeList)
      has_renamed = true;
    else if (mend.kind != Mend::Kind::SetValue)
      of_feed.emplace(mend.line, &mend);
  }
  auto next = after.feeds.begin();
  for (const ListedFeed& feed : before.feeds) {
    const auto mend = of_feed.find(feed.line);
    if (mend != of_feed.end() && mend->second->kind == Mend::Kind::RemoveFeed) continue;
    if (next == after.feeds.end()) return false;
    ListedFeed expected = feed;
    if (mend != of_feed.end()) expected.url = mend->second->value;
    const bool is_same =
        has_renamed ? expected.url.empty() || next->url == expected.url : says_the_same(*next, expected);
    if (!is_same) return false;
    ++next;
  }
  return next == after.feeds.end();
}

}  // namespace

Result<std::string> patch_feed_list(std::string_view yaml, const std::vector<Mend>& mends, std::string_view name) {
  const auto before = check_feed_list(yaml, name);
  if (!before) return std::unexpected(before.error());
  const std::size_t mark = yaml.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  const ListDocument document(yaml.substr(mark));
  std::vector<TextEdit> edits;
  std::vector<Mend> made;
  for (auto& [edit, mend] : placed(document, mends)) {
    edits.push_back({edit.begin + mark, edit.end + mark, std::move(edit.text)});
    made.push_back(std::move(mend));
  }
  const auto after = check_feed_list(apply_edits(yaml, edits), name);
  if (!after || !reads_as_mended(*before, *after, made)) return too_unusual();
  return unified_diff(yaml, edits, name);
}

}  // namespace aggregator::config
