#include "gumbo_tree.h"

#include <algorithm>
#include <csetjmp>
#include <cstring>
#include <string>

namespace aggregator::feed {
namespace {

struct Allocation {
  std::pmr::memory_resource* resource;
  std::size_t left;
  std::jmp_buf exhausted;
};

/// gumbo knows no way to fail: it would write through a null pointer. Jumping over its frames is the only way out; they
/// are C, and all they own lies in the resource.
void* take(void* userdata, std::size_t bytes) noexcept {
  auto& allocation = *static_cast<Allocation*>(userdata);
  if (bytes > allocation.left) std::longjmp(allocation.exhausted, 1);  // NOLINT(cert-err52-cpp)
  allocation.left -= bytes;
  // Zeros, because gumbo forgets to set some of it: whether a <table> closes a <p> would depend on what was there
  // before.
  return std::memset(allocation.resource->allocate(bytes), 0, bytes);
}

void keep(void* /*userdata*/, void* /*pointer*/) noexcept {}

}  // namespace

const GumboOutput* GumboMemory::parse(std::string_view html, GumboTag context) {
  Allocation allocation{&buffer_, std::min(kMaxBytes, kMinBytes + kBytesPerByte * html.size()), {}};
  GumboOptions options = kGumboDefaultOptions;
  options.allocator = take;
  options.deallocator = keep;
  options.userdata = &allocation;
  options.max_errors = 0;
  options.fragment_context = context;
  if (setjmp(allocation.exhausted) != 0) {  // NOLINT(cert-err52-cpp)
    buffer_.release();
    return nullptr;
  }
  return gumbo_parse_with_options(&options, html.data(), html.size());
}

HtmlTree::HtmlTree(std::string_view html, Kind kind) : source_(html) {
  const GumboTag context = kind == Kind::Fragment ? GUMBO_TAG_BODY : GUMBO_TAG_LAST;
  std::string_view source = source_.text();
  while ((output_ = memory_.parse(source, context)) == nullptr) source = source.substr(0, source.size() / 2);
}

const char* attribute_of(const GumboElement& element, const char* name) {
  const GumboAttribute* const found = gumbo_get_attribute(&element.attributes, name);
  return found == nullptr ? nullptr : found->value;
}

}  // namespace aggregator::feed
