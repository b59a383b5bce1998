// E-mail addresses, with and without a name.
#include "aggregator/base/email_address.h"
#include "target.h"

namespace aggregator::fuzz {
namespace {

void check_address(const std::string& address) {
  constexpr std::size_t kMaxOctets = 254;
  require(address.size() <= kMaxOctets, "an address has at most 254 octets", address);
  require(address.find_first_of(std::string_view("\0\t\n\r <>,;\"", 10)) == address.npos,
          "an address holds nothing that ends it", address);
  require_line(address, "an address");
  const auto again = parse_email_address(address);
  require(again && *again == address, "an address reads back as it is", address);
  require(email_key(email_key(address)) == email_key(address), "a key is its own key", address);
}

}  // namespace

void try_input(std::string_view input) {
  if (const auto address = parse_email_address(input)) {
    check_address(*address);
  } else {
    require_message(address.error().detail, "the reason");
  }
  const auto mailbox = parse_mailbox(input);
  if (!mailbox) return require_message(mailbox.error().detail, "the reason");
  check_address(mailbox->address);
  require_line(mailbox->name, "a name");
}

}  // namespace aggregator::fuzz
