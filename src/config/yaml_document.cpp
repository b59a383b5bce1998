#include "yaml_document.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>

#include <sstream>
#include <string>

#include "aggregator/base/text.h"

namespace aggregator::config {
namespace {

/// Lets a document pass.
class Passing : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}
};

/// YAML::Load() takes the first document and does not look further; YAML::LoadAll() never ends when what follows is a
/// stray bracket or comma. So the document is passed once more and what comes then is asked for, once.
bool has_more_than_one_document(const std::string& text) {
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  Passing passing;
  return parser.HandleNextDocument(passing) && parser.HandleNextDocument(passing);
}

}  // namespace

Result<YAML::Node> load_yaml(std::string_view text, std::string_view name) {
  try {
    const std::string owned(text);
    const YAML::Node document = YAML::Load(owned);
    if (!has_more_than_one_document(owned)) return document;
    return fail(ErrorCode::Malformed, fmt::format("{}: something follows the end of its YAML document", name));
  } catch (const YAML::Exception& e) {
    // yaml-cpp repeats what it stumbled over as it is, perhaps a NUL or half a character.
    const std::string why = fold_white_space(e.msg);
    return fail(ErrorCode::Malformed, fmt::format("{}:{}: no YAML: {}", name, e.mark.line + 1, why));
  }
}

std::size_t line_of(const YAML::Node& node) { return static_cast<std::size_t>(node.Mark().line + 1); }

}  // namespace aggregator::config
