// Files of the runner: permissions, the list of feeds, templates.
#include <fmt/format.h>
#include <sys/stat.h>

#include <filesystem>
#include <set>

#include "aggregator/base/text.h"
#include "aggregator/config/feed_list.h"
#include "aggregator/config/secret_files.h"
#include "aggregator/digest/render.h"
#include "aggregator/store/feeds.h"
#include "doctor.h"
#include "output.h"

namespace aggregator::cli {
namespace {

bool others_can_read(const std::filesystem::path& file) {
  struct stat status{};
  return ::stat(file.c_str(), &status) == 0 && (status.st_mode & S_IROTH) != 0;
}

void look_at_health(const Patient& patient) {
  const auto feeds = store::list_feeds(*patient.database, patient.context.now());
  if (!feeds) return patient.wrong(feeds.error().detail);
  std::int64_t broken = 0;
  for (const store::FeedSummary& summary : *feeds) broken += summary.feed.failing_since ? 1 : 0;
  if (broken == 0) return;
  patient.hint(
      fmt::format("{} of {} fail", grouped(broken), counted(static_cast<std::int64_t>(feeds->size()), "feed", "feeds")),
      "`aggregator feeds --broken` says why, `aggregator check --online --patch` proposes where they moved");
}

/// Exactly as posts are put into groups: a tag in other letters is another tag.
void look_at_groups(const Patient& patient, const std::vector<config::ListedFeed>& feeds) {
  std::set<std::string> known;
  for (const config::ListedFeed& feed : feeds) known.insert(feed.tags.begin(), feed.tags.end());
  for (const config::Group& group : patient.settings.digest.groups) {
    for (const std::string& tag : group.tags) {
      if (known.contains(tag)) continue;
      patient.hint(fmt::format("digest.groups: no listed feed has the tag {} of the group {}; until one has it brings "
                               "no posts there",
                               quote(tag), quote(group.title)),
                   "correct the tag there, or give it to the feeds that are meant");
    }
  }
}

}  // namespace

void check_files(const Patient& patient) {
  const auto secrets = config::secret_files(patient.settings.file);
  if (!secrets) return patient.wrong(secrets.error().detail);
  for (const auto& file : *secrets) {
    if (others_can_read(file)) {
      patient.wrong(file.string() + " can be read by every account of this machine", "chmod o-rwx " + file.string());
    } else {
      patient.good(file.string() + " is kept from other accounts");
    }
  }
}

void check_feeds(const Patient& patient) {
  const auto list = config::read_feed_list(patient.settings.feeds);
  if (!list) return patient.wrong(list.error().detail, "`aggregator check` names all mistakes");
  const auto count = static_cast<std::int64_t>(list->feeds.size());
  if (count == 0) {
    patient.wrong(patient.settings.feeds.string() + " lists no feed", "`aggregator add-feed URL` adds one");
  } else {
    patient.good(fmt::format("{} lists {}", patient.settings.feeds.string(), counted(count, "feed", "feeds")));
  }
  if (count > 0) look_at_groups(patient, list->feeds);
  if (patient.database != nullptr) look_at_health(patient);
}

void check_templates(const Patient& patient) {
  const auto templates = digest::Templates::load(patient.settings.digest.templates, patient.settings.digest.design);
  if (!templates) return patient.wrong(templates.error().detail);
  patient.good(patient.settings.digest.templates ? patient.settings.digest.templates->string() + " can be used"
                                                 : "those that ship are used");
}

}  // namespace aggregator::cli
