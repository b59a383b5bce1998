// The commands: what each does once its arguments are read (arguments.cpp). An error becomes the last line on stderr
// and the exit code.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/feed/feed.h"
#include "aggregator/poll/round.h"
#include "aggregator/store/entries.h"
#include "aggregator/store/subscribers.h"
#include "choice_text.h"
#include "context.h"

namespace aggregator::cli {

[[nodiscard]] Result<void> init(Context& context, const std::filesystem::path& directory);

struct AddFeedOptions {
  std::string url, title;
  std::vector<std::string> tags;
  bool no_verify = false;
};
[[nodiscard]] Result<void> add_feed(Context& context, const AddFeedOptions& options);
[[nodiscard]] Result<void> remove_feed(Context& context, const std::string& url_or_id);

/// Polls a feed again that is gone or that backs off.
[[nodiscard]] Result<void> enable_feed(Context& context, const std::string& url_or_id);

struct ReleaseOptions {
  std::string feed;
  bool drop = false;  ///< they are never to be mailed
};
[[nodiscard]] Result<void> release_posts(Context& context, const ReleaseOptions& options);

struct ListFeedsOptions {
  bool broken = false, json = false;
};
[[nodiscard]] Result<void> list_feeds(Context& context, const ListFeedsOptions& options);

[[nodiscard]] Result<void> import_list(Context& context, const std::string& source);
[[nodiscard]] Result<void> export_list(Context& context, const std::string& format);

struct CheckOptions {
  std::string file;
  bool online = false, with_secrets = false, patch = false, json = false;
};
[[nodiscard]] Result<void> check_list(Context& context, const CheckOptions& options);

struct PollOptions {
  poll::RoundOptions round;
  std::string feed;
  bool json = false;
};
[[nodiscard]] Result<void> poll_feeds(Context& context, const PollOptions& options);

struct ParseOptions {
  feed::ParseContext context;
  bool summary = false;
  std::vector<std::string> files;
};
[[nodiscard]] Result<void> parse_files(Context& context, const ParseOptions& options);

struct ListEntriesOptions {
  store::EntryFilter filter;
  bool json = false;
};
[[nodiscard]] Result<void> list_entries(Context& context, const ListEntriesOptions& options);

struct AddSubscriberOptions {
  std::string email;
  ChoiceText words;
  bool confirmed = false;
};
[[nodiscard]] Result<void> add_subscriber(Context& context, const AddSubscriberOptions& options);

struct EditSubscriberOptions {
  std::string email;
  ChoiceText words;
};
[[nodiscard]] Result<void> edit_subscriber(Context& context, const EditSubscriberOptions& options);

struct RemoveSubscribersOptions {
  std::vector<std::string> emails;
  std::string file;
};
/// All of them or none.
[[nodiscard]] Result<void> remove_subscribers(Context& context, const RemoveSubscribersOptions& options);

struct ResumeSubscribersOptions {
  std::vector<std::string> emails;
  store::SuspendedFilter filter;
  bool dry_run = false;
};
/// All of them or none.
[[nodiscard]] Result<void> resume_subscribers(Context& context, const ResumeSubscribersOptions& options);
[[nodiscard]] Result<void> list_subscribers(Context& context, bool as_json);

struct ImportSubscribersOptions {
  std::string file;
  bool dry_run = false;
};
[[nodiscard]] Result<void> import_subscribers(Context& context, const ImportSubscribersOptions& options);
[[nodiscard]] Result<void> export_subscribers(Context& context);

struct DigestOptions {
  bool json = false, dry_run = false;
};
[[nodiscard]] Result<void> make_digest(Context& context, const DigestOptions& options);

struct PreviewOptions {
  std::string subscriber, out;
  std::string format;  ///< html, text or eml; empty: what suits where it goes
  std::string design;  ///< empty: that of the settings
  bool open = false;
};
[[nodiscard]] Result<void> preview(Context& context, const PreviewOptions& options);

[[nodiscard]] Result<void> send(Context& context, bool as_json);

struct ListDeliveriesOptions {
  std::string state;
  bool json = false;
};
[[nodiscard]] Result<void> list_deliveries(Context& context, const ListDeliveriesOptions& options);

struct BounceOptions {
  std::vector<std::string> sources;  ///< files, Maildirs, "-" for standard input
  std::string recipient;             ///< the address that a mail server has the message for
  bool json = false;
};
[[nodiscard]] Result<void> take_bounces(Context& context, const BounceOptions& options);
/// `forget`: what earlier keys signed is void.
[[nodiscard]] Result<void> change_key(Context& context, bool forget);

/// One pass of poll, digest and send.
[[nodiscard]] Result<void> run_once(Context& context);

struct DoctorOptions {
  std::string send_to;  ///< gets a test mail; empty: nobody does
  bool json = false;
};
[[nodiscard]] Result<void> examine_all(Context& context, const DoctorOptions& options);

struct WhyOptions {
  std::string url;
  std::optional<store::EntryId> post;  ///< instead of `url`
  bool json = false;
};
[[nodiscard]] Result<void> tell_why(Context& context, const WhyOptions& options);
[[nodiscard]] Result<void> show_stats(Context& context, bool as_json);
[[nodiscard]] Result<void> show_version(Context& context);

}  // namespace aggregator::cli
