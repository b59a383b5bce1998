// What a mail server says.
#include "ehlo.h"
#include "smtp_reply.h"
#include "target.h"

namespace aggregator::fuzz {

namespace {

/// Each keyword stands in what the server said, without anything around it.
void read_keywords(std::string_view heard) {
  for (const std::string& keyword : mail::keywords_in(heard)) {
    require(!keyword.empty() && heard.contains(keyword), "a keyword is one that was said", keyword);
    require(keyword.find('\n') == std::string::npos, "a keyword is in one line", keyword);
  }
}

void read_replies(std::string_view input) {
  std::string received(input);
  while (true) {
    const std::size_t before = received.size();
    const auto reply = mail::take_reply(received);
    if (!reply) return require_message(reply.error().detail, "the reason");
    if (!*reply) return require(received.size() == before, "half a reply stays where it is");
    require(200 <= (*reply)->code && (*reply)->code <= 599, "a reply has a code of its own", (*reply)->text);
    require_message((*reply)->text, "a reply");
    require(received.size() < before, "a reply is taken off");
  }
}

}  // namespace

void try_input(std::string_view input) {
  read_keywords(input);
  read_replies(input);
}

}  // namespace aggregator::fuzz
