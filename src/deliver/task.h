// One delivery on its way through the crew.
#pragma once

#include <memory>

#include "aggregator/deliver/message.h"
#include "aggregator/store/outbox.h"

namespace aggregator::deliver {

struct Task {
  store::Job job;
  std::shared_ptr<const Composer> composer;
};

}  // namespace aggregator::deliver
