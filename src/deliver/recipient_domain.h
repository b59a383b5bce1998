// What recipients are told apart by.
#pragma once

#include <string>
#include <string_view>

#include "aggregator/base/email_address.h"
#include "aggregator/base/text.h"

namespace aggregator::deliver {

inline std::string recipient_domain(std::string_view email) { return lower_ascii(domain_of(email)); }

}  // namespace aggregator::deliver
