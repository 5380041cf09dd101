"""Input and comms."""

from client import TIMEOUT, Client


class Dialogue(Client):
    def test_input(self):
        for code, password in ("input Name: ", False), ("password Word: ", True):
            msg_id = self.kc.execute(code, allow_stdin=True)
            question = self.kc.get_stdin_msg(timeout=TIMEOUT)
            self.assertEqual(question["msg_type"], "input_request")
            self.assertEqual(question["content"], {"prompt": code.split(" ", 1)[1], "password": password})
            self.assertEqual(question["parent_header"]["msg_id"], msg_id)
            # Not an answer, an answer to something else, and what is none.
            self.kc.stdin_channel.send(self.kc.session.msg("hello", {}))
            self.kc.stdin_channel.send(self.kc.session.msg("input_reply", {"value": "late"}, parent={"msg_id": "other"}))
            self.kc.stdin_channel.send(self.kc.session.msg("input_reply", {"value": 3}))
            self.kc.input("Ada ☃")
            self.kc.input("twice")
            self.assertEqual(self.reply(msg_id)["content"]["status"], "ok")
            self.assertText(self.until_idle(msg_id), "got Ada ☃\n")

    def test_input_with_parent(self):
        msg_id = self.kc.execute("input a\ninput b", allow_stdin=True)
        for answer in "1", "2":
            question = self.kc.get_stdin_msg(timeout=TIMEOUT)
            self.kc.stdin_channel.send(self.kc.session.msg("input_reply", {"value": answer}, parent=question))
        self.reply(msg_id)
        self.assertText(self.until_idle(msg_id), "got 1\ngot 2\n")

    def test_no_stdin(self):
        reply, _ = self.execute("input Name: ", allow_stdin=False)
        self.assertEqual((reply["status"], reply["ename"]), ("error", "StdinNotImplementedError"))

    def test_input_interrupted(self):
        msg_id = self.kc.execute("input Name: ", allow_stdin=True)
        self.kc.get_stdin_msg(timeout=TIMEOUT)
        self.control("interrupt_request")
        self.assertEqual(self.reply(msg_id)["content"]["ename"], "Interrupted")

    def comms(self, target=None):
        return self.reply(self.kc.comm_info(target))["content"]["comms"]

    def test_comm_from_front_end(self):
        [m] = self.comm("comm_open", {"comm_id": "c1", "target_name": "echo", "data": {"a": "é"}})
        self.assertEqual((m["msg_type"], m["content"]), ("comm_msg", {"comm_id": "c1", "data": {"a": "é"}}))
        self.assertEqual(self.comms()["c1"], {"target_name": "echo"})
        self.assertEqual(self.comms("other"), {})
        text, m = self.comm("comm_msg", {"comm_id": "c1", "data": [1, 2.5]}, [b"\0\xff", b""])
        self.assertEqual(text["content"]["text"], "comm [1, 2.5]\n")
        self.assertEqual(m["content"]["data"], [1, 2.5])
        self.assertEqual([bytes(b) for b in m["buffers"]], [b"\0\xff", b""])
        self.assertEqual(self.comm("comm_msg", {"comm_id": "c1", "data": "panic"}), [])
        [m] = self.comm("comm_close", {"comm_id": "c1", "data": {}})
        self.assertEqual(m["content"]["text"], "closed c1\n")
        self.assertNotIn("c1", self.comms())
        for kind in "comm_msg", "comm_close":  # no longer known
            self.assertEqual(self.comm(kind, {"comm_id": "c1", "data": {}}), [])

    def test_comm_with_unknown_target(self):
        [m] = self.comm("comm_open", {"comm_id": "c2", "target_name": "nobody", "data": {}})
        self.assertEqual((m["msg_type"], m["content"]), ("comm_close", {"comm_id": "c2", "data": {}}))
        self.assertNotIn("c2", self.comms())

    def test_comm_from_kernel(self):
        _, messages = self.execute('out text\nopen c3 jupyter.widget\nmsg c3 {"x": "π"}')
        self.assertEqual([m["msg_type"] for m in messages], ["stream", "comm_open", "comm_msg"])
        self.assertEqual(messages[1]["content"], {"comm_id": "c3", "target_name": "jupyter.widget", "data": {}})
        self.assertEqual(messages[1]["metadata"], {"version": "2.1.0"})
        self.assertEqual(messages[2]["content"]["data"], {"x": "π"})
        self.assertEqual([bytes(b) for b in messages[2]["buffers"]], [b"\1\2", b""])
        self.assertEqual(self.comms("jupyter.widget"), {"c3": {"target_name": "jupyter.widget"}})
        _, [m] = self.execute("close c3")
        self.assertEqual(m["msg_type"], "comm_close")
        self.assertEqual(self.comms("jupyter.widget"), {})

    def test_comms_in_order(self):
        self.comm("comm_open", {"comm_id": "c4", "target_name": "echo", "data": {}})
        for i in range(200):
            self.kc.shell_channel.send(self.kc.session.msg("comm_msg", {"comm_id": "c4", "data": i}))
        seen = []
        while len(seen) < 200:
            m = self.kc.get_iopub_msg(timeout=TIMEOUT)
            if m["msg_type"] == "comm_msg":
                seen.append(m["content"]["data"])
        self.assertEqual(seen, list(range(200)))
