// Templates as runners write them: checked, and made whole of their parts.
//
//   digest.classic.html.mustache   {{> top}} …            a template
//   _top.html.mustache             <!doctype html> …      a part, which any template of its kind may show
//
// Only what a template can show is accepted, so that a slip of the pen is an error with file and line, and not a mail
// with a hole in it.
#pragma once

#include <map>
#include <set>
#include <string>

#include "aggregator/base/error.h"

namespace aggregator::digest {

struct TemplateFile {
  std::string text;
  std::string path;      ///< for messages: where it lies, or its name when it is built in
  std::string replaced;  ///< the text that is built in, where this is the runner's own in its place
};

/// By name: "confirm.txt.mustache", "en.strings".
using TemplateFiles = std::map<std::string, TemplateFile>;

struct WholeTemplate {
  std::string text;
  std::set<std::string> shown;  ///< names of variables whose value stands in it
  std::string largest_file;     ///< path of the one it has most of
};

/// The template `name`, each "{{> part}}" replaced by that part. A part is taken from the file of the same
/// kind, "_part.html.mustache" or "_part.txt.mustache", without the line break at its end.
///
/// Errors: Misconfigured, with file and line: a tag that is not closed, a section that is not closed or not closed in
/// its file, a variable or part that does not exist (with the nearest one that does), a list shown as text and text
/// as a list, a value of an attribute without quotes, parts that contain themselves or grow beyond measure, a link that
/// no such message may lack and that stands inside a section or a comment only; with the file: such a link that stands
/// nowhere.
[[nodiscard]] Result<WholeTemplate> read_template(const std::string& name, const TemplateFiles& files);

}  // namespace aggregator::digest
