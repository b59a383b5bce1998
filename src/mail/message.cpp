#include "aggregator/mail/message.h"

#include <fmt/format.h>

#include <algorithm>

#include "aggregator/base/hash.h"
#include "aggregator/base/text.h"
#include "encoding.h"
#include "header.h"

namespace aggregator::mail {
namespace {

using Header = std::pair<std::string, std::string>;

/// "=_" stands in neither encoding, so that no body can hold the boundary.
std::string boundary(const Message& message) { return fmt::format("=_{:016x}", hash64(message.message_id)); }

std::string mailbox_text(const Mailbox& mailbox) {
  if (mailbox.name.empty()) return mailbox.address;
  return encode_phrase(mailbox.name) + " <" + mailbox.address + ">";
}

/// encode_text() and encode_phrase() drop control characters, so what they get is looked at before.
Result<void> check_lines(const Message& message) {
  for (const std::string* value : {&message.subject, &message.from.name}) {
    if (value->find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) {
      return fail(ErrorCode::Malformed, "a mail header holds a line break or NUL: " + quote(*value));
    }
  }
  for (const auto& [name, value] : message.more_headers) {
    if (std::ranges::any_of(value, [](char c) { return static_cast<unsigned char>(c) > 126; })) {
      return fail(ErrorCode::Malformed, name + " is not ASCII: " + quote(value));
    }
  }
  return {};
}

std::vector<Header> headers_of(const Message& message) {
  std::vector<Header> headers = {
      {"From", mailbox_text(message.from)},           {"To", message.to},
      {"Subject", encode_text(message.subject)},      {"Date", format_rfc5322(message.date)},
      {"Message-ID", "<" + message.message_id + ">"},
  };
  std::ranges::copy(message.more_headers, std::back_inserter(headers));
  if (!message.language.empty()) headers.emplace_back("Content-Language", message.language);
  headers.emplace_back("MIME-Version", "1.0");
  headers.emplace_back("Content-Type", "multipart/alternative; boundary=\"" + boundary(message) + "\"");
  return headers;
}

}  // namespace

Result<std::string> format_message(const Message& message) {
  if (auto checked = check_lines(message); !checked) return std::unexpected(checked.error());
  std::string out;
  out.reserve(4096 + (message.text.size() + message.html.size()) * 3 / 2);
  for (const auto& [name, value] : headers_of(message)) {
    if (auto appended = append_header(out, name, value); !appended) return std::unexpected(appended.error());
  }
  const std::string delimiter = "\r\n--" + boundary(message);
  out.append(delimiter).append("\r\n");
  append_text_part(out, "plain", message.text);
  out.append(delimiter).append("\r\n");
  append_text_part(out, "html", message.html);
  out.append(delimiter).append("--\r\n");
  return out;
}

std::size_t size_in_message(std::string_view text) {
  std::string part;
  append_text_part(part, "html", text);
  return part.size();
}

std::vector<Header> unsubscribe_headers(const std::string& https_url, const std::string& mailto) {
  return {{"List-Unsubscribe", "<" + https_url + ">, <" + mailto + ">"},
          {"List-Unsubscribe-Post", "List-Unsubscribe=One-Click"}};
}

Header list_id_header(const std::string& name, const std::string& id) {
  return {"List-Id", name.empty() ? "<" + id + ">" : encode_phrase(name) + " <" + id + ">"};
}

}  // namespace aggregator::mail
