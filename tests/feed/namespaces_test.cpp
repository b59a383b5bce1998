#include "namespaces.h"

#include <gtest/gtest.h>

namespace aggregator::feed {
namespace {

/// The vocabulary of the first child of the root in `text`.
Vocabulary vocabulary_of_child(const char* text) {
  pugi::xml_document document;
  EXPECT_TRUE(document.load_string(text)) << text;
  const pugi::xml_node root = document.document_element();
  return Namespaces(root).name_of(root.first_child()).vocabulary;
}

}  // namespace

TEST(Namespaces, GoByTheUriNotByThePrefix) {
  EXPECT_EQ(vocabulary_of_child("<rss xmlns:x='http://purl.org/dc/elements/1.1/'><x:creator/></rss>"),
            Vocabulary::DublinCore);
  EXPECT_EQ(vocabulary_of_child("<rss xmlns:dc='urn:other'><dc:creator/></rss>"), Vocabulary::Other);
  EXPECT_EQ(vocabulary_of_child("<rss xmlns:m='HTTPS://search.yahoo.com/mrss'><m:thumbnail/></rss>"),
            Vocabulary::Media);
}

TEST(Namespaces, TakeTheNearestDeclaration) {
  EXPECT_EQ(vocabulary_of_child("<rss xmlns:x='urn:other'><x:link xmlns:x='http://www.w3.org/2005/Atom'/></rss>"),
            Vocabulary::Atom);
  EXPECT_EQ(vocabulary_of_child("<rss><body xmlns='http://www.w3.org/1999/xhtml'/></rss>"), Vocabulary::Xhtml);
}

TEST(Namespaces, UnderstandCustomaryPrefixesThatAreNotDeclared) {
  EXPECT_EQ(vocabulary_of_child("<rss><content:encoded/></rss>"), Vocabulary::Content);
  EXPECT_EQ(vocabulary_of_child("<rss><nonsense:encoded/></rss>"), Vocabulary::Other);
}

TEST(Namespaces, OverlookTheDefaultNamespaceOfTheRoot) {
  EXPECT_EQ(vocabulary_of_child("<rss xmlns='http://www.w3.org/1999/xhtml'><channel/></rss>"), Vocabulary::Plain);
}

TEST(Namespaces, TellModulesOfRss1FromRss1) {
  EXPECT_EQ(vocabulary_of_child("<r xmlns:x='http://purl.org/rss/1.0/'><x:item/></r>"), Vocabulary::Plain);
  EXPECT_EQ(vocabulary_of_child("<r xmlns:x='http://purl.org/rss/1.0/modules/content/'><x:encoded/></r>"),
            Vocabulary::Content);
}

TEST(Namespaces, OverlookTheCaseOfLocalNames) {
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string("<RSS><atom:PubDate/></RSS>"));
  const pugi::xml_node root = document.document_element();
  EXPECT_EQ(Namespaces(root).name_of(root.first_child()).local, Name::PubDate);
}

}  // namespace aggregator::feed
