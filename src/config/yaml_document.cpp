#include "yaml_document.h"

#include <fmt/format.h>
#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <span>
#include <spanstream>
#include <string>
#include <vector>

#include "yaml_trouble.h"

namespace aggregator::config {
namespace {

YamlMark mark_of(const YAML::Mark& mark) {
  return {static_cast<std::uint32_t>(mark.line), static_cast<std::uint32_t>(mark.column)};
}

/// Makes a tree of what the parser sees. Its own tree of YAML::Node takes some 500 bytes a node.
class TreeBuilder : public YAML::EventHandler {
 public:
  explicit TreeBuilder(YamlTree& tree) : tree_(tree) {}

  void OnDocumentStart(const YAML::Mark& mark) override { document_ = mark_of(mark); }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { name(tree_.add_null(mark_of(mark)), anchor); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    tree_.add_alias(mark_of(mark), anchored_[anchor]);
  }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor, const std::string& text) override {
    progress_.scalar = mark_of(mark);
    name(tree_.add_scalar(mark_of(mark), text), anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    const bool is_flow = style == YAML::EmitterStyle::Flow;
    open({tree_.begin_sequence(mark_of(mark), is_flow), mark_of(mark), is_flow}, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    const bool is_flow = style == YAML::EmitterStyle::Flow;
    open({tree_.begin_map(mark_of(mark), is_flow), mark_of(mark), is_flow}, anchor);
  }
  void OnMapEnd() override { close(); }

  [[nodiscard]] YamlMark document() const { return document_; }  ///< where the last one begins
  [[nodiscard]] YamlProgress progress() const {
    YamlProgress progress = progress_;
    const auto innermost = std::ranges::find_if(open_.rbegin(), open_.rend(), &Open::is_flow);
    if (innermost != open_.rend()) progress.bracket = innermost->mark;
    return progress;
  }

 private:
  struct Open {
    YamlTree::Index node;
    YamlMark mark;
    bool is_flow;
  };

  /// The parser numbers anchors from 1 and knows which there are; 0 is none.
  void name(YamlTree::Index node, YAML::anchor_t anchor) {
    if (anchor >= anchored_.size()) anchored_.resize(anchor + 1);
    anchored_[anchor] = node;
  }

  void open(Open collection, YAML::anchor_t anchor) {
    name(collection.node, anchor);
    open_.push_back(collection);
  }

  void close() {
    tree_.end_collection(open_.back().node);
    open_.pop_back();
  }

  YamlTree& tree_;
  std::vector<Open> open_;
  std::vector<YamlTree::Index> anchored_;
  YamlMark document_;
  YamlProgress progress_;
};

std::unexpected<Error> no_yaml(std::string_view name, const YamlTrouble& trouble) {
  return fail(ErrorCode::Malformed, fmt::format("{}:{}: no YAML: {}", name, trouble.line, trouble.words));
}

}  // namespace

Result<YamlTree> load_yaml(std::string_view text, std::string_view name) {
  YamlTree tree;
  TreeBuilder builder(tree);
  try {
    std::ispanstream stream{std::span(text)};
    YAML::Parser parser(stream);
    // What follows is asked for once, and not until its end: behind a stray bracket or comma there is none.
    if (parser.HandleNextDocument(builder) && parser.HandleNextDocument(builder)) {
      return no_yaml(name, {std::size_t{builder.document().line} + 1,
                            "this does not go on with what stands above it, where the YAML document has ended"});
    }
  } catch (const YAML::DeepRecursion& e) {
    return no_yaml(name, {mark_of(e.mark).line + std::size_t{1}, "nested too deep"});
  } catch (const YAML::Exception& e) {
    return no_yaml(name, yaml_trouble(text, builder.progress(), mark_of(e.mark), e.msg));
  }
  if (const auto unclosed = unclosed_quote(text, builder.progress())) return no_yaml(name, *unclosed);
  return tree;
}

}  // namespace aggregator::config
