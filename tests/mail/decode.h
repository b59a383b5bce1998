// Reads messages back: independent of what writes them.
#pragma once

#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace aggregator::test {

inline std::string decode_base64(std::string_view text) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned bits = 0;
  int count = 0;
  for (const char c : text) {
    const std::size_t value = kAlphabet.find(c);
    if (value == std::string_view::npos) continue;
    bits = bits << 6 | static_cast<unsigned>(value);
    count += 6;
    if (count >= 8) out += static_cast<char>(bits >> (count -= 8) & 0xFF);
  }
  return out;
}

inline std::string decode_quoted_printable(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '=') {
      out += text[i];
    } else if (text.substr(i + 1, 2) != "\r\n") {
      out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
      i += 2;
    } else {
      i += 2;
    }
  }
  return out;
}

/// The header as name and unfolded value, in order.
inline std::vector<std::pair<std::string, std::string>> read_header(std::string_view message) {
  std::vector<std::pair<std::string, std::string>> header;
  for (std::size_t at = 0; message.substr(at, 2) != "\r\n";) {
    const std::size_t end = message.find("\r\n", at);
    const std::string_view line = message.substr(at, end - at);
    if (line.starts_with(' ')) {
      header.back().second.append(line);
    } else {
      const std::size_t colon = line.find(": ");
      header.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    }
    at = end + 2;
  }
  return header;
}

inline std::string header_of(std::string_view message, std::string_view name) {
  for (const auto& [found, value] : read_header(message)) {
    if (found == name) return value;
  }
  return "(no such header)";
}

/// An unstructured value with its encoded words (base64 of UTF-8) decoded.
inline std::string decode_words(std::string_view value) {
  constexpr std::string_view kStart = "=?utf-8?B?";
  std::string out;
  bool after_word = false;
  std::istringstream words{std::string(value)};
  for (std::string word; std::getline(words, word, ' ');) {
    const bool encoded = word.starts_with(kStart) && word.ends_with("?=");
    if (!out.empty() && !(encoded && after_word)) out += ' ';
    out +=
        encoded ? decode_base64(std::string_view(word).substr(kStart.size(), word.size() - kStart.size() - 2)) : word;
    after_word = encoded;
  }
  return out;
}

/// The decoded part of a multipart message whose type is text/SUBTYPE, with CRLF line ends.
inline std::string part_of(std::string_view message, std::string_view subtype) {
  const std::size_t begin = message.find("Content-Type: text/" + std::string(subtype) + ";");
  if (begin == std::string_view::npos) return "(no such part)";
  const std::string_view part = message.substr(begin, message.find("\r\n--=_", begin) - begin);
  const std::string_view body = part.substr(part.find("\r\n\r\n") + 4);
  return part.contains("Content-Transfer-Encoding: base64") ? decode_base64(body) : decode_quoted_printable(body);
}

}  // namespace aggregator::test
