// The documents that the benchmarks read.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace aggregator::bench {

struct Corpus {
  std::vector<std::string> xml;
  std::vector<std::string> json;  ///< apart, because the XML parser that all is compared with cannot read them
};

/// All feeds in the folder and below, told by the endings .xml, .rss, .atom, .rdf and .json.
[[nodiscard]] Corpus corpus_in(const std::filesystem::path& folder);

/// Some megabytes of RSS, Atom and JSON Feed in the ways that blogs write them, always the same.
[[nodiscard]] Corpus sample_corpus();

}  // namespace aggregator::bench
