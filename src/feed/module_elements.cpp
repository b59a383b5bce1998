#include <algorithm>

#include "aggregator/base/text.h"
#include "element_text.h"
#include "elements.h"
#include "person.h"

namespace aggregator::feed {
namespace {

void read_dublin_core(EntryDraft& draft, pugi::xml_node child, Name name) {
  const TextElement text{child, TextRules::Rss};
  switch (name) {
    case Name::Title:
      return offer_text(draft.title, kDublinCore, text);
    case Name::Creator:
    case Name::Author:
      return offer_line(draft.author, kDublinCore, person_name(child));
    case Name::Contributor:
    case Name::Publisher:
      return offer_line(draft.author, kLast, person_name(child));
    case Name::Date:
    case Name::Issued:
      return offer_date(draft.published, kDublinCore, TextIn(child).text());
    case Name::Created:
      return offer_date(draft.published, kLast, TextIn(child).text());
    case Name::Modified:
      return offer_date(draft.updated, kDublinCore, TextIn(child).text());
    case Name::Subject:
      return draft.add_category(TextIn(child).text());
    case Name::Description:
    case Name::Abstract:
      return offer_text(draft.summary, kDublinCore, text);
    case Name::Identifier:
      return offer_id(draft.id, kDublinCore, TextIn(child).text());
    default:
      return;
  }
}

/// The image that the element points to, in `href` as it should be or in `url` as it often is.
std::string image_reference(pugi::xml_node element) {
  const std::string_view href = attribute_of(element, "href");
  if (!href.empty()) return std::string(href);
  const std::string_view url = attribute_of(element, "url");
  return std::string(url.empty() ? TextIn(element).trimmed() : url);
}

void read_itunes(EntryDraft& draft, pugi::xml_node child, Name name) {
  const TextElement text{child, TextRules::Rss};
  if (name == Name::Title) {
    offer_text(draft.title, kItunes, text);
  } else if (name == Name::Author) {
    offer_line(draft.author, kItunes, person_name(child));
  } else if (name == Name::Summary || name == Name::Subtitle) {
    offer_text(draft.summary, name == Name::Summary ? kItunes : kLast, text);
  } else if (name == Name::Image || (name == Name::Link && attribute_of(child, "rel") == "image")) {
    offer_reference(draft.image, kItunes, image_reference(child), child);
  } else if (name == Name::Category) {
    draft.add_category(attribute_of(child, "text"));
    for (const pugi::xml_node inner : child.children()) draft.add_category(attribute_of(inner, "text"));
  }
}

bool is_picture(pugi::xml_node content) {
  const std::string type = lower_ascii(attribute_of(content, "type"));
  if (equals_ignoring_case(attribute_of(content, "medium"), "image") || type.starts_with("image/")) return true;
  const std::string_view url = attribute_of(content, "url");
  const std::string path = lower_ascii(url.substr(0, url.find_first_of("?#")));
  return type.empty() && attribute_of(content, "medium").empty() &&
         std::ranges::any_of(std::initializer_list<std::string_view>{".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif"},
                             [&](std::string_view ending) { return path.ends_with(ending); });
}

void read_media(EntryDraft& draft, const Reading& reading, pugi::xml_node child, Name name) {
  const TextElement text{child,
                         equals_ignoring_case(attribute_of(child, "type"), "html") ? TextRules::Rss : TextRules::Plain};
  if (name == Name::Title) {
    offer_text(draft.title, kMedia, text);
  } else if (name == Name::Description) {
    offer_text(draft.summary, kMedia, text);
  } else if (name == Name::Category) {
    draft.add_category(TextIn(child).text());
  } else if (name == Name::Thumbnail || (name == Name::Content && is_picture(child))) {
    offer_reference(draft.image, name == Name::Thumbnail ? kOwn : kMedia, attribute_of(child, "url"), child);
  }
  if (name != Name::Group && name != Name::Content) return;
  for (const pugi::xml_node inner : child.children()) {
    const ElementName inner_name = reading.names.name_of(inner);
    const bool goes_deeper =
        inner_name.local == Name::Group || (inner_name.local == Name::Content && name == Name::Content);
    if (inner_name.vocabulary == Vocabulary::Media && !goes_deeper) read_media(draft, reading, inner, inner_name.local);
  }
}

}  // namespace

void read_module_in_entry(EntryDraft& draft, const Reading& reading, pugi::xml_node child, const ElementName& name) {
  switch (name.vocabulary) {
    case Vocabulary::Content:
      if (name.local == Name::Encoded) offer_text(draft.content, kOwn, {child, TextRules::Rss});
      break;
    case Vocabulary::DublinCore:
      return read_dublin_core(draft, child, name.local);
    case Vocabulary::Itunes:
      return read_itunes(draft, child, name.local);
    case Vocabulary::Media:
      return read_media(draft, reading, child, name.local);
    case Vocabulary::Xhtml:
      if (name.local == Name::Body || name.local == Name::Div)
        offer_text(draft.content, kAtom, {child, TextRules::Rss});
      break;
    default:
      break;
  }
}

void read_module_in_feed(FeedDraft& draft, pugi::xml_node child, const ElementName& name) {
  const TextElement text{child, TextRules::Rss};
  const Name local = name.local;
  if (name.vocabulary == Vocabulary::DublinCore) {
    if (local == Name::Title) offer_text(draft.title, kDublinCore, text);
    if (local == Name::Description) offer_text(draft.description, kDublinCore, text);
    if (local == Name::Language) offer_line(draft.language, kDublinCore, TextIn(child).text());
    if (local == Name::Date || local == Name::Modified) offer_date(draft.updated, kDublinCore, TextIn(child).text());
  } else if (name.vocabulary == Vocabulary::Itunes) {
    if (local == Name::Summary) offer_text(draft.description, kItunes, text);
    if (local == Name::Subtitle) offer_text(draft.description, kLast, text);
    if (local == Name::Image) offer_reference(draft.image, kItunes, image_reference(child), child);
  } else if (name.vocabulary == Vocabulary::Media) {
    if (local == Name::Thumbnail) offer_reference(draft.image, kMedia, image_reference(child), child);
  } else if (name.vocabulary == Vocabulary::Syndication) {
    if (local == Name::UpdatePeriod) draft.update_period = TextIn(child).trimmed();
    if (local == Name::UpdateFrequency) draft.update_frequency = TextIn(child).trimmed();
  }
}

}  // namespace aggregator::feed
