// A file descriptor and its only owner.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string_view>

namespace aggregator {

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept;
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor();

  explicit operator bool() const { return number_ >= 0; }
  [[nodiscard]] int get() const { return number_; }

  /// Zero, or the error number for bytes that the system still held.
  int close();

 private:
  int number_ = -1;
};

/// How many descriptors this process may have, having asked the system for `wanted`.
[[nodiscard]] std::size_t allow_descriptors(std::size_t wanted);

/// Writes all of `bytes`. Zero, or the error number.
[[nodiscard]] int write_all(const Descriptor& file, std::string_view bytes);

/// A new name is on the disk only when its folder is. Zero, or the error number; a file system that cannot flush
/// folders (EINVAL) does what it can.
[[nodiscard]] int flush_folder(const std::filesystem::path& folder);

}  // namespace aggregator
