#include "decoder.h"

#include <brotli/decode.h>
#include <fmt/format.h>
#include <libdeflate.h>
#include <zlib.h>

#include <array>
#include <cstdint>
#include <new>
#include <optional>

#include "aggregator/base/owned.h"
#include "aggregator/base/text.h"

namespace aggregator::http {
namespace {

using Buffer = std::array<unsigned char, 1u << 15>;

constexpr unsigned char kHeaderHasChecksum = 2;      // FHCRC, which libdeflate passes over
constexpr std::size_t kMostThatDeflateSaves = 1032;  // 258 bytes in two bits

/// As the last member of a gzip stream says it, modulo 2^32 (RFC 1952 section 2.3.1).
std::size_t size_of_last_member(std::string_view stream) {
  std::size_t size = 0;
  if (stream.size() < 4) return size;
  for (std::size_t place = 1; place <= 4; ++place) {
    size = size << 8 | static_cast<unsigned char>(stream[stream.size() - place]);
  }
  return size;
}

Result<void> append(std::string& decoded, const Buffer& buffer, std::size_t size, std::size_t max_bytes) {
  if (size > max_bytes - decoded.size()) return std::unexpected(body_too_large(max_bytes));
  decoded.append(reinterpret_cast<const char*>(buffer.data()), size);
  return {};
}

class Identity final : public Decoder {
 public:
  Result<void> decode(std::string_view encoded, std::string& decoded, std::size_t max_bytes) override {
    if (encoded.size() > max_bytes - decoded.size()) return std::unexpected(body_too_large(max_bytes));
    decoded.append(encoded);
    return {};
  }
  bool is_complete() const override { return true; }
};

/// gzip (RFC 1952, of one or more members) and deflate, which is zlib's format (RFC 1950) but that some servers send
/// the bare stream (RFC 1951).
class Inflater final : public Decoder {
 public:
  explicit Inflater(bool gzip) : gzip_(gzip) {}
  ~Inflater() override { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  Result<void> decode(std::string_view encoded, std::string& decoded, std::size_t max_bytes) override {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(encoded.data()));
    stream_.avail_in = static_cast<uInt>(encoded.size());
    while (stream_.avail_in > 0 && state_ != State::Surplus) {
      if (state_ == State::Untouched) begin_stream();
      if (state_ == State::BetweenMembers) begin_member();
      if (state_ != State::Inside) continue;
      if (auto inflated = inflate_some(decoded, max_bytes); !inflated) return inflated;
    }
    return {};
  }

  bool is_complete() const override { return state_ != State::Inside; }

 private:
  enum class State { Untouched, Inside, BetweenMembers, Surplus };

  void begin_stream() {
    // A bare stream cannot begin with the compression method 8 of RFC 1950: its padding bits would not be zero.
    const bool bare = !gzip_ && (stream_.next_in[0] & 0x0f) != 8;
    const int window_bits = gzip_ ? MAX_WBITS + 16 : bare ? -MAX_WBITS : MAX_WBITS;
    if (inflateInit2(&stream_, window_bits) != Z_OK) throw std::bad_alloc();
    state_ = State::Inside;
  }

  /// What stands behind the last member is padding or rubbish, which gzip passes over too.
  void begin_member() {
    state_ = gzip_ && stream_.next_in[0] == 0x1f ? State::Inside : State::Surplus;
    if (state_ == State::Inside) inflateReset(&stream_);
  }

  Result<void> inflate_some(std::string& decoded, std::size_t max_bytes) {
    Buffer buffer;
    int status = Z_OK;
    do {
      stream_.next_out = buffer.data();
      stream_.avail_out = static_cast<uInt>(buffer.size());
      status = inflate(&stream_, Z_NO_FLUSH);
      if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) {
        return fail(ErrorCode::Malformed, fmt::format("the answer is no {} stream", gzip_ ? "gzip" : "deflate"));
      }
      if (auto added = append(decoded, buffer, buffer.size() - stream_.avail_out, max_bytes); !added) return added;
    } while (status == Z_OK && stream_.avail_out == 0);
    if (status == Z_STREAM_END) state_ = State::BetweenMembers;
    return {};
  }

