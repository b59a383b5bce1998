#include "entities.h"

#include <gtest/gtest.h>

namespace aggregator::feed {

TEST(ReadReference, TakesOnlyWhatIsOne) {
  EXPECT_EQ(read_reference("&eacute;x").name, "eacute");
  EXPECT_EQ(read_reference("&eacute;x").length, 8U);
  EXPECT_EQ(read_reference("&#xE9; ").name, "#xE9");
  for (const char* text : {"&", "&;", "& x;", "&a b;", "&amp", "&a=1&b;"}) {
    SCOPED_TRACE(text);
    EXPECT_EQ(read_reference(text).length, 0U);
  }
}

TEST(NumericCharacter, ReadsDecimalAndHexadecimal) {
  EXPECT_EQ(numeric_character("#233"), "é");
  EXPECT_EQ(numeric_character("#xe9"), "é");
  EXPECT_EQ(numeric_character("#X1F600"), "😀");
  EXPECT_EQ(numeric_character("#146"), "’");  // as in HTML
}

TEST(NumericCharacter, RefusesWhatIsNoCharacterOfXml) {
  for (const char* name : {"#0", "#11", "#xD800", "#x110000", "#99999999999", "#-1", "#", "#x", "#1x", "amp", "#129"}) {
    SCOPED_TRACE(name);
    EXPECT_FALSE(numeric_character(name));
  }
}

TEST(Entities, KnowHtmlsNamesAsUndeclared) {
  Entities entities;
  const auto meaning = entities.find("eacute");
  ASSERT_TRUE(meaning);
  EXPECT_EQ(meaning->text, "é");
  EXPECT_FALSE(meaning->declared);
  EXPECT_EQ(entities.find("nbsp")->text, "\u00A0");
  EXPECT_EQ(entities.find("emsp")->text, "\u2003");
  EXPECT_FALSE(entities.find("nosuchthing"));
  EXPECT_FALSE(entities.find("#65"));
}

TEST(Entities, KnowAllNamesThatWereExpectedAsIfEachWereAskedAlone) {
  const std::string_view names[] = {"eacute",      "nosuchthing", "emsp",          "NewLine", "semi", "lang",
                                    "notanentity", "eacute",      "NotEqualTilde", "_",       "nbsp"};
  Entities together;
  together.expect(names);
  for (const std::string_view name : names) {
    SCOPED_TRACE(name);
    Entities alone;
    const auto meaning = together.find(name), expected = alone.find(name);
    ASSERT_EQ(meaning.has_value(), expected.has_value());
    EXPECT_EQ(meaning ? meaning->text : "", expected ? expected->text : "");
  }
  EXPECT_EQ(together.find("nbsp")->text, "\u00A0") << "behind names of nothing";
  EXPECT_EQ(together.find("semi")->text, ";");
}

TEST(Entities, MeanByHtmls4NamesWhatTheDocumentTypesOfFeedsDeclare) {
  Entities entities;
  EXPECT_EQ(entities.find("lang")->text, "\u2329");  // HTML 5: U+27E8
  EXPECT_EQ(entities.find("rang")->text, "\u232A");
}

TEST(Entities, KnowWhatTheDocumentDeclares) {
  Entities entities;
  entities.declare(R"(<!DOCTYPE rss [<!ENTITY firm 'Kim &amp; Lee'><!ENTITY both "&firm;&#33;">]>)");
  ASSERT_TRUE(entities.find("both"));
  EXPECT_EQ(entities.find("both")->text, "Kim & Lee!");
  EXPECT_TRUE(entities.find("both")->declared);
}

TEST(Entities, CountAsDeclaredWhenAnExternalSubsetMayDeclareThem) {
  Entities entities;
  entities.declare(R"(<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "rss-0.91.dtd">)");
  EXPECT_TRUE(entities.find("eacute")->declared);
}

TEST(Entities, FetchNothingFromOutside) {
  Entities entities;
  entities.declare(R"(<!DOCTYPE rss [<!ENTITY secret SYSTEM "file:///etc/passwd">]>)");
  ASSERT_TRUE(entities.find("secret"));
  EXPECT_EQ(entities.find("secret")->text, "");
}

TEST(Entities, StayFiniteWhenTheyNameEachOther) {
  Entities entities;
  entities.declare(R"(<!DOCTYPE x [<!ENTITY a "&b;"><!ENTITY b "&a;">]>)");
  EXPECT_EQ(entities.find("b")->text, "&b;");
}

TEST(Entities, BoundTheirExpansion) {
  std::string doctype = "<!DOCTYPE x [<!ENTITY l0 \"0123456789\">";
  for (int i = 1; i < 100; ++i) {
    const std::string before = "&l" + std::to_string(i - 1) + ";";
    doctype += "<!ENTITY l" + std::to_string(i) + " \"" + before + before + "\">";
  }
  Entities entities;
  entities.declare(doctype + "]>");
  std::size_t total = 0;
  for (int i = 0; i < 10'000; ++i) total += entities.find("l8")->text.size();
  EXPECT_EQ(entities.find("l99")->text, "");
  EXPECT_GT(total, 0U);
  EXPECT_LE(total, 1U << 20);
}

}  // namespace aggregator::feed
