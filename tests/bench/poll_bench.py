#!/usr/bin/env python3
"""How long a round of polling takes, beside libcurl that only downloads the same URLs.

usage: poll_bench.py FOLDER [--build build/release] [--rounds 3] [--hosts 500] [--hang 0]

FOLDER holds feeds, at any depth; `.gz` beside a file is what is sent for it. nginx serves them on that many addresses of
127.0.0.0/8. --hang adds feeds that take the connection and never answer. In each round of the benchmark, in turning order:
a first poll into a fresh database, one in which nothing has changed, and the downloads. Medians; ratios are what counts.
"""

import argparse
import contextlib
import json
import os
import pathlib
import resource
import shutil
import socket
import statistics
import subprocess
import tempfile
import time
import urllib.parse
import urllib.request

NGINX = """\
daemon off;
worker_processes 2;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  types {{ application/rss+xml rss xml; application/atom+xml atom; application/feed+json json; }}
  sendfile on; tcp_nopush on; keepalive_requests 1000000; gzip_static on; open_file_cache max=20000;
  server {{ {listen} root {root}; }}
}}
"""

SETTINGS = """\
site: {{ name: Bench, url: "https://digest.example.org", contact: ops@example.org }}
poll: {{ per_host: 8, timeout: 10s, allow_addresses: ["127.0.0.0/8"] }}
mail: {{ from: "Bench <digest@example.org>", transport: "maildir:outbox" }}
"""


def host(number):
    return f"127.0.{1 + number // 250}.{1 + number % 250}"


@contextlib.contextmanager
def served(root, folder, hosts):
    """The port on which nginx has the feeds."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    listen = " ".join(f"listen {host(number)}:{port};" for number in range(hosts))
    config = folder / "nginx.conf"
    config.write_text(NGINX.format(folder=folder, listen=listen, root=root), encoding="utf-8")
    program = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
    nginx = subprocess.Popen([program, "-c", config, "-e", folder / "error.log"], stderr=subprocess.DEVNULL)
    try:
        with socket.socket() as probe:
            while probe.connect_ex((host(0), port)) != 0:
                if nginx.poll() is not None:
                    raise SystemExit(f"nginx did not start: {(folder / 'error.log').read_text()}")
        yield port
    finally:
        nginx.terminate()
        nginx.wait()


@contextlib.contextmanager
def hanging(count):
    """URLs that take the connection and never answer."""
    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(socket.create_server((host(900 + number), 0))) for number in range(count)]
        yield [f"http://{':'.join(map(str, server.getsockname()))}/feed.xml" for server in servers]


def measured(command, cwd):
    """Wall time, processor time, peak memory in MiB, and what was printed."""
    begin = time.monotonic()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, text=True)
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{command} gave {process.returncode}")
    return time.monotonic() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, printed


class Bench:
    def __init__(self, build, folder, urls, hang):
        self.build, self.folder, self.urls, self.hang = build, folder, urls, hang
        self.seen = {}
        self.plain, self.conditional = folder / "plain", folder / "conditional"
        self.plain.write_text("".join(f"{url}\n" for url in urls), encoding="utf-8")
        self.conditional.write_text("".join(f"{url}\t{self.etag(url)}\n" for url in urls), encoding="utf-8")

    def etag(self, url):
        request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"}, method="HEAD")
        with urllib.request.urlopen(request) as answer:
            return answer.headers["ETag"]

    def note(self, what, wall, cpu, memory):
        self.seen.setdefault(what, []).append((wall, cpu, memory))

    def download(self, what, jobs):
        *cost, printed = measured([self.build / "download", jobs], self.folder)
        if int(printed.split()[0]) != len(self.urls):
            raise SystemExit(f"{what}: {printed.split()[0]} of {len(self.urls)} answered")
        self.note(f"libcurl, {what}", *cost)

    def poll(self, what, site):
        command = [self.build / "aggregator", "poll", "--all", "--force", "--json"]
        *cost, printed = measured(command, site)
        summary = json.loads(printed)
        answered = summary["fetched"] + summary["unchanged"]
        if answered != len(self.urls) or summary["failed"] != len(self.hang):
            raise SystemExit(f"{what}: {summary}")
        self.note(f"poll, {what}", *cost)

    def downloads(self):
        self.download("first", self.plain)
        self.download("unchanged", self.conditional)

    def polls(self):
        with tempfile.TemporaryDirectory(dir=self.folder) as name:
            site = pathlib.Path(name)
            (site / "aggregator.yaml").write_text(SETTINGS.format(), encoding="utf-8")
            lines = [f"  - url: {url}\n" for url in [*self.urls, *self.hang]]
            (site / "feeds.yaml").write_text("feeds:\n" + "".join(lines), encoding="utf-8")
            self.poll("first", site)
            self.poll("unchanged", site)

    def report(self):
        middle = {what: [statistics.median(column) for column in zip(*runs)] for what, runs in self.seen.items()}
        print(f"{'':20} {'seconds':>8} {'of CPU':>8} {'MiB':>6} {'ratio':>6}")
        for what, (wall, cpu, memory) in sorted(middle.items()):
            least = middle["libcurl, " + what.partition(", ")[2]][0]
            print(f"{what:20} {wall:8.2f} {cpu:8.2f} {memory:6.0f} {wall / least:6.2f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=pathlib.Path, metavar="FOLDER")
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build/release"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--hosts", type=int, default=500)
    parser.add_argument("--hang", type=int, default=0)
    options = parser.parse_args()
    root = options.corpus.resolve()
    files = sorted(path for path in root.rglob("*") if path.is_file() and path.suffix != ".gz")
    if not files:
        raise SystemExit(f"{root}: there are no feeds in it")
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    with tempfile.TemporaryDirectory(prefix="aggregator-bench-") as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        with served(root, folder, options.hosts) as port, hanging(options.hang) as hang:
            urls = [f"http://{host(number % options.hosts)}:{port}/{urllib.parse.quote(str(path.relative_to(root)))}"
                    for number, path in enumerate(files)]
            bench = Bench(options.build.resolve(), folder, urls, hang)
            for number in range(options.rounds):
                for part in (bench.downloads, bench.polls)[:: -1 if number % 2 else 1]:
                    part()
            print(f"{len(files)} feeds, {sum(path.stat().st_size for path in files) / 1e6:.0f} MB")
            bench.report()


if __name__ == "__main__":
    main()
