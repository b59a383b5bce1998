#include <ostream>

#include "aggregator/store/database.h"
#include "commands.h"

namespace aggregator::cli {

Result<void> change_key(Context& context, bool forget) {
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  const auto former = forget ? store::FormerKeys::Forget : store::FormerKeys::Keep;
  if (auto changed = store::change_signing_key(**database, context.random(), former); !changed) return changed;
  context.out() << (forget ? "another key signs from now on; links and bounces of mails sent so far are void\n"
                           : "another key signs from now on; links in mails sent so far stay good\n");
  return {};
}

}  // namespace aggregator::cli
