"""Jupyter's own client starts, interrupts, restarts and ends the echo kernel, as a process."""

import glob
import os
import tempfile
import time
import unittest

from jupyter_client import KernelManager
from jupyter_client.session import Session

TIMEOUT = 20


class Manager(unittest.TestCase):
    def start(self, name="echo", **options):
        km = KernelManager(kernel_name=name, **options)
        km.start_kernel()
        self.addCleanup(km.shutdown_kernel, now=True)
        kc = km.client()
        kc.start_channels()
        self.addCleanup(kc.stop_channels)
        kc.wait_for_ready(timeout=TIMEOUT)
        return km, kc

    def execute(self, kc, code, **options):
        """The content of the reply, and the text that the cell has written."""
        text = []

        def hook(m):
            if m["msg_type"] == "stream":
                text.append(m["content"]["text"])

        reply = kc.execute_interactive(code, timeout=TIMEOUT, output_hook=hook, **options)
        return reply["content"], "".join(text)

    def begin(self, kc, code):
        """Has a cell run, and returns the request's id."""
        msg_id = kc.execute(code)
        while True:
            m = kc.get_iopub_msg(timeout=TIMEOUT)
            if m["msg_type"] == "execute_input" and m["parent_header"]["msg_id"] == msg_id:
                return msg_id

    def assertEnds(self, km, seconds=5):
        """The kernel's process ends by itself, and in good order."""
        process = km.provisioner.process
        self.assertEqual(process.wait(timeout=seconds), 0)

    def test_restart(self):
        km, kc = self.start()
        pids = set()
        for now in False, False, True, False, True:
            pids.add(km.provisioner.pid)
            reply, text = self.execute(kc, "out a\nopen c target")
            self.assertEqual((reply["execution_count"], text), (1, "a\n"))
            km.restart_kernel(now=now)
            kc.wait_for_ready(timeout=TIMEOUT)
            self.assertEqual(kc.comm_info(reply=True, timeout=TIMEOUT)["content"]["comms"], {})
        self.assertEqual(len(pids), 5)
        reply = kc.shutdown(reply=True, timeout=TIMEOUT)
        self.assertEqual(reply["content"], {"status": "ok", "restart": False})
        self.assertEnds(km)

    def test_shutdown_while_a_cell_runs(self):
        for code in "sleep 60000", "stubborn", "input Name: ":
            km, kc = self.start()
            self.begin(kc, code)
            kc.shutdown()
            while kc.get_iopub_msg(timeout=TIMEOUT)["msg_type"] != "shutdown_reply":
                pass
            self.assertEnds(km)

    def test_interrupt(self):
        for name in "echo", "echo-signal":
            km, kc = self.start(name)
            for _ in range(3):
                msg_id = self.begin(kc, "sleep 60000")
                later = kc.execute("out never")
                begin = time.monotonic()
                km.interrupt_kernel()
                reply = kc._recv_reply(msg_id, timeout=TIMEOUT)
                self.assertEqual(reply["content"]["ename"], "Interrupted")
                self.assertEqual(kc._recv_reply(later, timeout=TIMEOUT)["content"]["status"], "aborted")
                self.assertLess(time.monotonic() - begin, 5)
            km.interrupt_kernel()  # while nothing runs
            self.assertEqual(self.execute(kc, "out a")[1], "a\n")

    def test_ipc(self):
        with tempfile.TemporaryDirectory(prefix="ipc", dir="/tmp") as folder:
            km, kc = self.start(transport="ipc", ip=os.path.join(folder, "k"))
            for now in False, True:  # after SIGKILL its sockets are left
                self.assertEqual(self.execute(kc, "out a")[1], "a\n")
                self.assertEqual(len(glob.glob(folder + "/k-*")), 5)
                km.restart_kernel(now=now)
                kc.wait_for_ready(timeout=TIMEOUT)
            reply, text = self.execute(kc, "input Name: ", allow_stdin=True, stdin_hook=lambda m: kc.input("Ada"))
            self.assertEqual((reply["status"], text), ("ok", "got Ada\n"))
            km.shutdown_kernel()
            self.assertEqual(glob.glob(folder + "/k-*"), [])

    def test_input_after_restart(self):
        km, kc = self.start()
        km.restart_kernel()  # the sockets of kc connect again one after the other
        msg_id = kc.execute("input Name: ", allow_stdin=True)
        kc.get_stdin_msg(timeout=TIMEOUT)
        kc.input("Ada")
        self.assertEqual(kc._recv_reply(msg_id, timeout=TIMEOUT)["content"]["status"], "ok")

    def test_no_key(self):
        km, kc = self.start(session=Session(key=b""))
        self.assertEqual(self.execute(kc, "out a")[1], "a\n")

    def test_sigterm(self):
        km, kc = self.start()
        km.signal_kernel(15)
        self.assertEnds(km)

    def test_first_message_is_the_welcome(self):
        km = KernelManager(kernel_name="echo")
        km.start_kernel()
        self.addCleanup(km.shutdown_kernel, now=True)
        kc = km.client()
        kc.start_channels()
        self.addCleanup(kc.stop_channels)
        m = kc.get_iopub_msg(timeout=TIMEOUT)
        self.assertEqual((m["msg_type"], m["content"], m["parent_header"]), ("iopub_welcome", {"subscription": ""}, {}))
        self.assertEqual(kc.get_iopub_msg(timeout=TIMEOUT)["content"], {"execution_state": "starting"})

    def test_many(self):
        kernels = [self.start() for _ in range(3)]
        for i, (_, kc) in enumerate(kernels):
            self.assertEqual(self.execute(kc, f"out {i}")[1], f"{i}\n")
