// Content codings (RFC 9110 section 8.4): gzip, deflate and br.
//
// libcurl could do this, but it takes a compressed stream that ends too early for a whole one (7.88), and half a feed
// for a feed.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "aggregator/base/error.h"

namespace aggregator::http {

/// What a request may say that it understands.
inline constexpr const char* kAcceptEncoding = "gzip, deflate, br";

class Decoder {
 public:
  virtual ~Decoder() = default;

  /// Appends what `encoded` decodes to. Errors: Malformed, for bytes that are not of this coding; Unavailable, when
  /// `decoded` would become larger than `max_bytes`.
  [[nodiscard]] virtual Result<void> decode(std::string_view encoded, std::string& decoded, std::size_t max_bytes) = 0;

  /// Whether the stream may end here.
  [[nodiscard]] virtual bool is_complete() const = 0;
};

/// The decoder for a Content-Encoding header. Errors: Malformed, for a coding that was not asked for.
[[nodiscard]] Result<std::unique_ptr<Decoder>> make_decoder(std::string_view content_encoding);

/// What a gzip stream of one member decodes to, sooner than the decoder has it. Nothing where it is not plainly that,
/// or would become larger than `max_bytes`: the decoder tells what is wrong.
[[nodiscard]] std::optional<std::string> decode_at_once(std::string_view content_encoding, std::string_view encoded,
                                                        std::size_t max_bytes);

/// The error for a body above the limit, the same whether it was announced or counted.
[[nodiscard]] Error body_too_large(std::size_t max_bytes);

}  // namespace aggregator::http
