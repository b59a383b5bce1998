#include <algorithm>

#include "aggregator/base/text.h"
#include "element_text.h"
#include "elements.h"
#include "person.h"

namespace aggregator::feed {
namespace {

void read_dublin_core(EntryDraft& draft, pugi::xml_node child, std::string_view name) {
  const TextElement text{child, TextRules::Rss};
  if (name == "title") {
    offer_text(draft.title, kDublinCore, text);
  } else if (name == "creator" || name == "author") {
    offer_line(draft.author, kDublinCore, person_name(child));
  } else if (name == "contributor" || name == "publisher") {
    offer_line(draft.author, kLast, person_name(child));
  } else if (name == "date" || name == "issued") {
    offer_date(draft.published, kDublinCore, text_in(child));
  } else if (name == "created") {
    offer_date(draft.published, kLast, text_in(child));
  } else if (name == "modified") {
    offer_date(draft.updated, kDublinCore, text_in(child));
  } else if (name == "subject") {
    draft.add_category(text_in(child));
  } else if (name == "description" || name == "abstract") {
    offer_text(draft.summary, kDublinCore, text);
  } else if (name == "identifier") {
    offer_line(draft.id, kDublinCore, text_in(child));
  }
}

/// The image that the element points to, in `href` as it should be or in `url` as it often is.
std::string image_reference(pugi::xml_node element) {
  const std::string_view href = attribute_of(element, "href");
  if (!href.empty()) return std::string(href);
  const std::string_view url = attribute_of(element, "url");
  return url.empty() ? trimmed_text_in(element) : std::string(url);
}

void read_itunes(EntryDraft& draft, pugi::xml_node child, std::string_view name) {
  const TextElement text{child, TextRules::Rss};
  if (name == "title") {
    offer_text(draft.title, kItunes, text);
  } else if (name == "author") {
    offer_line(draft.author, kItunes, person_name(child));
  } else if (name == "summary" || name == "subtitle") {
    offer_text(draft.summary, name == "summary" ? kItunes : kLast, text);
  } else if (name == "image" || (name == "link" && attribute_of(child, "rel") == "image")) {
    offer_reference(draft.image, kItunes, image_reference(child), child);
  } else if (name == "category") {
    draft.add_category(attribute_of(child, "text"));
    for (const pugi::xml_node inner : child.children()) draft.add_category(attribute_of(inner, "text"));
  }
}

bool is_picture(pugi::xml_node content) {
  if (attribute_of(content, "medium") == "image" || attribute_of(content, "type").starts_with("image/")) return true;
  const std::string_view url = attribute_of(content, "url");
  const std::string path = lower_ascii(url.substr(0, url.find_first_of("?#")));
  return attribute_of(content, "type").empty() && attribute_of(content, "medium").empty() &&
         std::ranges::any_of(std::initializer_list<std::string_view>{".jpg", ".jpeg", ".png", ".gif", ".webp"},
                             [&](std::string_view ending) { return path.ends_with(ending); });
}

void read_media(EntryDraft& draft, const Reading& reading, pugi::xml_node child, std::string_view name) {
  const TextElement text{child,
                         equals_ignoring_case(attribute_of(child, "type"), "html") ? TextRules::Rss : TextRules::Plain};
  if (name == "title") {
    offer_text(draft.title, kMedia, text);
  } else if (name == "description") {
    offer_text(draft.summary, kMedia, text);
  } else if (name == "category") {
    draft.add_category(text_in(child));
  } else if (name == "thumbnail" || (name == "content" && is_picture(child))) {
    offer_reference(draft.image, name == "thumbnail" ? kOwn : kMedia, attribute_of(child, "url"), child);
  }
  if (name != "group" && name != "content") return;
  for (const pugi::xml_node inner : child.children()) {
    const ElementName inner_name = reading.names.name_of(inner);
    const bool goes_deeper = inner_name.local == "group" || (inner_name.local == "content" && name == "content");
    if (inner_name.vocabulary == Vocabulary::Media && !goes_deeper) read_media(draft, reading, inner, inner_name.local);
  }
}

}  // namespace

void read_module_in_entry(EntryDraft& draft, const Reading& reading, pugi::xml_node child, const ElementName& name) {
  switch (name.vocabulary) {
    case Vocabulary::Content:
      if (name.local == "encoded") offer_text(draft.content, kOwn, {child, TextRules::Rss});
      break;
    case Vocabulary::DublinCore:
      return read_dublin_core(draft, child, name.local);
    case Vocabulary::Itunes:
      return read_itunes(draft, child, name.local);
    case Vocabulary::Media:
      return read_media(draft, reading, child, name.local);
    case Vocabulary::Xhtml:
      if (name.local == "body" || name.local == "div") offer_text(draft.content, kAtom, {child, TextRules::Rss});
      break;
    default:
      break;
  }
}

void read_module_in_feed(FeedDraft& draft, pugi::xml_node child, const ElementName& name) {
  const TextElement text{child, TextRules::Rss};
  const std::string& local = name.local;
  if (name.vocabulary == Vocabulary::DublinCore) {
    if (local == "title") offer_text(draft.title, kDublinCore, text);
    if (local == "description") offer_text(draft.description, kDublinCore, text);
    if (local == "language") offer_line(draft.language, kDublinCore, text_in(child));
    if (local == "date" || local == "modified") offer_date(draft.updated, kDublinCore, text_in(child));
  } else if (name.vocabulary == Vocabulary::Itunes) {
    if (local == "summary") offer_text(draft.description, kItunes, text);
    if (local == "subtitle") offer_text(draft.description, kLast, text);
    if (local == "image") offer_reference(draft.image, kItunes, image_reference(child), child);
  } else if (name.vocabulary == Vocabulary::Media) {
    if (local == "thumbnail") offer_reference(draft.image, kMedia, image_reference(child), child);
  } else if (name.vocabulary == Vocabulary::Syndication) {
    if (local == "updateperiod") draft.update_period = trimmed_text_in(child);
    if (local == "updatefrequency") draft.update_frequency = trimmed_text_in(child);
  }
}

}  // namespace aggregator::feed
