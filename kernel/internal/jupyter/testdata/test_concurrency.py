"""Several things at once, and several who speak."""

import time
from queue import Empty

from jupyter_client.session import Session

from client import TIMEOUT, Client, connect


class Concurrency(Client):
    def test_beside_a_running_cell(self):
        msg_id = self.kc.execute("sleep 60000")
        self.wait_for(msg_id, "execute_input")
        begin = time.monotonic()
        for ask in [
            lambda: self.kc.complete("ab"), lambda: self.kc.inspect("ab"), lambda: self.kc.is_complete("ab"),
            self.kc.kernel_info, self.kc.comm_info, lambda: self.kc.history(hist_access_type="tail", n=1),
        ]:
            request = ask()
            self.assertIn(self.reply(request)["content"]["status"], ("ok", "complete"))
            # A front end shows the last state that it hears of.
            self.until_idle(request)
            m = self.kc.get_iopub_msg(timeout=TIMEOUT)
            self.assertEqual((m["content"], m["parent_header"]["msg_id"]), ({"execution_state": "busy"}, msg_id))
        [m] = self.comm("comm_open", {"comm_id": "c5", "target_name": "echo", "data": {}})
        self.assertEqual(m["msg_type"], "comm_msg")
        self.assertLess(time.monotonic() - begin, 10)
        self.reply(self.control("interrupt_request"), "control")
        self.assertEqual(self.reply(msg_id)["content"]["ename"], "Interrupted")
        self.until_idle(msg_id)

    def test_slow_completion_is_in_nobodys_way(self):
        self.kc.complete("slow")
        self.assertEqual(self.reply(self.kc.complete("ab"))["content"]["status"], "ok")
        self.assertEqual(self.execute("out a")[0]["status"], "ok")

    def test_interrupt(self):
        _, [m] = self.execute("interrupts")
        before = int(m["content"]["text"])
        running = self.kc.execute("sleep 60000")
        queued = [self.kc.execute("out never") for _ in range(3)]
        self.wait_for(running, "execute_input")
        begin = time.monotonic()
        interrupt = self.control("interrupt_request")
        self.assertEqual(self.reply(interrupt, "control")["content"], {"status": "ok"})
        c = self.reply(running)["content"]
        self.assertEqual((c["status"], c["ename"]), ("error", "Interrupted"))
        self.assertLess(time.monotonic() - begin, 5)
        for q in queued:
            self.assertEqual(self.reply(q)["content"]["status"], "aborted")
            self.assertEqual(self.until_idle(q), [])
        self.reply(self.control("interrupt_request"), "control")  # nothing runs
        reply, [m] = self.execute("interrupts")
        self.assertEqual((reply["status"], m["content"]["text"]), ("ok", str(before + 2)))

    def test_abort(self):
        count = self.execute("out a")[0]["execution_count"]
        bad = self.kc.execute("sleep 50\nfail A b")
        queued = [self.kc.execute("out never") for _ in range(5)]
        beside = self.kc.complete("ab")
        self.assertEqual(self.reply(beside)["content"]["status"], "ok")
        self.assertEqual(self.reply(bad)["content"]["status"], "error")
        for q in queued:
            self.assertEqual(self.reply(q)["content"]["status"], "aborted")
            self.assertEqual(self.until_idle(q), [])
        self.assertEqual(self.execute("out b")[0]["execution_count"], count + 2)

    def test_abort_though_the_first_fails_at_once(self):
        whole = 0
        for _ in range(20):
            cells = [self.kc.execute("fail A b")] + [self.kc.execute("out a") for _ in range(20)]
            states = [self.reply(c)["content"]["status"] for c in cells]
            # This client may be held up for longer than the kernel waits.
            self.assertEqual(states, ["error"] + sorted(states[1:]))
            whole += "ok" not in states
        self.assertGreater(whole, 10)

    def test_no_abort(self):
        for options in {"stop_on_error": False}, {"silent": True}:
            cells = [self.kc.execute("sleep 50\nfail A b", **options)] + [self.kc.execute("out a") for _ in range(3)]
            self.assertEqual([self.reply(c)["content"]["status"] for c in cells], ["error", "ok", "ok", "ok"])

    def test_wrong_signature(self):
        count = self.execute("out a")[0]["execution_count"]
        for key in b"wrong", b"":
            stranger = Session(key=key)
            for channel in self.kc.shell_channel, self.kc.control_channel, self.kc.stdin_channel:
                stranger.send(channel.socket, stranger.msg("execute_request", {"code": "out stolen"}))
        self.kc.shell_channel.socket.send_multipart([b"<IDS|MSG>"])
        self.kc.shell_channel.socket.send_multipart([b"nonsense"])
        self.assertEqual(self.execute("out b")[0]["execution_count"], count + 1)

    def test_replay(self):
        count = self.execute("out a")[0]["execution_count"]
        m = self.kc.session.msg("execute_request", {"code": "out once"})
        frames = [b"<IDS|MSG>"] + self.kc.session.serialize(m)[1:]
        for _ in range(3):
            self.kc.shell_channel.socket.send_multipart(frames)
        self.reply(m["header"]["msg_id"])
        self.assertEqual(self.execute("out b")[0]["execution_count"], count + 2)

    def test_two_clients(self):
        other = connect()
        try:
            msg_id = other.execute("input Name: ", allow_stdin=True)
            other.get_stdin_msg(timeout=TIMEOUT)
            self.kc.input("not asked")
            other.input("asked")
            for kc in self.kc, other:
                self.assertText(self.until_idle(msg_id, kc), "got asked\n")
            with self.assertRaises(Empty):
                self.kc.get_stdin_msg(timeout=0.05)
        finally:
            other.stop_channels()

    def test_heartbeat(self):
        deadline = time.monotonic() + 3
        while time.monotonic() < deadline:
            self.assertTrue(self.kc.hb_channel.is_beating())
            time.sleep(0.2)
