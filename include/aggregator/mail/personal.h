// What differs between the recipients of one edition, and the placeholders that stand for it until it is sent.
//
// A placeholder is STX name ETX (U+0002, U+0003). Text from feeds and templates never holds control characters, so
// nobody else can write one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aggregator::mail {

enum class Placeholder { Address, UnsubscribeUrl, PreferencesUrl, ConfirmUrl };

/// The characters that stand for it in a rendered edition.
[[nodiscard]] std::string placeholder(Placeholder kind);

struct Personal {
  std::string address, unsubscribe_url, preferences_url, confirm_url;
};

/// Text and the placeholder behind it; the last piece of a body has none. The text is a view of the body.
struct Piece {
  std::string_view text;
  std::optional<Placeholder> placeholder;
};
/// `body` cut at its placeholders. One that is none of ours is left out.
[[nodiscard]] std::vector<Piece> split_at_placeholders(std::string_view body);

/// What stands in the place of `kind`. `as_html`: escaped for HTML text and attributes.
[[nodiscard]] std::string personal_text(Placeholder kind, const Personal& personal, bool as_html);

/// `body` with its placeholders filled in.
[[nodiscard]] std::string fill_in(std::string_view body, const Personal& personal, bool as_html);

}  // namespace aggregator::mail
