// A YAML document as a tree, small enough for lists of many thousand feeds: about 20 bytes a node and its text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace aggregator::config {

class YamlTree;
struct YamlEntry;

/// Where a node begins, by line and column in bytes, both from 0.
struct YamlMark {
  std::uint32_t line = 0, column = 0;
};

/// One node of a tree, which must outlive it and stay where it is. Made of nothing, it is null.
///
/// An alias is the node that it stands for, mark and all: following nodes down may therefore never end.
class YamlNode {
 public:
  YamlNode() = default;

  [[nodiscard]] bool is_null() const { return kind() == Kind::Null; }
  [[nodiscard]] bool is_scalar() const { return kind() == Kind::Scalar; }
  [[nodiscard]] bool is_sequence() const { return kind() == Kind::Sequence; }
  [[nodiscard]] bool is_map() const { return kind() == Kind::Map; }
  /// Whether it is a sequence in brackets or a map in braces.
  [[nodiscard]] bool is_flow() const;

  [[nodiscard]] YamlMark mark() const;
  /// The line that it begins in, from 1.
  [[nodiscard]] std::size_t line() const { return std::size_t{mark().line} + 1; }
  /// What a scalar says, without quotation marks and escapes; empty for other nodes.
  [[nodiscard]] std::string_view text() const;
  /// The items of a sequence; none of other nodes.
  [[nodiscard]] std::vector<YamlNode> items() const;
  /// The keys and values of a map in their order, with those that are given twice; none of other nodes.
  [[nodiscard]] std::vector<YamlEntry> entries() const;

 private:
  friend class YamlTree;
  enum class Kind : std::uint8_t { Null, Scalar, Sequence, Map, Alias };

  YamlNode(const YamlTree& tree, std::size_t index);
  [[nodiscard]] Kind kind() const;
  [[nodiscard]] std::vector<YamlNode> children() const;

  const YamlTree* tree_ = nullptr;
  std::size_t index_ = 0;  ///< never of an alias
};

struct YamlEntry {
  YamlNode key, value;
};

/// The tree, filled node by node in the order of the text; the children of a collection are what is added between its
/// begin and its end, in a map key and value by turns. Text and nodes may be no more than 4 GiB and 4 billion.
class YamlTree {
 public:
  using Index = std::uint32_t;

  /// The first node; null when there is none.
  [[nodiscard]] YamlNode root() const;

  // Each returns the new node's number, for add_alias() and end_collection().
  Index add_null(YamlMark mark);
  Index add_scalar(YamlMark mark, std::string_view text);
  Index add_alias(YamlMark mark, Index target);
  Index begin_sequence(YamlMark mark, bool is_flow);
  Index begin_map(YamlMark mark, bool is_flow);
  void end_collection(Index collection);

 private:
  friend class YamlNode;
  using Kind = YamlNode::Kind;

  /// [begin, end) is the text of a scalar, and the numbers of what is in a collection; an alias stands for the node
  /// `begin`.
  struct Record {
    YamlMark mark;
    Index begin, end;
    Kind kind;
    bool is_flow;
  };

  Index add(Record record);
  Index begin_collection(Kind kind, YamlMark mark, bool is_flow);
  /// The node behind this one and all that is in it.
  [[nodiscard]] std::size_t after(std::size_t index) const;

  std::deque<Record> records_;  // grows without a copy of itself
  std::string text_;
};

}  // namespace aggregator::config
