// Permissions in tests that may run as root, whom they do not stop.
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

namespace aggregator::store {

/// Acts as an account without rights while it lives.
class WithoutRights {
 public:
  WithoutRights() : was_root_(::geteuid() == 0) {
    if (was_root_ && ::seteuid(65534) != 0) throw std::runtime_error("cannot drop rights");
  }
  WithoutRights(const WithoutRights&) = delete;
  WithoutRights& operator=(const WithoutRights&) = delete;
  ~WithoutRights() {
    if (was_root_ && ::seteuid(0) != 0) std::abort();
  }

 private:
  bool was_root_;
};

}  // namespace aggregator::store
