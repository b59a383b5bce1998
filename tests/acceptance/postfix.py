"""A real Postfix on loopback with its own configuration, queue and Maildirs in a temporary folder; nothing of the machine's
own is touched. It needs root, as Postfix does, and is ended by the pid of its master."""

import contextlib
import os
import pathlib
import shutil
import signal
import socket
import subprocess

import peers
import program

SYSTEM = os.environ.get("PATH", "") + ":/usr/sbin:/usr/lib/postfix/sbin:/usr/libexec/postfix"

MAIN = """\
compatibility_level = 3.6
config_directory = {folder}/etc
queue_directory = {folder}/spool
data_directory = {folder}/data
command_directory = {commands}
daemon_directory = {daemons}
mail_owner = postfix
setgid_group = postdrop
maillog_file = {folder}/log/postfix.log
maillog_file_prefixes = {folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.example.org
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
virtual_mailbox_domains = example.org
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = texthash:{folder}/etc/boxes
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
smtpd_milters = {milters}
milter_default_action = tempfail
smtputf8_enable = yes
"""

MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
postlog unix-dgram n - n - 1 postlogd
"""


def find(name):
    return shutil.which(name, path=SYSTEM)



def daemons():
    for folder in ("/usr/lib/postfix/sbin", "/usr/libexec/postfix"):
        if (pathlib.Path(folder) / "master").exists():
            return folder
    return None


def is_installed():
    return find("postfix") is not None and daemons() is not None


class Postfix:
    def __init__(self, test, mailboxes, milters=""):
        import pwd

        self.folder = test.new_folder("postfix")
        test.folder.chmod(0o755)
        owner = pwd.getpwnam("nobody")
        postfix = pwd.getpwnam("postfix")
        for name in ("etc", "spool", "data", "mail", "log"):
            (self.folder / name).mkdir()
        os.chown(self.folder / "mail", owner.pw_uid, owner.pw_gid)
        os.chown(self.folder / "data", postfix.pw_uid, postfix.pw_gid)
        self.port = peers.free_port()
        values = {"folder": self.folder, "daemons": daemons(), "commands": pathlib.Path(find("postfix")).parent,
                  "uid": owner.pw_uid, "gid": owner.pw_gid, "milters": milters, "port": self.port}  # fmt: skip
        etc = self.folder / "etc"
        (etc / "main.cf").write_text(MAIN.format(**values), encoding="utf-8")
        (etc / "master.cf").write_text(MASTER.format(**values), encoding="utf-8")
        boxes = "".join(f"{name}@example.org {name}/\n" for name in mailboxes)
        (etc / "boxes").write_text(boxes, encoding="utf-8")
        test.addCleanup(self.stop)
        self.command("start")
        program.wait_until(self.listens, "Postfix")

    def command(self, *words):
        done = subprocess.run([find("postfix"), "-c", str(self.folder / "etc"), *words], capture_output=True, text=True,
                              check=False, timeout=program.PATIENCE, env={**os.environ, "PATH": SYSTEM})  # fmt: skip
        if done.returncode != 0:
            raise AssertionError(f"postfix {words}: {done.stdout}{done.stderr}{self.log()}")

    def log(self):
        file = self.folder / "log" / "postfix.log"
        return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""

    def listens(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self):
        pid_file = self.folder / "spool" / "pid" / "master.pid"
        with contextlib.suppress(FileNotFoundError, ProcessLookupError, ValueError):
            os.kill(int(pid_file.read_text()), signal.SIGTERM)
            program.wait_until(lambda: not self.listens(), "Postfix to end")

    def messages(self):
        """The bytes of what is in the Maildirs, by the name of the mailbox."""
        return {path.parent.parent.name: path.read_bytes() for path in (self.folder / "mail").glob("*/new/*")}
