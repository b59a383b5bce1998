#include "parts.h"

#include <gmime/gmime.h>

#include <algorithm>

#include "aggregator/base/owned.h"
#include "aggregator/base/text.h"

namespace aggregator::mail {
namespace {

template <typename Object>
using Shared = Owned<Object, g_object_unref>;
using GlibText = Owned<char, g_free>;

constexpr std::size_t kMostParts = 50;
constexpr int kDeepest = 8;
constexpr std::size_t kLongestContent = 256u << 10;

// GMime makes objects of all header lines and parts before anybody can look at them, so they are counted before: each
// would cost some hundred bytes for as few as three.
constexpr std::size_t kMostHeaderLines = 20'000, kMostBoundaries = 1'000, kMostContentTypes = 500;

bool looks_like_field(std::string_view line) {
  const std::size_t colon = line.find(':');
  return colon != std::string_view::npos && colon > 0 &&
         std::ranges::all_of(line.substr(0, colon), [](char c) { return ' ' <= c && c <= '~'; });
}

Result<void> check_size(std::string_view bytes) {
  constexpr std::string_view kContentType = "content-type";
  std::size_t header_lines = 0, boundaries = 0, content_types = 0;
  while (!bytes.empty()) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    const std::string_view line = bytes.substr(0, end);
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    if (line.starts_with("--")) ++boundaries;
    if (looks_like_field(line)) ++header_lines;
    if (equals_ignoring_case(line.substr(0, kContentType.size()), kContentType)) ++content_types;
  }
  if (header_lines <= kMostHeaderLines && boundaries <= kMostBoundaries && content_types <= kMostContentTypes) {
    return {};
  }
  return fail(ErrorCode::Malformed, "has more header lines or parts than any report");
}

std::string type_of(GMimeObject* object) {
  GMimeContentType* const type = g_mime_object_get_content_type(object);
  if (type == nullptr) return "text/plain";
  const GlibText text(g_mime_content_type_get_mime_type(type));
  return text ? lower_ascii(text.get()) : "text/plain";
}

std::string content_of(GMimePart* part) {
  GMimeDataWrapper* const content = g_mime_part_get_content(part);
  if (content == nullptr) return {};
  const Shared<GMimeStream> stream(g_mime_stream_mem_new());
  if (g_mime_data_wrapper_write_to_stream(content, stream.get()) < 0) return {};
  const GByteArray* const bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
  return {reinterpret_cast<const char*>(bytes->data), std::min<std::size_t>(bytes->len, kLongestContent)};
}

std::string header_of(GMimeMessagePart* part) {
  GMimeMessage* const message = g_mime_message_part_get_message(part);
  if (message == nullptr) return {};
  const GlibText header(g_mime_object_get_headers(GMIME_OBJECT(message), nullptr));
  return header ? std::string(header.get()) : std::string();
}

void collect(GMimeObject* object, int depth, std::vector<Part>& parts) {  // NOLINT(misc-no-recursion): kDeepest
  if (object == nullptr || parts.size() == kMostParts || depth > kDeepest) return;
  if (GMIME_IS_MULTIPART(object)) {
    GMimeMultipart* const multipart = GMIME_MULTIPART(object);
    for (int i = 0; i < g_mime_multipart_get_count(multipart); ++i) {
      collect(g_mime_multipart_get_part(multipart, i), depth + 1, parts);
    }
    return;
  }
  std::string type = type_of(object);
  if (GMIME_IS_MESSAGE_PART(object)) {
    parts.push_back({std::move(type), header_of(GMIME_MESSAGE_PART(object))});
  } else if (GMIME_IS_PART(object) && (type.starts_with("text/") || type.starts_with("message/"))) {
    parts.push_back({std::move(type), content_of(GMIME_PART(object))});
  }
}

Shared<GMimeMessage> parse(std::string_view bytes) {
  static const bool is_ready = (g_mime_init(), true);
  static_cast<void>(is_ready);
  const Shared<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
  const Shared<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  return Shared<GMimeMessage>(g_mime_parser_construct_message(parser.get(), nullptr));
}

/// Some mail servers put the line of a mailbox file before the message.
std::string_view without_mbox_line(std::string_view bytes) {
  if (!bytes.starts_with("From ")) return bytes;
  return bytes.substr(std::min(bytes.find('\n'), bytes.size() - 1) + 1);
}

}  // namespace

Result<Parts> read_parts(std::string_view bytes) {
  bytes = without_mbox_line(bytes);
  if (auto checked = check_size(bytes); !checked) return std::unexpected(checked.error());
  Parts read{.header = read_fields(bytes), .subject = {}, .parts = {}};
  const Shared<GMimeMessage> message = read.header.empty() ? nullptr : parse(bytes);
  if (!message) return fail(ErrorCode::Malformed, "is no mail message");
  if (const char* const subject = g_mime_message_get_subject(message.get())) {
    read.subject = fold_white_space(clean_utf8(subject));
  }
  collect(g_mime_message_get_mime_part(message.get()), 0, read.parts);
  return read;
}

}  // namespace aggregator::mail
