"""A small mail server for tests: takes mails, or answers what a test tells it to."""

import contextlib
import email
import email.policy
import socketserver
import threading
import time


class Server(socketserver.ThreadingTCPServer):
    """`answers` maps a stage ("connect", "mail", "rcpt", "data", "end") to a reply, "drop", or seconds to wait.

    A key may also be (stage, address): then only mails to that address are answered so.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Line)
        self.mails = []
        self.answers = {}
        self.tried = []

    @property
    def port(self):
        return self.server_address[1]

    def parsed(self):
        return [email.message_from_bytes(raw, policy=email.policy.default) for raw in self.mails]


class Line(socketserver.StreamRequestHandler):
    def handle(self):
        self.address = ""
        with contextlib.suppress(ConnectionError, StopIteration):
            self._answer("connect", "220 ready")
            for raw in self.rfile:
                self._obey(raw.decode().strip())

    def _obey(self, command):
        match command.split(":")[0].split(" ")[0].upper():
            case "EHLO" | "HELO":
                self._say("250 test")
            case "MAIL":
                self._answer("mail", "250 ok")
            case "RCPT":
                self.address = command.partition("<")[2].partition(">")[0]
                self.server.tried.append(self.address)
                self._answer("rcpt", "250 ok")
            case "DATA":
                self._answer("data", "354 go on")
                self._take()
            case "QUIT":
                self._say("221 bye")
                raise StopIteration
            case _:
                self._say("250 ok")

    def _take(self):
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b"."))
        self.server.mails.append(b"".join(lines))
        self._answer("end", "250 taken")

    def _answer(self, stage, usual):
        answers = self.server.answers
        answer = answers.get((stage, self.address), answers.get(stage, usual))
        if answer == "drop":
            self.connection.close()
            raise StopIteration
        if isinstance(answer, (int, float)):
            time.sleep(answer)
            answer = usual
        self._say(answer)
        if stage in {"data", "connect"} and not answer.startswith(("2", "3")):
            raise StopIteration

    def _say(self, words):
        self.wfile.write(words.encode() + b"\r\n")


@contextlib.contextmanager
def running():
    """Run a server until the block ends."""
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
