"""A small SMTP server on a free loopback port that tells the test of each message before it answers."""

import asyncio
import dataclasses
import email
import re
import threading


@dataclasses.dataclass(frozen=True)
class Received:
    recipient: str
    message_id: str


class SmtpServer:
    """`before_answer(count)` and `after_answer(count)` are called with the number of messages so far. With `encryption`,
    an ssl.SSLContext, it offers STARTTLS."""

    def __init__(self, encryption=None):
        self.encryption, self.encrypted = encryption, 0
        self.received = []
        self.before_answer = self.after_answer = lambda count: None
        self.hold = None  # a future that every answer to a message waits for
        self.loop = asyncio.new_event_loop()
        self.server = self.loop.run_until_complete(asyncio.start_server(self.serve, "127.0.0.1", 0))
        self.port = self.server.sockets[0].getsockname()[1]
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()

    def close(self):
        async def end():
            self.server.close()
            for task in asyncio.all_tasks() - {asyncio.current_task()}:
                task.cancel()

        asyncio.run_coroutine_threadsafe(end(), self.loop).result(10)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.loop.close()

    async def serve(self, reader, writer):
        try:
            await self.converse(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client was killed, which is the point, or the test is over
        finally:
            writer.close()

    async def converse(self, reader, writer):
        recipient, offers_tls = "", self.encryption is not None
        writer.write(b"220 test.example.org ESMTP\r\n")
        while line := await reader.readline():
            command = line.decode("utf-8", "replace").strip()
            verb = command[:4].upper()
            if verb == "RCPT":
                recipient = re.search("<([^>]*)>", command)[1]
            if verb == "DATA":
                writer.write(b"354 go on\r\n")
                await self.take(recipient, await reader.readuntil(b"\r\n.\r\n"), writer)
                continue
            if verb == "STAR" and offers_tls:
                writer.write(b"220 2.0.0 begin\r\n")
                await writer.drain()
                await writer.start_tls(self.encryption)
                offers_tls, self.encrypted = False, self.encrypted + 1
                continue
            extensions = b"250-STARTTLS\r\n" if offers_tls else b""
            writer.write({"EHLO": b"250-test.example.org\r\n" + extensions + b"250 PIPELINING\r\n", "QUIT": b"221 2.0.0 bye\r\n"}.get(
                verb, b"250 2.0.0 ok\r\n"))
            if verb == "QUIT":
                return

    async def take(self, recipient, message, writer):
        head = email.message_from_bytes(message.partition(b"\r\n\r\n")[0])
        self.received.append(Received(recipient, head["Message-ID"]))
        count = len(self.received)
        self.before_answer(count)
        if self.hold is not None:
            await self.hold
        writer.write(b"250 2.0.0 stored\r\n")
        await writer.drain()
        self.after_answer(count)
