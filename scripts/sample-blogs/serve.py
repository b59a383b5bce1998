#!/usr/bin/env python3
"""Serves the sample blogs of blogs.json as feeds on 127.0.0.1, for machines that reach no real blog.

    serve.py FEEDS_YAML

Writes FEEDS_YAML, the list of these feeds, then prints the port and serves until it is ended. Posts are dated so many
hours before the start as blogs.json says.
"""

import datetime
import email.utils
import http.server
import json
import pathlib
import sys
from xml.sax.saxutils import escape, quoteattr

CONTENT_TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}


def link_of(blog, post):
    return f"{blog['site']}posts/{post['slug']}/"


def html_of(post):
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in post["text"])


def rss(blog):
    items = "".join(
        f"<item><title>{escape(post['title'])}</title><link>{link_of(blog, post)}</link>"
        f"<guid>{link_of(blog, post)}</guid><dc:creator>{escape(post['author'])}</dc:creator>"
        + "".join(f"<category>{escape(tag)}</category>" for tag in post["tags"])
        + f"<pubDate>{email.utils.format_datetime(post['date'])}</pubDate>"
        f"<description>{escape(html_of(post))}</description></item>\n"
        for post in blog["posts"]
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>{escape(blog['title'])}</title><link>{blog['site']}</link>"
        f"<description>{escape(blog['about'])}</description><language>{blog['language']}</language>\n"
        f"{items}</channel></rss>\n"
    )


def atom(blog):
    entries = "".join(
        f"<entry><id>{link_of(blog, post)}</id><title>{escape(post['title'])}</title>"
        f"<link href={quoteattr(link_of(blog, post))}/><author><name>{escape(post['author'])}</name></author>"
        + "".join(f"<category term={quoteattr(tag)}/>" for tag in post["tags"])
        + f"<published>{post['date'].isoformat()}</published><updated>{post['date'].isoformat()}</updated>"
        f'<content type="html">{escape(html_of(post))}</content></entry>\n'
        for post in blog["posts"]
    )
    updated = max(post["date"] for post in blog["posts"]).isoformat()
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang={quoteattr(blog['language'])}>"
        f"<id>{blog['site']}</id><title>{escape(blog['title'])}</title><subtitle>{escape(blog['about'])}</subtitle>"
        f"<link href={quoteattr(blog['site'])}/><updated>{updated}</updated>\n{entries}</feed>\n"
    )


def json_feed(blog):
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": blog["title"],
            "home_page_url": blog["site"],
            "description": blog["about"],
            "language": blog["language"],
            "items": [
                {
                    "id": link_of(blog, post),
                    "url": link_of(blog, post),
                    "title": post["title"],
                    "authors": [{"name": post["author"]}],
                    "tags": post["tags"],
                    "date_published": post["date"].isoformat(),
                    "content_html": html_of(post),
                }
                for post in blog["posts"]
            ],
        },
        ensure_ascii=False,
    )


WRITERS = {"rss": rss, "atom": atom, "json": json_feed}


def read_blogs(now):
    """The blogs of blogs.json, each post with its date, newest first."""
    blogs = json.loads((pathlib.Path(__file__).parent / "blogs.json").read_text(encoding="utf-8"))
    for blog in blogs:
        for post in blog["posts"]:
            post["date"] = now - datetime.timedelta(hours=post["hours_ago"])
        blog["posts"].sort(key=lambda post: post["date"], reverse=True)
    return blogs


def feed_list(blogs, port):
    """feeds.yaml. A JSON string is a YAML string too, so that no title needs rules of its own."""
    quoted = lambda value: json.dumps(value, ensure_ascii=False)
    lines = ["# Sample blogs, served by scripts/quickstart while it runs.", "feeds:"]
    for blog in blogs:
        lines += [
            f"  - url: http://127.0.0.1:{port}/{blog['name']}",
            f"    title: {quoted(blog['title'])}",
            f"    site: {blog['site']}",
            f"    tags: [{', '.join(quoted(tag) for tag in blog['tags'])}]",
            f"    language: {blog['language']}",
        ]
    return "\n".join(lines) + "\n"


def make_handler(feeds):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path not in feeds:
                self.send_error(404)
                return
            content_type, body = feeds[self.path]
            self.send_response(200)
            self.send_header("Content-Type", f"{content_type}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            """Nothing: quickstart's own words are enough."""

    return Handler


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    blogs = read_blogs(datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0))
    feeds = {
        f"/{blog['name']}": (CONTENT_TYPES[blog["format"]], WRITERS[blog["format"]](blog).encode()) for blog in blogs
    }
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), make_handler(feeds)) as server:
        port = server.server_address[1]
        pathlib.Path(sys.argv[1]).write_text(feed_list(blogs, port), encoding="utf-8")
        print(port, flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
