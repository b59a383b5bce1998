"""A real browser engine without a window, to look at mail and to measure it: Chromium, spoken to over a pipe."""

import base64
import json
import os
import shutil
import subprocess
import tempfile

NAMES = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
    "--host-resolver-rules=MAP * ~NOTFOUND", "--remote-debugging-pipe",
)  # fmt: skip


def find():
    """The program, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Browser:
    """One tab. It asks no network: pictures of a page come from `pictures`, by address, or are missing."""

    def __init__(self, more_options=()):
        self.profile = tempfile.TemporaryDirectory(prefix="aggregator-browser-", ignore_cleanup_errors=True)
        self.number, self.pictures = 0, {}
        to_browser, self.write_end = os.pipe()
        self.read_end, from_browser = os.pipe()
        self.process = subprocess.Popen(
            ["/bin/sh", "-c", f'exec "$@" 3<&{to_browser} 4>&{from_browser}', "sh", find(), *OPTIONS, *more_options,
             f"--user-data-dir={self.profile.name}"],
            pass_fds=(to_browser, from_browser), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(to_browser)
        os.close(from_browser)
        self.answers = os.fdopen(self.read_end, "rb")
        self.session = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Page.enable")
        self.call("Network.enable")
        self.call("Network.setCacheDisabled", cacheDisabled=True)
        self.call("Fetch.enable", patterns=[{"urlPattern": "http*"}])
        self.frame = self.call("Page.getFrameTree")["frameTree"]["frame"]["id"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.answers.close()
        os.close(self.write_end)
        self.profile.cleanup()

    def call(self, method, **parameters):
        """What the method answers; meanwhile the page is given its pictures."""
        number = self._send(method, parameters)
        while True:
            message = self._receive()
            if message.get("id") == number:
                if "error" in message:
                    raise AssertionError(f"{method}: {message['error']}")
                return message["result"]

    def show(self, html, width, height=800, dark=False, zoom=1):
        """Lays the page out in a window of `width` CSS pixels at zoom 1."""
        self.call("Emulation.setDeviceMetricsOverride", width=width // zoom, height=height // zoom,
                  deviceScaleFactor=zoom, mobile=False)  # fmt: skip
        scheme = "dark" if dark else "light"
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.call("Page.navigate", url="about:blank")
        self.call("Page.setDocumentContent", frameId=self.frame, html=html)
        self.run("Promise.all([...document.images].map(i => i.decode().catch(() => 0))).then(() => 0)")

    def invert(self, wanted):
        """Whether light pages are turned dark without being asked, as some mail programs do."""
        self.call("Emulation.setAutoDarkModeOverride", **({"enabled": True} if wanted else {}))

    def run(self, script):
        """The value of a JavaScript expression."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise AssertionError(answer["exceptionDetails"])
        return answer["result"].get("value")

    def picture(self):
        """The whole page as it is now, as PNG."""
        height = self.run("Math.ceil(document.documentElement.getBoundingClientRect().height)")
        width = self.run("window.innerWidth")
        clip = {"x": 0, "y": 0, "width": width, "height": max(height, 1), "scale": 1}
        answer = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)
        return base64.b64decode(answer["data"])

    def _send(self, method, parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session is not None:
            message["sessionId"] = self.session
        os.write(self.write_end, json.dumps(message).encode() + b"\0")
        return self.number

    def _receive(self):
        raw = bytearray()
        while (byte := self.answers.read(1)) != b"\0":
            if not byte:
                raise AssertionError("the browser has ended")
            raw += byte
        message = json.loads(raw)
        if message.get("method") == "Fetch.requestPaused":
            self._answer(message["params"])
        return message

    def _answer(self, request):
        picture = self.pictures.get(request["request"]["url"])
        if picture is None:
            self._send("Fetch.failRequest", {"requestId": request["requestId"], "errorReason": "BlockedByClient"})
            return
        kind = "image/svg+xml" if picture.startswith(b"<svg") else "image/png"
        self._send("Fetch.fulfillRequest", {
            "requestId": request["requestId"], "responseCode": 200,
            "responseHeaders": [{"name": "Content-Type", "value": kind}],
            "body": base64.b64encode(picture).decode(),
        })  # fmt: skip
