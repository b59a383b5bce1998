#include "aggregator/mail/message.h"

#include <fmt/format.h>

#include <algorithm>

#include "aggregator/base/hash.h"
#include "aggregator/base/text.h"
#include "header.h"
#include "text_part.h"

namespace aggregator::mail {
namespace {

using Header = std::pair<std::string, std::string>;

/// "=_" stands in neither encoding, so that no body can hold the boundary.
std::string boundary(std::string_view message_id) { return fmt::format("=_{:016x}", hash64(message_id)); }

std::string mailbox_text(const Mailbox& mailbox) {
  if (mailbox.name.empty()) return mailbox.address;
  return encode_phrase(mailbox.name) + " <" + mailbox.address + ">";
}

/// encode_text() and encode_phrase() drop control characters, so what they get is looked at before.
Result<void> check_line(std::string_view value) {
  if (value.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos) return {};
  return fail(ErrorCode::Malformed, "a mail header holds a line break or NUL: " + quote(value));
}

Result<void> check_ascii(const Header& header) {
  const auto& [name, value] = header;
  if (std::ranges::all_of(value, [](char c) { return static_cast<unsigned char>(c) <= 126; })) return {};
  return fail(ErrorCode::Malformed, name + " is not ASCII: " + quote(value));
}

/// Everything but the more headers, in order; they come before Content-Language.
struct Headers {
  std::vector<Header> first, last;
};

Headers headers_of(const Message& shared, const Form::Recipient& recipient, const std::string& subject,
                   const std::string& border) {
  Headers headers{
      .first = {{"From", mailbox_text(shared.from)},
                {"To", recipient.to},
                {"Subject", encode_text(subject)},
                {"Date", format_rfc5322(shared.date)},
                {"Message-ID", "<" + recipient.message_id + ">"}},
      .last = {},
  };
  if (!shared.language.empty()) headers.last.emplace_back("Content-Language", shared.language);
  headers.last.emplace_back("MIME-Version", "1.0");
  headers.last.emplace_back("Content-Type", "multipart/alternative; boundary=\"" + border + "\"");
  return headers;
}

}  // namespace

struct Form::Parts {
  Message shared;  // without its bodies
  TextPart text, html;
};

Form::Form(Message shared) {
  TextPart text("plain", shared.text), html("html", shared.html);
  shared.text = shared.html = std::string();
  parts_ = std::make_unique<const Parts>(Parts{std::move(shared), std::move(text), std::move(html)});
}

Form::~Form() = default;

Result<void> Form::fill(const Recipient& recipient, std::string& out) const {
  const Message& shared = parts_->shared;
  const std::string subject = fill_in(shared.subject, recipient.personal, false);
  for (const std::string_view value : {std::string_view(subject), std::string_view(shared.from.name)}) {
    if (auto checked = check_line(value); !checked) return std::unexpected(checked.error());
  }
  const std::string border = boundary(recipient.message_id);
  const auto [first, last] = headers_of(shared, recipient, subject, border);

  out.clear();
  out.reserve(4096 + parts_->text.size() + parts_->html.size());
  for (const auto* headers : {&first, &shared.more_headers, &recipient.more_headers, &last}) {
    const bool is_foreign = headers == &shared.more_headers || headers == &recipient.more_headers;
    for (const Header& header : *headers) {
      if (auto checked = is_foreign ? check_ascii(header) : Result<void>(); !checked)
        return std::unexpected(checked.error());
      if (auto appended = append_header(out, header.first, header.second); !appended)
        return std::unexpected(appended.error());
    }
  }
  out.append("\r\n--").append(border).append("\r\n");
  parts_->text.append(out, recipient.personal);
  out.append("\r\n--").append(border).append("\r\n");
  parts_->html.append(out, recipient.personal);
  out.append("\r\n--").append(border).append("--\r\n");
  return {};
}

Result<std::string> format_message(const Message& message) {
  std::string out;
  const Form form(message);
  const auto filled =
      form.fill({.personal = {}, .to = message.to, .message_id = message.message_id, .more_headers = {}}, out);
  if (!filled) return std::unexpected(filled.error());
  return out;
}

std::size_t size_in_message(std::string_view text) {
  std::string part;
  TextPart("html", text).append(part, {});
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
