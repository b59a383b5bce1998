// The words by which a feed of comments is told from one of posts.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>

#include "aggregator/base/text.h"

namespace aggregator::feed {

[[nodiscard]] inline bool is_about_comments(std::string_view text) {
  const std::string lower = lower_ascii(text);
  return std::ranges::any_of(std::initializer_list<std::string_view>{"comment", "댓글", "コメント", "评论", "留言"},
                             [&](std::string_view word) { return lower.contains(word); });
}

}  // namespace aggregator::feed
