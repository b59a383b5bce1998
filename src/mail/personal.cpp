#include "aggregator/mail/personal.h"

#include <array>

#include "aggregator/base/text.h"

namespace aggregator::mail {
namespace {

constexpr char kStart = '\x02', kEnd = '\x03';

struct Field {
  Placeholder kind;
  std::string_view name;
  std::string Personal::* value;
};
constexpr std::array kFields{
    Field{Placeholder::Address, "address", &Personal::address},
    Field{Placeholder::UnsubscribeUrl, "unsubscribe", &Personal::unsubscribe_url},
    Field{Placeholder::PreferencesUrl, "preferences", &Personal::preferences_url},
    Field{Placeholder::ConfirmUrl, "confirm", &Personal::confirm_url},
};

/// Appends the value that `name` stands for. A name that is none of ours gives nothing.
void append_value(std::string& out, std::string_view name, const Personal& personal, bool as_html) {
  for (const Field& field : kFields) {
    if (field.name != name) continue;
    const std::string& value = personal.*field.value;
    out += as_html ? escape_html(value) : value;
  }
}

}  // namespace

std::string placeholder(Placeholder kind) {
  for (const Field& field : kFields) {
    if (field.kind == kind) return kStart + std::string(field.name) + kEnd;
  }
  return {};
}

std::string fill_in(std::string_view body, const Personal& personal, bool as_html) {
  std::string out;
  out.reserve(body.size() + 1024);
  while (true) {
    const std::size_t start = body.find(kStart);
    const std::size_t end = body.find(kEnd, start);
    if (start == std::string_view::npos || end == std::string_view::npos) break;
    out.append(body.substr(0, start));
    append_value(out, body.substr(start + 1, end - start - 1), personal, as_html);
    body.remove_prefix(end + 1);
  }
  return out.append(body);
}

}  // namespace aggregator::mail
