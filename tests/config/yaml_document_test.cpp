#include "yaml_document.h"

#include <gmock/gmock.h>

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

TEST(LoadYaml, TakesADocumentThatIsEndedByHand) { EXPECT_EQ(read("a: b\n...\n# nothing\n"), "{'a': 'b'}"); }

TEST(LoadYaml, RefusesWhatIsNotOneDocument) {
  const std::pair<std::string, const char*> cases[] = {
      {"a\n---\nb", "f.yaml:2: no YAML: this does not go on"},
      {"[a], b", "f.yaml:1: no YAML: this does not go on"},
      {"- url: a\nfeeds: b\n", "f.yaml:2: no YAML: this does not go on"},
  };
  for (const auto& [yaml, expected] : cases) {
    SCOPED_TRACE(yaml);
    EXPECT_THAT(read(yaml), testing::StartsWith(expected));
  }
}

TEST(LoadYaml, SaysWhatIsWrongAndHowToMendIt) {
  const std::string feed = "feeds:\n  - url: a\n";
  const std::pair<std::string, const char*> cases[] = {
      // Indentation.
      {feed + "\ttitle: x\n", "3: no YAML: a tab before the first word of the line; indent with blanks alone"},
      {feed + "  \ttitle: x\n", "3: no YAML: a tab before"},
      {"feeds:\n\t- url: a\n", "2: no YAML: a tab before"},
      {"feeds:\n  -\turl: a\n", "2: no YAML: a tab before"},
      {"poll:\n\ttimeout: 3s\n", "2: no YAML: a tab before"},
      {feed + "      title: x\n", "3: no YAML: indented deeper than the line above, which has a value already; keys"},
      {"feeds: x\n  - url: a\n", "2: no YAML: indented deeper"},
      {feed + "   title: x\n", "3: no YAML: the line does not begin where one that it belongs to does; keys"},
      {feed + " - url: b\n", "3: no YAML: the line does not begin"},
      {feed + "    - url: b\n", "3: no YAML: the line does not begin"},
      {feed + "  title: x\n", "3: no YAML: the line does not begin"},
      {"a: b\n- c", "2: no YAML: the line does not begin"},
      {"feeds: - url: a\n", "1: no YAML: a dash behind a key; a list begins in the line below its key"},
      // Keys and values.
      {"feeds:\n  - url a\n    title: x\n", "2: no YAML: no key with its value; write `key: value`"},
      {"feeds:\n  - url:a\n    title: x\n", "2: no YAML: no key with its value"},
      {feed + "    title: Kiln: the blog\n",
       "3: no YAML: a colon with a blank behind it inside a value; put the value"},
      {feed + "    title: @me\n", "3: no YAML: a value that begins with \"@\"; put the value in quotation marks"},
      {feed + "    title: ? x\n", "3: no YAML: a value that begins with \"?\"; put"},
      {feed + "    title: | x\n", "3: no YAML: text behind the | or > that begins a value; put"},
      {feed + "    title: *x*\n",
       "3: no YAML: a value that begins with * or &, which mean something of their own there; put the value"},
      {feed + "    title: & co\n", "3: no YAML: a value that begins with * or &"},
      {"[*a, &a x]", "1: no YAML: a value that begins with * or &"},
      {"- &a x\n---\n- *a\n", "3: no YAML: a value that begins with * or &"},
      // Quotation marks.
      {feed + "    title: \"x\n  - url: b\n",
       "3: no YAML: a quotation mark that nothing closes; put another \" behind"},
      {feed + "    title: 'it''s\n", "3: no YAML: a quotation mark that nothing closes; put another ' behind"},
      {feed + "    tags: [\"x, y]\n", "3: no YAML: a quotation mark that nothing closes"},
      {"\xef\xbb\xbf\"x\\\"\n", "1: no YAML: a quotation mark that nothing closes"},
      {"a: &b 'x\n", "1: no YAML: a quotation mark that nothing closes"},
      {feed + "    title: 'it's'\n", "3: no YAML: text behind the quotation mark that ends a value; inside"},
      {feed + "    title: \"x\" y\n", "3: no YAML: text behind the quotation mark that ends a value"},
      {"\"a\\q\"", "1: no YAML: a backslash in \"…\" that begins nothing known; write \\\\ for one, or use '…'"},
      {"\"\\xZZ\"", "1: no YAML: a backslash in \"…\""},
      {"a: \"b\n--- c\n", "2: no YAML: a value in quotation marks goes on until here; put the one that ends it"},
      // Brackets.
      {feed + "    tags: [x\n  - url: b\n",
       "3: no YAML: a [ that nothing closes: ] behind the last item or a comma "
       "between two is missing (noticed in line 4)"},
      {"a: b\nb: [\n",
       "2: no YAML: a [ that nothing closes: ] behind the last item or a comma between two is missing "
       "(noticed at the end of the file)"},
      {"a\n---\nb: [", "3: no YAML: a [ that nothing closes"},
      {"- a\n- {b: c\n", "2: no YAML: a { that nothing closes: }"},
      {"poll: { timeout: 3s  per_host: 5 }\n",
       "1: no YAML: a { that nothing closes: } behind the last item or a comma "
       "between two is missing (noticed in line 1)"},
      {"- a\n]\n", "2: no YAML: ] closes what nothing opened; take it out, or put the value in quotation marks"},
      {"a: [b, c}\n", "1: no YAML: } closes what another bracket opened"},
      // What git leaves.
      {"feeds:\n<<<<<<< HEAD\n  - url: a\n=======\n  - url: b\n>>>>>>> x\n",
       "2: no YAML: a conflict that git has left; keep one side of it and take the lines with <<<<<<<"},
  };
  for (const auto& [yaml, expected] : cases) {
    SCOPED_TRACE(yaml);
    EXPECT_THAT(read(yaml), testing::StartsWith(std::string("f.yaml:") + expected));
  }
}

TEST(LoadYaml, TakesQuotationMarksThatAreClosedOrNone) {
  for (const char* yaml : {"'it''s'", "\"a \\\" b\"", "it's", "a: |\n  \"x\n", "a: &b |\n  it's\n", "- 'x'\n- y's\n",
                           "\xef\xbb\xbf'x'", "!t 'x'", "&a \"x\"", "'x' # \"", "- &a\n  'x'\n", "[\xe9, 'x']"}) {
    EXPECT_TRUE(load_yaml(yaml, "f.yaml")) << yaml;
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
  EXPECT_EQ(read(std::string("\"a\\") + '\0' + '"'),
            "f.yaml:1: no YAML: a backslash in \"…\" that begins nothing known; write \\\\ for one, or use '…'");
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
