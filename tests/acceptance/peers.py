"""The other sides, as real programs on free loopback ports: nginx with the feeds, smtp-sink for the mail."""

import contextlib
import http.server
import os
import re
import select
import shutil
import socket
import socketserver
import subprocess
import threading
import urllib.parse

from program import FIXTURES, do_without, wait_until

NGINX = """\
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
  log_format asked '$status $uri';
  access_log {folder}/access.log asked;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  types {{ application/xml xml; application/json json; text/html html; }}
  keepalive_timeout 0;
  server {{ listen 127.0.0.1:{port}; root {root}; location /busy/ {{ return 503; }} }}
}}
"""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def program_or_skip(test, name):
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if found is None:
        do_without(test, f"there is no {name} here")
    return found


def is_listening(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Nginx:
    """Serves `root`, is too busy for what is below /busy/, and remembers what it answered."""

    def __init__(self, test, root):
        program = program_or_skip(test, "nginx")
        folder = test.new_folder("nginx")
        self.root, self.port, self.log = root, free_port(), folder / "access.log"
        config = folder / "nginx.conf"
        config.write_text(NGINX.format(folder=folder, port=self.port, root=root), encoding="utf-8")
        command = [program, "-c", config, "-p", folder, "-e", folder / "error.log"]
        process = test.started(subprocess.Popen(command, stderr=subprocess.DEVNULL))
        wait_until(lambda: is_listening(self.port), "nginx", process)

    def url(self, name):
        return f"http://127.0.0.1:{self.port}/{urllib.parse.quote(name)}"

    def urls(self):
        return [self.url(path.name) for path in sorted(self.root.iterdir())]

    def answers(self):
        """The status of each answer so far."""
        return [line.split()[0] for line in self.log.read_text(encoding="utf-8").splitlines()]


def serve_fixtures(test):
    """Nginx over a copy of the fixtures that the test may change."""
    root = test.folder / "blogs"
    shutil.copytree(FIXTURES, root)
    return Nginx(test, root)


class ScriptedServer:
    """Answers each path with a status, headers and a body of the test's choice, others with 404; counts what is asked."""

    def __init__(self, test, answers):
        asked = self.asked = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.path)
                status, headers, body = answers.get(self.path, (404, {}, ""))
                self.send_response(status)
                for name, value in {**headers, "Content-Length": len(body.encode())}.items():
                    self.send_header(name, str(value))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server.server_port}"
        thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        test.addCleanup(self.server.server_close)
        test.addCleanup(thread.join)
        test.addCleanup(self.server.shutdown)


class SilentServer:
    """Takes connections and never answers."""

    def __enter__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.setblocking(False)
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}/feed.xml"
        self.taken = []
        return self

    def __exit__(self, *_):
        for connection in [*self.taken, self.listener]:
            connection.close()

    def is_asked(self):
        if select.select([self.listener], [], [], 0)[0]:
            self.taken.append(self.listener.accept()[0])
        return bool(self.taken)


class HangingServer:
    """Takes connections and requests, says `beginning`, and then nothing for ever, without hanging up."""

    def __init__(self, test, address, beginning=b""):
        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                with contextlib.suppress(ConnectionError):  # the other side hung up, which it may
                    self.request.sendall(beginning)
                    while self.request.recv(4096):
                        pass

        self.server = socketserver.ThreadingTCPServer((address, 0), Handler)
        self.url = f"http://{address}:{self.server.server_address[1]}/feed.xml"
        thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        test.addCleanup(self.server.server_close)
        test.addCleanup(thread.join)
        test.addCleanup(self.server.shutdown)


class SmtpSink:
    """Postfix's smtp-sink, which keeps each message in a file."""

    def __init__(self, test):
        program = program_or_skip(test, "smtp-sink")
        self.folder, self.port = test.new_folder("sink"), free_port()
        as_nobody = []
        if os.geteuid() == 0:
            as_nobody = ["-u", "nobody"]
            test.folder.chmod(0o755)
            self.folder.chmod(0o777)
        process = test.started(
            subprocess.Popen([program, *as_nobody, "-d", "mail-", f"127.0.0.1:{self.port}", "64"], cwd=self.folder)
        )
        wait_until(lambda: is_listening(self.port), "smtp-sink", process)

    def messages(self):
        """(recipient of the envelope, bytes) of each message; the sink's own headers stand before the message's."""
        for path in sorted(self.folder.glob("mail-*")):
            dumped = path.read_bytes()
            recipient = re.search(rb"^X-Rcpt-Args: <([^>]*)>", dumped, re.MULTILINE)
            if recipient:
                yield recipient[1].decode(), dumped
