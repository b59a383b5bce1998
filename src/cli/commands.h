// The commands: each function adds one to the parser, with its options and what it does.
#pragma once

#include <CLI/App.hpp>

#include "context.h"

namespace aggregator::cli {

/// Where a command that was chosen leaves its action. Options that it refers to live in its closure.
using Chosen = Action;

void add_init(CLI::App& app, Chosen& chosen);
void add_add_feed(CLI::App& app, Chosen& chosen);
void add_remove_feed(CLI::App& app, Chosen& chosen);
void add_feeds(CLI::App& app, Chosen& chosen);
void add_import(CLI::App& app, Chosen& chosen);
void add_export(CLI::App& app, Chosen& chosen);
void add_check(CLI::App& app, Chosen& chosen);
void add_poll(CLI::App& app, Chosen& chosen);
void add_parse(CLI::App& app, Chosen& chosen);
void add_entries(CLI::App& app, Chosen& chosen);
void add_add_subscriber(CLI::App& app, Chosen& chosen);
void add_remove_subscriber(CLI::App& app, Chosen& chosen);
void add_subscribers(CLI::App& app, Chosen& chosen);
void add_import_subscribers(CLI::App& app, Chosen& chosen);
void add_export_subscribers(CLI::App& app, Chosen& chosen);
void add_digest(CLI::App& app, Chosen& chosen);
void add_preview(CLI::App& app, Chosen& chosen);
void add_send(CLI::App& app, Chosen& chosen);
void add_deliveries(CLI::App& app, Chosen& chosen);
void add_run(CLI::App& app, Chosen& chosen);
void add_stats(CLI::App& app, Chosen& chosen);
void add_version(CLI::App& app, Chosen& chosen);

}  // namespace aggregator::cli
