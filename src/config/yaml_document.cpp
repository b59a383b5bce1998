#include "yaml_document.h"

#include <fmt/format.h>
#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <span>
#include <spanstream>
#include <string>
#include <vector>

#include "aggregator/base/text.h"

namespace aggregator::config {
namespace {

YamlMark mark_of(const YAML::Mark& mark) {
  return {static_cast<std::uint32_t>(mark.line), static_cast<std::uint32_t>(mark.column)};
}

/// Makes a tree of what the parser sees. Its own tree of YAML::Node takes some 500 bytes a node.
class TreeBuilder : public YAML::EventHandler {
 public:
  explicit TreeBuilder(YamlTree& tree) : tree_(tree) {}

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { name(tree_.add_null(mark_of(mark)), anchor); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    tree_.add_alias(mark_of(mark), anchored_[anchor]);
  }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor, const std::string& text) override {
    name(tree_.add_scalar(mark_of(mark), text), anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    open(tree_.begin_sequence(mark_of(mark), style == YAML::EmitterStyle::Flow), anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    open(tree_.begin_map(mark_of(mark), style == YAML::EmitterStyle::Flow), anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  /// The parser numbers anchors from 1 and knows which there are; 0 is none.
  void name(YamlTree::Index node, YAML::anchor_t anchor) {
    if (anchor >= anchored_.size()) anchored_.resize(anchor + 1);
    anchored_[anchor] = node;
  }

  void open(YamlTree::Index collection, YAML::anchor_t anchor) {
    name(collection, anchor);
    open_.push_back(collection);
  }

  void close() {
    tree_.end_collection(open_.back());
    open_.pop_back();
  }

  YamlTree& tree_;
  std::vector<YamlTree::Index> open_, anchored_;
};

std::unexpected<Error> no_yaml(std::string_view name, const YAML::Mark& mark, std::string_view why) {
  // yaml-cpp repeats what it stumbled over as it is, perhaps a NUL or half a character.
  return fail(ErrorCode::Malformed, fmt::format("{}:{}: no YAML: {}", name, mark.line + 1, fold_white_space(why)));
}

}  // namespace

Result<YamlTree> load_yaml(std::string_view text, std::string_view name) {
  try {
    std::ispanstream stream{std::span(text)};
    YAML::Parser parser(stream);
    YamlTree tree;
    TreeBuilder builder(tree);
    // What follows is asked for once, and not until its end: behind a stray bracket or comma there is none.
    if (!parser.HandleNextDocument(builder) || !parser.HandleNextDocument(builder)) return tree;
    return fail(ErrorCode::Malformed, fmt::format("{}: something follows the end of its YAML document", name));
  } catch (const YAML::DeepRecursion& e) {
    return no_yaml(name, e.mark, "nested too deep");
  } catch (const YAML::Exception& e) {
    return no_yaml(name, e.mark, e.msg);
  }
}

}  // namespace aggregator::config
