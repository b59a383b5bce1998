#include "feed_text.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "yaml_text.h"

namespace aggregator::config {
namespace {

using Fields = std::vector<std::pair<std::string_view, std::string>>;

std::string tag_list(const std::vector<std::string>& tags) {
  std::string list;
  for (const std::string& tag : tags) list += (list.empty() ? "" : ", ") + yaml_scalar(tag);
  return '[' + list + ']';
}

std::string header_map(const FeedAccess& access) {
  std::string map;
  for (const auto& [name, value] : access.headers) {
    map += fmt::format("{}{}: {}", map.empty() ? "" : ", ", yaml_scalar(name), yaml_scalar(value));
  }
  return '{' + map + '}';
}

void add_access(Fields& fields, const FeedAccess& access) {
  const auto add = [&](std::string_view key, const std::string& value) {
    if (!value.empty()) fields.emplace_back(key, yaml_scalar(value));
  };
  add("user", access.user);
  add("password", access.password);
  add("password_file", access.password_file);
  add("token", access.token);
  add("token_file", access.token_file);
  if (!access.headers.empty()) fields.emplace_back("headers", header_map(access));
}

/// The keys that say more than their default, with their values as YAML.
Fields fields_of(const ListedFeed& feed) {
  Fields fields = {{"url", yaml_scalar(feed.url)}};
  if (!feed.title.empty()) fields.emplace_back("title", yaml_scalar(feed.title));
  if (!feed.site.empty()) fields.emplace_back("site", yaml_scalar(feed.site));
  if (!feed.tags.empty()) fields.emplace_back("tags", tag_list(feed.tags));
  if (!feed.language.empty()) fields.emplace_back("language", yaml_scalar(feed.language));
  if (!feed.enabled) fields.emplace_back("enabled", "false");
  add_access(fields, feed.access);
  return fields;
}

}  // namespace

std::string entry_in_braces(const ListedFeed& feed) {
  std::string text;
  for (const auto& [key, value] : fields_of(feed))
    text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", key, value);
  return '{' + text + '}';
}

std::string entry_lines(const ListedFeed& feed, const EntryStyle& style) {
  const std::string gap(style.gap, ' ');
  std::string margin = std::string(style.indent, ' ') + '-' + gap;
  std::string lines = style.apart ? style.line_break : "";
  if (style.in_braces) return lines + margin + entry_in_braces(feed) + style.line_break;
  for (const auto& [key, value] : fields_of(feed)) {
    lines += fmt::format("{}{}: {}{}", margin, key, value, style.line_break);
    margin.assign(style.indent + 1 + style.gap, ' ');
  }
  return lines;
}

}  // namespace aggregator::config
