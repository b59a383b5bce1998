// How fast feeds are read, against the bare XML parser on the same documents. README.md says how to run it.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <map>
#include <numeric>
#include <pugixml.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/feed/feed.h"
#include "aggregator/feed/html.h"
#include "corpus.h"
#include "identity.h"

namespace aggregator::bench {
namespace {

using Documents = std::span<const std::string>;

constexpr std::string_view kYardstick = "pugixml";

const feed::ParseContext kContext{"https://notes.example/feed", "application/xml"};

/// Runs `read` on every document; one that cannot be read spoils the run.
template <typename Read>
void measure(benchmark::State& state, Documents documents, Read read) {
  for (const auto _ : state) {
    for (const std::string& document : documents) {
      if (!read(document)) return state.SkipWithError("a document that is no feed");
    }
  }
  const std::size_t bytes = std::transform_reduce(documents.begin(), documents.end(), std::size_t{0}, std::plus<>(),
                                                  [](const std::string& document) { return document.size(); });
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes) * static_cast<std::int64_t>(state.iterations()));
}

bool read_xml(const std::string& document) {
  pugi::xml_document tree;
  return static_cast<bool>(tree.load_buffer(document.data(), document.size()));
}

bool read_feed(const std::string& document) {
  const Result<feed::Feed> feed = feed::parse_feed(document, kContext);
  benchmark::DoNotOptimize(feed);
  return feed.has_value();
}

bool read_feed_and_identities(const std::string& document) {
  const Result<feed::Feed> feed = feed::parse_feed(document, kContext);
  if (!feed) return false;
  benchmark::DoNotOptimize(poll::identify(1, *feed, false));
  return true;
}

bool read_feed_and_bodies(const std::string& document) {
  const Result<feed::Feed> feed = feed::parse_feed(document, kContext);
  if (!feed) return false;
  for (const feed::Entry& entry : feed->entries) {
    benchmark::DoNotOptimize(feed::sanitise(entry.content.empty() ? entry.summary : entry.content));
    benchmark::DoNotOptimize(feed::read_body(entry));
  }
  return true;
}

template <typename Read>
void add(const char* name, Documents documents, Read read) {
  if (documents.empty()) return;
  benchmark::RegisterBenchmark(name, [=](benchmark::State& state) {
    measure(state, documents, read);
  })->Unit(benchmark::kMillisecond);
}

/// Adds to the usual table what each rate is in parts of the yardstick's; of several repetitions the best ones count.
class RatioReporter : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override {
    ConsoleReporter::ReportRuns(runs);
    for (const Run& run : runs) {
      const auto rate = run.counters.find("bytes_per_second");
      if (run.run_type != Run::RT_Iteration || rate == run.counters.end()) continue;
      double& best = rates_[run.run_name.function_name];
      best = std::max<double>(best, rate->second);
    }
  }

  void Finalize() override {
    ConsoleReporter::Finalize();
    const auto yardstick = rates_.find(std::string(kYardstick));
    if (yardstick == rates_.end()) return;
    for (const auto& [name, rate] : rates_) {
      GetOutputStream() << name << ": " << static_cast<long>(rate / 1e6) << " MB/s, " << rate / yardstick->second
                        << " of " << kYardstick << "'s rate\n";
    }
  }

 private:
  std::map<std::string, double> rates_;
};

}  // namespace
}  // namespace aggregator::bench

int main(int argc, char** argv) {
  using namespace aggregator::bench;
  benchmark::Initialize(&argc, argv);
  const char* const folder = argc > 1 ? argv[1] : std::getenv("AGGREGATOR_BENCH_CORPUS");
  const Corpus corpus = folder != nullptr ? corpus_in(folder) : sample_corpus();
  add(kYardstick.data(), corpus.xml, read_xml);
  add("parse_feed", corpus.xml, read_feed);
  add("parse_feed and identify", corpus.xml, read_feed_and_identities);
  add("parse_feed, sanitise and read_body", corpus.xml, read_feed_and_bodies);
  add("parse_feed (JSON Feed)", corpus.json, read_feed);
  RatioReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
}
