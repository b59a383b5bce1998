#include "escape.h"

#include <array>

namespace aggregator::feed {
namespace {

enum class Form : char { Itself, Dropped, Amp, Lt, Gt, Quot };
constexpr std::array<std::string_view, 6> kForms = {"", "", "&amp;", "&lt;", "&gt;", "&quot;"};

constexpr auto kFormOf = [] {
  std::array<Form, 256> forms{};
  for (std::size_t c = 0; c < ' '; ++c) forms[c] = Form::Dropped;
  forms[0x7f] = Form::Dropped;
  forms['\t'] = forms['\n'] = forms['\r'] = Form::Itself;
  forms['&'] = Form::Amp;
  forms['<'] = Form::Lt;
  forms['>'] = Form::Gt;
  forms['"'] = Form::Quot;
  return forms;
}();

}  // namespace

void append_escaped(std::string& html, std::string_view text) {
  std::size_t copied = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const Form form = kFormOf[static_cast<unsigned char>(text[i])];
    if (form == Form::Itself) continue;
    html.append(text, copied, i - copied);
    html += kForms[static_cast<std::size_t>(form)];
    copied = i + 1;
  }
  html.append(text, copied);
}

}  // namespace aggregator::feed
