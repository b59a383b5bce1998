#include "yaml_document.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "../support/value_of.h"

namespace aggregator::config {
namespace {
using test::value_of;

/// Where the node stands, as "line:column", both from 0.
std::string place_of(const YamlNode& node) {
  return std::to_string(node.mark().line) + ':' + std::to_string(node.mark().column);
}

/// The node in one line: null, 'text', [items], {keys and values}. It goes `depth` levels down.
std::string shown(const YamlNode& node, int depth = 5) {
  if (node.is_null()) return "null";
  if (node.is_scalar()) return '\'' + std::string(node.text()) + '\'';
  if (depth == 0) return "...";
  std::string inside;
  for (const YamlNode& item : node.items()) inside += (inside.empty() ? "" : ", ") + shown(item, depth - 1);
  for (const auto& [key, value] : node.entries()) {
    inside += (inside.empty() ? "" : ", ") + shown(key, depth - 1) + ": " + shown(value, depth - 1);
  }
  return node.is_sequence() ? '[' + inside + ']' : '{' + inside + '}';
}

std::string read(std::string_view yaml) {
  const auto tree = load_yaml(yaml, "f.yaml");
  return tree ? shown(tree->root()) : tree.error().detail;
}

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

}  // namespace

TEST(LoadYaml, BuildsTheTree) {
  const std::pair<const char*, const char*> cases[] = {
      {"word", "'word'"},
      {"[]", "[]"},
      {"{}", "{}"},
      {"- a\n- - b\n  - c\n- []\n- d", "['a', ['b', 'c'], [], 'd']"},
      {"a: {b: [c, {d: e}]}\nf:\n  g: h\ni: j", "{'a': {'b': ['c', {'d': 'e'}]}, 'f': {'g': 'h'}, 'i': 'j'}"},
      {"[a: b, c]", "[{'a': 'b'}, 'c']"},
      {"? [a, b]\n: c", "{['a', 'b']: 'c'}"},
      {"a: |\n  two\n  lines\nb: >\n  one\n  line\n", "{'a': 'two\nlines\n', 'b': 'one line\n'}"},
      {"\"a\\tb\\u00e9\\L\"", "'a\tb\u00e9\u2028'"},
      {"\xef\xbb\xbf"
       "a: b",
       "{'a': 'b'}"},
      {"<<: {a: b}", "{'<<': {'a': 'b'}}"},  // no key of its own
  };
  for (const auto& [yaml, expected] : cases) {
    SCOPED_TRACE(yaml);
    EXPECT_EQ(read(yaml), expected);
  }
}

TEST(LoadYaml, TellsNothingFromText) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "null"},
      {"# only a comment\n", "null"},
      {"---\n", "null"},
      {"a:", "{'a': null}"},
      {"[~, null, Null, NULL]", "[null, null, null, null]"},
      {"- \n-", "[null, null]"},
      {"\"\"", "''"},
      {"['null', \"~\", nULL, none]", "['null', '~', 'nULL', 'none']"},
      {"- !!str null\n- !!str\n- !mine", "['null', '', '']"},  // a tag makes it text
      {": a", "{null: 'a'}"},
  };
  for (const auto& [yaml, expected] : cases) {
    SCOPED_TRACE(yaml);
    EXPECT_EQ(read(yaml), expected);
  }
}

TEST(LoadYaml, KeepsKeysThatAreGivenTwiceInTheirOrder) {
  EXPECT_EQ(read("a: 1\nb: 2\na: 3"), "{'a': '1', 'b': '2', 'a': '3'}");
}

TEST(LoadYaml, PutsTheAnchoredNodeInPlaceOfAnAlias) {
  const std::pair<const char*, const char*> cases[] = {
      {"[&a word, *a]", "['word', 'word']"},
      {"[&a , *a]", "[null, null]"},
      {"- &a [1, [2]]\n- *a\n- last", "[['1', ['2']], ['1', ['2']], 'last']"},
      {"- &a {b: c}\n- d: *a\n  e: f", "[{'b': 'c'}, {'d': {'b': 'c'}, 'e': 'f'}]"},
      {"&a a: b\nc: *a", "{'a': 'b', 'c': 'a'}"},
      {"{&a a: b, *a : c}", "{'a': 'b', 'a': 'c'}"},
      {"[&a 1, *a, &a 2, *a]", "['1', '1', '2', '2']"},
      {"[&a [&b x, *b], *a, *b]", "[['x', 'x'], ['x', 'x'], 'x']"},
  };
  for (const auto& [yaml, expected] : cases) {
    SCOPED_TRACE(yaml);
    EXPECT_EQ(read(yaml), expected);
  }
}

TEST(LoadYaml, LetsAnAliasStandInsideItsOwnAnchor) {
  EXPECT_EQ(read("&a [*a, b]"), "[[[[[..., 'b'], 'b'], 'b'], 'b'], 'b']");
}

TEST(LoadYaml, DoesNotMultiplyWhatAliasesMultiply) {
  std::string yaml = "- &l0 [x, x]\n";
  for (int level = 1; level <= 40; ++level) {
    const std::string below = "*l" + std::to_string(level - 1);
    yaml += "- &l" + std::to_string(level) + " [" + below + ", " + below + "]\n";
  }
  EXPECT_EQ(value_of(load_yaml(yaml, "f.yaml")).root().items().size(), 41u);  // and 2^40 words, if one looked
}