  bool gzip_;
  State state_ = State::Untouched;
  z_stream stream_{};
};

/// RFC 7932.
class Unbrotli final : public Decoder {
 public:
  Result<void> decode(std::string_view encoded, std::string& decoded, std::size_t max_bytes) override {
    touched_ = touched_ || !encoded.empty();
    const auto* in = reinterpret_cast<const std::uint8_t*>(encoded.data());
    std::size_t in_left = encoded.size();
    Buffer buffer;
    BrotliDecoderResult status = BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;
    while (status == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) {
      std::uint8_t* out = buffer.data();
      std::size_t out_left = buffer.size();
      status = BrotliDecoderDecompressStream(state_.get(), &in_left, &in, &out_left, &out, nullptr);
      if (auto added = append(decoded, buffer, buffer.size() - out_left, max_bytes); !added) return added;
    }
    if (status == BROTLI_DECODER_RESULT_ERROR) return fail(ErrorCode::Malformed, "the answer is no br stream");
    return {};
  }

  bool is_complete() const override { return !touched_ || BrotliDecoderIsFinished(state_.get()) == BROTLI_TRUE; }

 private:
  Owned<BrotliDecoderState, BrotliDecoderDestroyInstance> state_{
      BrotliDecoderCreateInstance(nullptr, nullptr, nullptr)};
  bool touched_ = false;
};

}  // namespace

Result<std::unique_ptr<Decoder>> make_decoder(std::string_view content_encoding) {
  const auto is = [&](std::string_view name) { return equals_ignoring_case(content_encoding, name); };
  if (content_encoding.empty() || is("identity")) return std::make_unique<Identity>();
  if (is("gzip") || is("x-gzip")) return std::make_unique<Inflater>(true);
  if (is("deflate")) return std::make_unique<Inflater>(false);
  if (is("br")) return std::make_unique<Unbrotli>();
  return fail(ErrorCode::Malformed,
              "the answer has a content encoding that was not asked for: " + quote(content_encoding));
}

std::optional<std::string> decode_at_once(std::string_view content_encoding, std::string_view encoded,
                                          std::size_t max_bytes) {
  const auto is = [&](std::string_view name) { return equals_ignoring_case(content_encoding, name); };
  if (!is("gzip") && !is("x-gzip")) return std::nullopt;
  if (encoded.size() < 4 || (static_cast<unsigned char>(encoded[3]) & kHeaderHasChecksum) != 0) return std::nullopt;
  const std::size_t size = size_of_last_member(encoded);
  if (size > max_bytes || size / kMostThatDeflateSaves > encoded.size()) return std::nullopt;
  const Owned<libdeflate_decompressor, libdeflate_free_decompressor> decompressor(libdeflate_alloc_decompressor());
  if (!decompressor) throw std::bad_alloc();
  libdeflate_result result = LIBDEFLATE_SUCCESS;
  std::size_t read = 0;
  std::string decoded;
  decoded.resize_and_overwrite(size, [&](char* out, std::size_t room) {
    result =
        libdeflate_gzip_decompress_ex(decompressor.get(), encoded.data(), encoded.size(), out, room, &read, nullptr);
    return result == LIBDEFLATE_SUCCESS ? room : 0;
  });
  if (result != LIBDEFLATE_SUCCESS || read != encoded.size()) return std::nullopt;
  return decoded;
}

Error body_too_large(std::size_t max_bytes) {
  constexpr std::size_t mebibyte = 1u << 20;
  return {ErrorCode::Unavailable, max_bytes >= mebibyte ? fmt::format("answer larger than {} MiB", max_bytes / mebibyte)
                                                        : fmt::format("answer larger than {} bytes", max_bytes)};
}

}  // namespace aggregator::http
