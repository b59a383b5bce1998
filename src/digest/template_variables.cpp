#include "template_variables.h"

namespace aggregator::digest {
namespace {
using enum VariableKind;

// docs/templates.md says what each one means; a test holds the two together.
constexpr Variable kVariables[] = {
    {"digest", "language", Text},
    {"digest", "direction", Text},
    {"digest", "start", Text},
    {"digest", "word_break", Text},
    {"digest", "site", Text},
    {"digest", "date", Text},
    {"digest", "head", Optional},
    {"digest", "preheader", Optional},
    {"digest", "nothing_new", Optional},
    {"digest", "groups", List},
    {"digest", "more_on_web", Optional},
    {"digest", "arrow", Text},
    {"digest", "why", Text},
    {"digest", "label_preferences", Text},
    {"digest", "label_archive", Text},
    {"digest", "label_feed", Text},
    {"digest", "label_unsubscribe", Text},
    {"digest", "preferences_url", Text},
    {"digest", "archive_url", Text},
    {"digest", "feed_url", Text},
    {"digest", "unsubscribe_url", Text},

    {"groups", "heading", List},
    {"groups", "entries", List},

    {"heading", "title", Text},
    {"heading", "count", Text},
    {"heading", "rule", Text},

    {"entries", "title", Text},
    {"entries", "link", Optional},
    {"entries", "level", Text},
    {"entries", "lang", Optional},
    {"entries", "style", Optional},
    {"entries", "excerpt", Optional},
    {"entries", "image", Optional},
    {"entries", "badge", Optional},
    {"entries", "has_meta", Flag},
    {"entries", "meta", List},
    {"entries", "meta_line", Optional},
    {"entries", "notes", List},
    {"entries", "marker", Text},
    {"entries", "indent", Text},

    {"meta", "part", Text},
    {"meta", "more", Flag},

    {"notes", "note", Text},

    {"confirm", "language", Text},
    {"confirm", "direction", Text},
    {"confirm", "start", Text},
    {"confirm", "word_break", Text},
    {"confirm", "site", Text},
    {"confirm", "site_url", Text},
    {"confirm", "subject", Text},
    {"confirm", "title", Text},
    {"confirm", "ask", Text},
    {"confirm", "button", Text},
    {"confirm", "fallback", Text},
    {"confirm", "ignore", Text},
    {"confirm", "never", Text},
    {"confirm", "confirm_url", Text},
    {"confirm", "unsubscribe_url", Text},
};

}  // namespace

std::span<const Variable> template_variables() { return kVariables; }

}  // namespace aggregator::digest
