#include "text_edit.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "yaml_text.h"

namespace aggregator::config {
namespace {

constexpr std::size_t kContext = 3;

/// The old lines [first, end) and what stands in their place.
struct Change {
  std::size_t first, end;
  std::string text;
};

/// The edits by whole lines: those of the same line are one change.
std::vector<Change> changes_of(std::string_view text, const Lines& lines, const std::vector<TextEdit>& edits) {
  std::vector<Change> changes;
  std::size_t done = 0;  // up to here the old text is in a change
  for (const TextEdit& edit : edits) {
    const std::size_t first = lines.line_at(edit.begin);
    const std::size_t end = lines.line_at(std::max(edit.begin + 1, edit.end) - 1) + 1;
    if (changes.empty() || first >= changes.back().end) {
      if (!changes.empty()) changes.back().text += text.substr(done, lines.start(changes.back().end) - done);
      changes.push_back({first, end, ""});
      done = lines.start(first);
    }
    Change& change = changes.back();
    change.end = std::max(change.end, end);
    change.text += text.substr(done, edit.begin - done);
    change.text += edit.text;
    done = edit.end;
  }
  if (!changes.empty()) changes.back().text += text.substr(done, lines.start(changes.back().end) - done);
  return changes;
}

/// The lines of `text`, each with `mark` before it. The number of them.
std::size_t add_lines(std::string& diff, char mark, std::string_view text) {
  const Lines lines(text);
  for (std::size_t line = 0; line < lines.count(); ++line) {
    diff += mark;
    diff += text.substr(lines.start(line), lines.start(line + 1) - lines.start(line));
  }
  if (!text.empty() && !text.ends_with('\n')) diff += "\n\\ No newline at end of file\n";
  return lines.count();
}

/// "12,7"; of no lines, the line before.
std::string range(std::size_t first, std::size_t count) {
  return fmt::format("{},{}", count == 0 ? first : first + 1, count);
}

/// Changes that stand so near that their context would meet. `grown` is by how many lines those before made the text
/// longer, modulo the size of a number; it goes on with these.
std::string hunk(std::string_view text, const Lines& lines, std::span<const Change> changes, std::size_t& grown) {
  const auto old_text = [&](std::size_t first, std::size_t end) {
    return text.substr(lines.start(first), lines.start(end) - lines.start(first));
  };
  const std::size_t first = changes.front().first - std::min(kContext, changes.front().first);
  const std::size_t end = std::min(changes.back().end + kContext, lines.count());
  std::string body;
  std::size_t at = first, added = 0, kept = 0;
  for (const Change& change : changes) {
    kept += add_lines(body, ' ', old_text(at, change.first));
    add_lines(body, '-', old_text(change.first, change.end));
    added += add_lines(body, '+', change.text);
    at = change.end;
  }
  kept += add_lines(body, ' ', old_text(at, end));
  const std::string head =
      fmt::format("@@ -{} +{} @@\n", range(first, end - first), range(first + grown, kept + added));
  grown += kept + added - (end - first);
  return head + body;
}

}  // namespace

std::string apply_edits(std::string_view text, const std::vector<TextEdit>& edits) {
  std::string edited;
  std::size_t done = 0;
  for (const TextEdit& edit : edits) {
    edited += text.substr(done, edit.begin - done);
    edited += edit.text;
    done = edit.end;
  }
  return edited += text.substr(done);
}

std::string unified_diff(std::string_view text, const std::vector<TextEdit>& edits, std::string_view name) {
  if (edits.empty()) return "";
  const Lines lines(text);
  const std::vector<Change> changes = changes_of(text, lines, edits);
  std::string diff = fmt::format("--- {}\n+++ {}\n", name, name);
  std::size_t grown = 0;
  for (std::size_t begin = 0; begin < changes.size();) {
    std::size_t end = begin + 1;
    while (end < changes.size() && changes[end].first <= changes[end - 1].end + 2 * kContext) ++end;
    diff += hunk(text, lines, std::span(changes).subspan(begin, end - begin), grown);
    begin = end;
  }
  return diff;
}

}  // namespace aggregator::config
