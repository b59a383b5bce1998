// What differs between the recipients of one edition, and the placeholders that stand for it until it is sent.
//
// A placeholder is STX name ETX (U+0002, U+0003). Text from feeds and templates never holds control characters, so
// nobody else can write one.
#pragma once

#include <string>
#include <string_view>

namespace aggregator::mail {

enum class Placeholder { Address, UnsubscribeUrl, PreferencesUrl, ConfirmUrl };

/// The characters that stand for it in a rendered edition.
[[nodiscard]] std::string placeholder(Placeholder kind);

struct Personal {
  std::string address, unsubscribe_url, preferences_url, confirm_url;
};

/// `body` with its placeholders filled in. `as_html`: what is put in is escaped for HTML text and attributes.
[[nodiscard]] std::string fill_in(std::string_view body, const Personal& personal, bool as_html);

}  // namespace aggregator::mail
