// Titles that hold HTML by intention or by accident: `Learn <b>C++</b>`, `std::vector<T>`, `1 < 2`.
#pragma once

#include <string>
#include <string_view>

namespace aggregator::feed {

/// `title` as HTML in which everything is escaped that looks like a tag but means itself: what names no HTML element,
/// what does not end in ">", an element that is neither closed nor there for the looks (`the <table> element`), and
/// what stands close behind a word without ever being closed (`List<A>`, `a<b && c>d`).
[[nodiscard]] std::string title_markup(std::string_view title);

}  // namespace aggregator::feed