TEST(LoadYaml, KnowsWhereNodesBegin) {
  const auto tree =
      value_of(load_yaml("# first\nkey: \xc3\xa9t\xc3\xa9 \n\"q\": [x,\n  &a y]\nz: *a\nn: ~\n", "f.yaml"));
  const auto entries = tree.root().entries();
  ASSERT_EQ(entries.size(), 4u);
  EXPECT_EQ(place_of(tree.root()), "1:0");
  EXPECT_EQ(tree.root().line(), 2u);
  EXPECT_EQ(place_of(entries[0].value), "1:5");
  EXPECT_EQ(place_of(entries[1].key), "2:0");  // the quotation mark
  EXPECT_EQ(place_of(entries[1].value), "2:5");
  EXPECT_EQ(place_of(entries[1].value.items()[1]), "3:2");  // the anchor
  EXPECT_EQ(place_of(entries[2].value), "3:2");             // what the alias stands for
  EXPECT_EQ(place_of(entries[3].value), "5:3");
}

TEST(LoadYaml, CountsColumnsInBytes) {
  const auto tree = value_of(load_yaml("[\xc3\xa9, x]", "f.yaml"));
  EXPECT_EQ(place_of(tree.root().items()[1]), "0:5");
}

TEST(LoadYaml, KnowsWhatStandsInBracketsAndBraces) {
  const auto tree = value_of(load_yaml("- [a]\n- {b: c}\n- - d\n- e: f\n- g\n-\n- &x [h]\n- *x\n", "f.yaml"));
  EXPECT_FALSE(tree.root().is_flow());
  std::vector<bool> is_flow;
  for (const YamlNode& item : tree.root().items()) is_flow.push_back(item.is_flow());
  EXPECT_EQ(is_flow, (std::vector<bool>{true, true, false, false, false, false, true, true}));
}

TEST(LoadYaml, RefusesWhatIsNotOneDocument) {
  const std::pair<std::string, const char*> cases[] = {
      {"a\n---\nb", "f.yaml: something follows the end of its YAML document"},
      {"a: b\n...\n# nothing\n", "{'a': 'b'}"},
      {"- a\n]\n", "f.yaml:2: no YAML: illegal flow end"},
      {"[a], b", "f.yaml: something follows the end of its YAML document"},
      {"a\n---\nb: [", "f.yaml:3: no YAML: end of sequence flow not found"},
      {"a: b\n- c", "f.yaml:2: no YAML: end of map not found"},
      {"- a\n- [b\n", "f.yaml:3: no YAML: end of sequence flow not found"},
      {"a:\n\tb: c", "f.yaml:2: no YAML: illegal map value"},
      {"- &a x\n- *b\n", "f.yaml:2: no YAML: the referenced anchor is not defined"},
      {"[*a, &a x]", "f.yaml:1: no YAML: the referenced anchor is not defined"},
      {"- &a x\n---\n- *a\n", "f.yaml:3: no YAML: the referenced anchor is not defined"},
      {"\"a\\q\"", "f.yaml:1: no YAML: unknown escape character: q"},
  };
  for (const auto& [yaml, expected] : cases) {
    SCOPED_TRACE(yaml);
    EXPECT_EQ(read(yaml), expected);
  }
}

TEST(LoadYaml, BoundsHowDeepADocumentIsNested) {
  EXPECT_TRUE(load_yaml(repeated("[", 400) + repeated("]", 400), "f.yaml"));
  const std::string cases[] = {
      repeated("[", 100000),    repeated("[", 1000) + repeated("]", 1000),
      repeated("{a: ", 100000), repeated("[a: ", 100000),
      repeated("- ", 100000),   repeated("? ", 100000),
      repeated(": ", 100000),
  };
  for (const std::string& yaml : cases) {
    SCOPED_TRACE(yaml.substr(0, 8));
    EXPECT_EQ(read(yaml), "f.yaml:1: no YAML: nested too deep");
  }
}

TEST(LoadYaml, ShowsWhatItStumbledOverAsText) {
  EXPECT_EQ(read(std::string("\"a\\") + '\0' + '"'), "f.yaml:1: no YAML: unknown escape character:");
}

TEST(YamlNode, MadeOfNothingIsNull) {
  const YamlNode node;
  EXPECT_TRUE(node.is_null());
  EXPECT_FALSE(node.is_flow());
  EXPECT_EQ(node.text(), "");
  EXPECT_TRUE(node.items().empty());
  EXPECT_TRUE(node.entries().empty());
  EXPECT_EQ(place_of(node), "0:0");
}

TEST(YamlNode, HasOnlyWhatItsKindHas) {
  const auto tree = value_of(load_yaml("[word, [a], {b: c}]", "f.yaml"));
  const auto items = tree.root().items();
  ASSERT_EQ(items.size(), 3u);
  EXPECT_TRUE(items[0].items().empty());
  EXPECT_TRUE(items[0].entries().empty());
  EXPECT_TRUE(items[1].entries().empty());
  EXPECT_EQ(items[1].text(), "");
  EXPECT_TRUE(items[2].items().empty());
}

}  // namespace aggregator::config
