#include "aggregator/base/utf8_source.h"

#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

namespace aggregator {
namespace {

constexpr std::size_t kChunkBytes = 1u << 16;

class Utf8Source {
 public:
  explicit Utf8Source(ByteSource source) : source_(std::move(source)) {}

  Result<std::size_t> read(std::span<char> room) {
    while (ready_.size() < room.size() && !is_end_) {
      if (auto more = take_chunk(); !more) return std::unexpected(more.error());
    }
    const std::size_t count = std::min(room.size(), ready_.size());
    std::copy_n(ready_.begin(), count, room.begin());
    ready_.erase(0, count);
    return count;
  }

 private:
  enum class Form { Unknown, Utf8, LittleEndian, BigEndian };

  Result<void> take_chunk() {
    std::array<char, kChunkBytes> chunk;
    const auto count = source_(chunk);
    if (!count) return std::unexpected(count.error());
    is_end_ = *count < chunk.size();
    const std::string_view bytes(chunk.data(), *count);
    if (form_ == Form::Unknown) {
      form_ = bytes.starts_with("\xFF\xFE")   ? Form::LittleEndian
              : bytes.starts_with("\xFE\xFF") ? Form::BigEndian
                                              : Form::Utf8;
    }
    if (form_ == Form::Utf8) {
      ready_ += bytes;
    } else {
      convert(bytes);
    }
    return {};
  }

  /// A chunk has whole units in it, but may end between the two of one character.
  void convert(std::string_view bytes) {
    const std::size_t high = form_ == Form::BigEndian ? 0 : 1;
    icu::UnicodeString text(first_half_);
    for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
      const auto byte = [&](std::size_t which) { return static_cast<unsigned char>(bytes[at + which]); };
      text.append(static_cast<char16_t>(byte(high) << 8 | byte(1 - high)));
    }
    first_half_.remove();
    if (!is_end_ && !text.isEmpty() && U16_IS_LEAD(text.charAt(text.length() - 1))) {
      first_half_ = text.charAt(text.length() - 1);
      text.truncate(text.length() - 1);
    }
    text.toUTF8String(ready_);
  }

  ByteSource source_;
  Form form_ = Form::Unknown;
  std::string ready_;
  icu::UnicodeString first_half_;
  bool is_end_ = false;
};

}  // namespace

ByteSource utf8_source(ByteSource source) {
  return [reader = Utf8Source(std::move(source))](std::span<char> room) mutable { return reader.read(room); };
}

}  // namespace aggregator
