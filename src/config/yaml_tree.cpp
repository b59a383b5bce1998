#include "yaml_tree.h"

namespace aggregator::config {

YamlNode::YamlNode(const YamlTree& tree, std::size_t index) : tree_(&tree), index_(index) {
  if (kind() == Kind::Alias) index_ = tree.records_[index].begin;
}

YamlNode::Kind YamlNode::kind() const { return tree_ == nullptr ? Kind::Null : tree_->records_[index_].kind; }

bool YamlNode::is_flow() const { return tree_ != nullptr && tree_->records_[index_].is_flow; }

YamlMark YamlNode::mark() const { return tree_ == nullptr ? YamlMark() : tree_->records_[index_].mark; }

std::string_view YamlNode::text() const {
  if (!is_scalar()) return "";
  const auto& record = tree_->records_[index_];
  return std::string_view(tree_->text_).substr(record.begin, record.end - record.begin);
}

std::vector<YamlNode> YamlNode::items() const { return is_sequence() ? children() : std::vector<YamlNode>(); }

std::vector<YamlEntry> YamlNode::entries() const {
  std::vector<YamlEntry> entries;
  if (!is_map()) return entries;
  const std::vector<YamlNode> nodes = children();
  entries.reserve(nodes.size() / 2);
  for (std::size_t i = 0; i + 1 < nodes.size(); i += 2) entries.push_back({nodes[i], nodes[i + 1]});
  return entries;
}

std::vector<YamlNode> YamlNode::children() const {
  std::vector<YamlNode> children;
  const auto& collection = tree_->records_[index_];
  for (std::size_t at = collection.begin; at < collection.end; at = tree_->after(at)) {
    children.push_back(YamlNode(*tree_, at));
  }
  return children;
}

YamlNode YamlTree::root() const { return records_.empty() ? YamlNode() : YamlNode(*this, 0); }

YamlTree::Index YamlTree::add_null(YamlMark mark) { return add({mark, 0, 0, Kind::Null, false}); }

YamlTree::Index YamlTree::add_scalar(YamlMark mark, std::string_view text) {
  const auto begin = static_cast<Index>(text_.size());
  text_ += text;
  return add({mark, begin, static_cast<Index>(text_.size()), Kind::Scalar, false});
}

YamlTree::Index YamlTree::add_alias(YamlMark mark, Index target) {
  return add({mark, target, target, Kind::Alias, false});
}

YamlTree::Index YamlTree::begin_sequence(YamlMark mark, bool is_flow) {
  return begin_collection(Kind::Sequence, mark, is_flow);
}

YamlTree::Index YamlTree::begin_map(YamlMark mark, bool is_flow) { return begin_collection(Kind::Map, mark, is_flow); }

void YamlTree::end_collection(Index collection) { records_[collection].end = static_cast<Index>(records_.size()); }

YamlTree::Index YamlTree::add(Record record) {
  records_.push_back(record);
  return static_cast<Index>(records_.size() - 1);
}

YamlTree::Index YamlTree::begin_collection(Kind kind, YamlMark mark, bool is_flow) {
  const auto first = static_cast<Index>(records_.size() + 1);
  return add({mark, first, first, kind, is_flow});
}

std::size_t YamlTree::after(std::size_t index) const {
  const Record& record = records_[index];
  const bool is_collection = record.kind == Kind::Sequence || record.kind == Kind::Map;
  return is_collection ? record.end : index + 1;
}

}  // namespace aggregator::config
