#include "aggregator/base/utf8_source.h"

#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "aggregator/base/ascii.h"
#include "aggregator/base/korean_bytes.h"
#include "aggregator/base/text.h"
#include "code_points.h"

namespace aggregator {
namespace {

constexpr std::size_t kChunkBytes = 1u << 16;

/// Without the character at its end, which may be cut off.
std::string_view whole_part_of(std::string_view utf8) {
  std::size_t end = utf8.size();
  while (end > 0 && U8_IS_TRAIL(utf8[end - 1])) --end;
  return end > 0 && utf8.size() - end < U8_MAX_LENGTH ? utf8.substr(0, end - 1) : utf8;
}

bool is_utf8(std::string_view bytes) {
  bool is_good = true;
  for_each_code_point(bytes, [&](UChar32 code, std::string_view) { is_good &= code >= 0; });
  return is_good;
}

/// Shared, because what is kept in a std::function can be copied. None where ICU came without it.
std::shared_ptr<UConverter> korean_converter() {
  UErrorCode status = U_ZERO_ERROR;
  return {ucnv_open("windows-949", &status), ucnv_close};
}

class Utf8Source {
 public:
  Utf8Source(ByteSource source, std::function<void()> when_korean)
      : source_(std::move(source)), when_korean_(std::move(when_korean)) {}

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
  enum class Form { Unknown, Ascii, Utf8, LittleEndian, BigEndian, Korean };

  Result<void> take_chunk() {
    std::string bytes;
    if (auto done = append_chunk(bytes); !done) return done;
    if (form_ == Form::Unknown) form_ = marked_form(bytes);
    if (form_ == Form::Ascii && !is_ascii(bytes)) {
      if (auto done = append_chunk(bytes); !done) return done;
      form_ = likely_form(bytes);
    }
    if (form_ == Form::Korean) {
      convert_korean(bytes);
    } else if (form_ == Form::LittleEndian || form_ == Form::BigEndian) {
      convert_wide(bytes);
    } else {
      ready_ += bytes;
    }
    return {};
  }

  Result<void> append_chunk(std::string& bytes) {
    if (is_end_) return {};
    const std::size_t begin = bytes.size();
    bytes.resize(begin + kChunkBytes);
    const auto count = source_(std::span(bytes).subspan(begin));
    if (!count) return std::unexpected(count.error());
    is_end_ = *count < kChunkBytes;
    bytes.resize(begin + *count);
    return {};
  }

  static Form marked_form(std::string_view bytes) {
    if (bytes.starts_with("\xFF\xFE")) return Form::LittleEndian;
    if (bytes.starts_with("\xFE\xFF")) return Form::BigEndian;
    return bytes.starts_with(kByteOrderMark) ? Form::Utf8 : Form::Ascii;
  }

  Form likely_form(std::string_view bytes) {
    if (is_utf8(whole_part_of(bytes)) || !looks_korean(bytes)) return Form::Utf8;
    korean_ = korean_converter();
    if (!korean_) return Form::Utf8;
    if (when_korean_) when_korean_();
    return Form::Korean;
  }

  /// No byte becomes more than one unit of UTF-16, and one may have been kept from the chunk before.
  void convert_korean(std::string_view bytes) {
    const std::size_t most = bytes.size() + 1;
    icu::UnicodeString text;
    char16_t* const begin = text.getBuffer(static_cast<std::int32_t>(most));
    char16_t* to = begin;
    const char* from = bytes.data();
    UErrorCode status = U_ZERO_ERROR;
    ucnv_toUnicode(korean_.get(), &to, begin + most, &from, from + bytes.size(), nullptr, static_cast<UBool>(is_end_),
                   &status);
    text.releaseBuffer(static_cast<std::int32_t>(to - begin));
    text.toUTF8String(ready_);
  }

  /// A chunk has whole units in it, but may end between the two of one character.
  void convert_wide(std::string_view bytes) {
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
  std::function<void()> when_korean_;
  Form form_ = Form::Unknown;
  std::shared_ptr<UConverter> korean_;
  std::string ready_;
  icu::UnicodeString first_half_;
  bool is_end_ = false;
};

}  // namespace

ByteSource utf8_source(ByteSource source, std::function<void()> when_korean) {
  return [reader = Utf8Source(std::move(source), std::move(when_korean))](std::span<char> room) mutable {
    return reader.read(room);
  };
}

}  // namespace aggregator
