#include "corpus.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string_view>

#include "feed/feed_documents.h"

namespace aggregator::bench {
namespace {

constexpr int kFeeds = 40, kEntries = 20, kParagraphs = 12;

std::string read(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + file.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

bool is_xml(const std::filesystem::path& file) {
  const std::string ending = file.extension().string();
  return ending == ".xml" || ending == ".rss" || ending == ".atom" || ending == ".rdf";
}

/// Markup as blogs write it; every other feed is Korean, whose letters take three bytes each.
std::string body(bool korean) {
  const std::string_view words = korean ? "인덱스를 다시 만들 때 잠금이 걸리지 않게 하는 방법을 정리했습니다. "
                                        : "How we rebuilt the index without a lock, and what it cost us… ";
  std::string html;
  for (int i = 0; i < kParagraphs; ++i) {
    html += "<p>";
    for (int j = 0; j < 5; ++j) html += words;
    html += "<a href=\"https://docs.example/?a=1&amp;b=2\">more</a> <code>a &lt; b</code></p>\n";
  }
  return html;
}

std::string escaped(std::string_view html) {
  std::string text;
  for (const char c : html) {
    if (c == '&') {
      text += "&amp;";
    } else if (c == '<') {
      text += "&lt;";
    } else if (c == '>') {
      text += "&gt;";
    } else {
      text += c;
    }
  }
  return text;
}

/// `write` for each entry of the feed, `between` in between: what stands there closes one entry and opens the next.
template <typename Write>
std::string entries(int feed, std::string_view between, Write write) {
  std::string all;
  for (int i = 0; i < kEntries; ++i) {
    if (i > 0) all += between;
    const std::string number = std::to_string(feed) + '-' + std::to_string(i);
    all += write("https://notes.example/posts/" + number + '/', number);
  }
  return all;
}

std::string rss_feed(int feed, bool escapes) {
  const std::string html = body(feed % 2 == 0);
  const std::string content = escapes ? escaped(html) : "<![CDATA[" + html + "]]>";
  return feed::rss_with_item(entries(feed, "</item>\n<item>", [&](const std::string& link, const std::string& number) {
    return "<title>A lock for post " + number + "</title><link>" + link + "</link><guid>" + link +
           "</guid>\n<pubDate>Fri, 20 Nov 2026 01:02:03 GMT</pubDate><dc:creator>Ada</dc:creator>" +
           "<category>indexes</category><description>What it cost us.</description><content:encoded>" + content +
           "</content:encoded>";
  }));
}

std::string atom_feed(int feed, bool inlines) {
  const std::string html = body(feed % 2 == 0);
  const std::string content = inlines ? "<content type=\"xhtml\"><div>" + html + "</div></content>"
                                      : "<content type=\"html\">" + escaped(html) + "</content>";
  return feed::atom_with_entry(
      entries(feed, "</entry>\n<entry>", [&](const std::string& link, const std::string& number) {
        return "<title>A lock for post " + number + "</title><link href=\"" + link + "\"/><id>tag:notes.example," +
               number + "</id>\n<updated>2026-11-20T01:02:03Z</updated><author><name>Ada</name></author>" +
               "<category term=\"indexes\"/><summary>What it cost us.</summary>" + content;
      }));
}

std::string json_feed(int feed) {
  std::string html;
  for (const char c : body(feed % 2 == 0)) {
    if (c == '"') html += '\\';
    html += c == '\n' ? std::string("\\n") : std::string(1, c);
  }
  return R"({"version":"https://jsonfeed.org/version/1.1","title":"Notes","items":[)" +
         entries(feed, ",\n",
                 [&](const std::string& link, const std::string& number) {
                   return R"({"id":")" + number + R"(","url":")" + link +
                          R"(","title":"A lock","date_published":"2026-11-20T01:02:03Z","content_html":")" + html +
                          "\"}";
                 }) +
         "]}";
}

}  // namespace

Corpus corpus_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
    if (file.is_regular_file()) files.push_back(file.path());
  }
  std::ranges::sort(files);
  Corpus corpus;
  for (const std::filesystem::path& file : files) {
    if (is_xml(file)) corpus.xml.push_back(read(file));
    if (file.extension() == ".json") corpus.json.push_back(read(file));
  }
  return corpus;
}

Corpus sample_corpus() {
  Corpus corpus;
  for (int feed = 0; feed < kFeeds; ++feed) {
    const bool is_rss = feed % 3 != 0, escapes = feed % 4 < 2;
    corpus.xml.push_back(is_rss ? rss_feed(feed, escapes) : atom_feed(feed, !escapes));
    if (feed % 10 == 0) corpus.json.push_back(json_feed(feed));
  }
  return corpus;
}

}  // namespace aggregator::bench
