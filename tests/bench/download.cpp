// What any feed reader has to wait for: libcurl fetching a list of URLs and throwing the bodies away.
#include <curl/curl.h>

#include <chrono>
#include <deque>
#include <fstream>
#include <iostream>
#include <string>
#include <unordered_map>
#include <vector>

namespace {

constexpr std::size_t kInFlight = 256;

struct Job {
  std::string url;
  std::string etag;  ///< empty: asked for without condition
};

std::size_t drop(char*, std::size_t size, std::size_t count, void*) { return size * count; }

/// Lines of a URL and, behind a tab, its ETag.
std::deque<Job> read_jobs(const char* file) {
  std::deque<Job> jobs;
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t tab = line.find('\t');
    jobs.push_back({line.substr(0, tab), tab == line.npos ? "" : line.substr(tab + 1)});
  }
  return jobs;
}

class Download {
 public:
  explicit Download(std::deque<Job> jobs) : jobs_(std::move(jobs)) {
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, 2000L);
    while (headers_.size() < kInFlight && !jobs_.empty()) begin(curl_easy_init());
  }
  ~Download() {
    for (const auto& [handle, lines] : headers_) {
      curl_easy_cleanup(handle);
      curl_slist_free_all(lines);
    }
    curl_multi_cleanup(multi_);
  }
  Download(const Download&) = delete;
  Download& operator=(const Download&) = delete;

  /// The number of answers.
  int run() {
    int answers = 0;
    for (int running = 1; running > 0;) {
      curl_multi_perform(multi_, &running);
      for (int left = 0; const CURLMsg* message = curl_multi_info_read(multi_, &left);) {
        answers += message->data.result == CURLE_OK;
        CURL* const handle = message->easy_handle;
        curl_multi_remove_handle(multi_, handle);
        if (!jobs_.empty()) begin(handle), running = 1;
      }
      if (running > 0) curl_multi_poll(multi_, nullptr, 0, 1000, nullptr);
    }
    return answers;
  }

 private:
  void begin(CURL* handle) {
    const Job job = std::move(jobs_.front());
    jobs_.pop_front();
    curl_slist*& lines = headers_[handle];
    curl_slist_free_all(lines);
    lines = job.etag.empty() ? nullptr : curl_slist_append(nullptr, ("If-None-Match: " + job.etag).c_str());
    curl_easy_setopt(handle, CURLOPT_URL, job.url.c_str());
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, lines);
    curl_easy_setopt(handle, CURLOPT_ACCEPT_ENCODING, "gzip");
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, drop);
    curl_multi_add_handle(multi_, handle);
  }

  CURLM* multi_ = curl_multi_init();
  std::deque<Job> jobs_;
  std::unordered_map<CURL*, curl_slist*> headers_;
};

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    std::cerr << "usage: download LIST\n";
    return 2;
  }
  curl_global_init(CURL_GLOBAL_DEFAULT);
  const auto begin = std::chrono::steady_clock::now();
  const int answers = Download(read_jobs(arguments[1])).run();
  std::cout << answers << ' ' << std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count()
            << '\n';
}
