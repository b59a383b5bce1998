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

std::optional<Placeholder> placeholder_named(std::string_view name) {
  for (const Field& field : kFields) {
    if (field.name == name) return field.kind;
  }
  return std::nullopt;
}

}  // namespace

std::string placeholder(Placeholder kind) {
  for (const Field& field : kFields) {
    if (field.kind == kind) return kStart + std::string(field.name) + kEnd;
  }
  return {};
}

std::vector<Piece> split_at_placeholders(std::string_view body) {
  std::vector<Piece> pieces;
  while (true) {
    const std::size_t start = body.find(kStart);
    const std::size_t end = body.find(kEnd, start);
    if (start == std::string_view::npos || end == std::string_view::npos) break;
    pieces.push_back({body.substr(0, start), placeholder_named(body.substr(start + 1, end - start - 1))});
    body.remove_prefix(end + 1);
  }
  pieces.push_back({body, std::nullopt});
  return pieces;
}

std::string personal_text(Placeholder kind, const Personal& personal, bool as_html) {
  for (const Field& field : kFields) {
    if (field.kind == kind) return as_html ? escape_html(personal.*field.value) : personal.*field.value;
  }
  return {};
}

std::string fill_in(std::string_view body, const Personal& personal, bool as_html) {
  std::string out;
  out.reserve(body.size() + 1024);
  for (const Piece& piece : split_at_placeholders(body)) {
    out.append(piece.text);
    if (piece.placeholder) out.append(personal_text(*piece.placeholder, personal, as_html));
  }
  return out;
}

}  // namespace aggregator::mail
