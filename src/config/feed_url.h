// What the address of a feed gives away.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aggregator::config {

/// Why `url` hardly is the address of a blog's feed, in words that go on from it ("looks like …"); nothing when it may
/// be. A guess: the server has the last word.
[[nodiscard]] std::optional<std::string> oddity_of(std::string_view url);

/// Takes a login out of `site`, which is shown to everybody, and says so in words that go on from what is left; nothing
/// when there was none.
[[nodiscard]] std::optional<std::string> take_out_login(std::string& site);

/// Whether `text` is a host with a path or without, where only the scheme was left out: "blog.example.org/feed".
[[nodiscard]] bool is_without_scheme(std::string_view text);

/// The addresses that somebody wrote into one text, one behind the other, apart by blanks or commas; mostly that is the
/// text itself. A scheme inside an address (https://proxy.example/https://blog.example/feed) begins no other.
[[nodiscard]] std::vector<std::string> addresses_written_in(std::string_view text);

/// Whether slashes are missing behind the scheme of `text`: "https:/blog.example.org/feed".
[[nodiscard]] bool is_short_of_slashes(std::string_view text);

}  // namespace aggregator::config
