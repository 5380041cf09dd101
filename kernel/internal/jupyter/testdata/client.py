"""A test case with Jupyter's own client of the echo kernel whose connection file is in CONNECTION_FILE."""

import os
import unittest

from jupyter_client import BlockingKernelClient

TIMEOUT = 20


def connect():
    kc = BlockingKernelClient(connection_file=os.environ["CONNECTION_FILE"])
    kc.load_connection_file()
    kc.start_channels()
    kc.wait_for_ready(timeout=TIMEOUT)
    return kc


class Client(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.kc = connect()

    @classmethod
    def tearDownClass(cls):
        cls.kc.stop_channels()

    def until_idle(self, msg_id, kc=None):
        """What iopub says of a request: each with its parent header, between busy and idle."""
        messages = []
        while True:
            m = (kc or self.kc).get_iopub_msg(timeout=TIMEOUT)
            if m["parent_header"].get("msg_id") != msg_id:
                continue
            messages.append(m)
            if m["content"].get("execution_state") == "idle":
                break
        states = [m["content"]["execution_state"] for m in messages if m["msg_type"] == "status"]
        self.assertEqual(states[0], "busy")
        self.assertEqual(messages[0]["msg_type"], "status")
        for m in messages:
            self.assertEqual(m["header"]["version"], "5.4")
        return [m for m in messages if m["msg_type"] != "status"]

    def reply(self, msg_id, channel="shell"):
        m = self.kc._recv_reply(msg_id, timeout=TIMEOUT, channel=channel)
        self.assertEqual(m["parent_header"]["msg_id"], msg_id)
        return m

    def execute(self, code, **options):
        """The content of the reply, and the messages on iopub less execute_input."""
        msg_id = self.kc.execute(code, **options)
        reply = self.reply(msg_id)
        self.assertEqual(reply["msg_type"], "execute_reply")
        messages = self.until_idle(msg_id)
        if not options.get("silent"):
            echo = messages.pop(0)
            self.assertEqual(echo["msg_type"], "execute_input")
            self.assertEqual(echo["content"]["code"], code)
            self.assertEqual(echo["content"]["execution_count"], reply["content"]["execution_count"])
        return reply["content"], messages

    def control(self, kind, content=None):
        m = self.kc.session.msg(kind, content or {})
        self.kc.control_channel.send(m)
        return m["header"]["msg_id"]

    def comm(self, kind, content, buffers=None):
        """Sends a message of a comm, and returns what it has led to on iopub."""
        m = self.kc.session.msg(kind, content)
        self.kc.session.send(self.kc.shell_channel.socket, m, buffers=buffers)
        return self.until_idle(m["header"]["msg_id"])

    def wait_for(self, msg_id, kind):
        """Waits until the request has published a message of that type."""
        while True:
            m = self.kc.get_iopub_msg(timeout=TIMEOUT)
            if m["parent_header"].get("msg_id") == msg_id and m["msg_type"] == kind:
                return m

    def assertText(self, messages, want, name="stdout"):
        self.assertEqual("".join(m["content"]["text"] for m in messages if m["msg_type"] == "stream" and m["content"]["name"] == name), want)
