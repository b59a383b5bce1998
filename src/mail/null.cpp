// The transport that goes nowhere.
#include "aggregator/mail/transport.h"

namespace aggregator::mail {
namespace {

class NullTransport final : public Transport {
 public:
  Outcome send(const Envelope&, std::string_view, std::string_view) override {
    return {Outcome::State::Sent, "discarded", false};
  }
};

}  // namespace

std::unique_ptr<Transport> null_transport() { return std::make_unique<NullTransport>(); }

}  // namespace aggregator::mail
