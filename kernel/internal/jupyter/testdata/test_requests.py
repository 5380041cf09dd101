"""What is asked on shell and control."""

import base64
import json
import os

from client import Client


class Requests(Client):
    def test_kernel_info(self):
        for channel in "shell", "control":
            msg_id = self.kc.kernel_info() if channel == "shell" else self.control("kernel_info_request")
            c = self.reply(msg_id, channel)["content"]
            self.assertEqual(c["status"], "ok")
            self.assertEqual(c["protocol_version"], "5.4")
            self.assertEqual(c["implementation"], "echo")
            self.assertEqual(c["banner"], "Échos")
            self.assertEqual(c["language_info"]["file_extension"], ".echo")
            self.assertEqual(c["help_links"], [])
            self.assertEqual(c["supported_features"], [])
            self.assertIs(c["debugger"], False)
            self.assertEqual(self.until_idle(msg_id), [])

    def test_execute(self):
        code = "out before\nerr aside\nshow x <b>\nout after\nresult value"
        reply, messages = self.execute(code)
        self.assertEqual(reply["status"], "ok")
        self.assertEqual(reply["payload"], [])
        self.assertEqual(reply["user_expressions"], {})
        self.assertEqual([m["msg_type"] for m in messages], ["stream", "stream", "display_data", "stream", "execute_result"])
        self.assertEqual(messages[0]["content"], {"name": "stdout", "text": "before\n"})
        self.assertEqual(messages[1]["content"], {"name": "stderr", "text": "aside\n"})
        self.assertEqual(messages[2]["content"], {
            "data": {"text/plain": "<b>", "text/html": "<b><b></b>"}, "metadata": {}, "transient": {"display_id": "x"}})
        self.assertEqual(messages[4]["content"], {
            "execution_count": reply["execution_count"], "data": {"text/plain": "value"}, "metadata": {}, "transient": {}})
        self.assertEqual(len({m["header"]["msg_id"] for m in messages}), len(messages))
        again, _ = self.execute(code)
        self.assertEqual(again["execution_count"], reply["execution_count"] + 1)

    def test_metadata(self):
        m = self.kc.session.msg("execute_request", {"code": "cell"}, metadata={"cellId": "a-cell"})
        self.kc.shell_channel.send(m)
        reply = self.reply(m["header"]["msg_id"])
        self.assertRegex(reply["metadata"]["started"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$")
        messages = self.until_idle(m["header"]["msg_id"])
        self.assertText(messages, "a-cell")

    def test_silent_and_store_history(self):
        before, _ = self.execute("out a")
        reply, messages = self.execute("out a\nshow x y\nresult b", silent=True)
        self.assertEqual(messages, [])
        self.assertEqual(reply["execution_count"], before["execution_count"])
        reply, messages = self.execute("result c", store_history=False)
        self.assertEqual(reply["execution_count"], before["execution_count"])
        self.assertEqual(len(messages), 1)
        reply, messages = self.execute("fail A b", silent=True)
        self.assertEqual((reply["status"], messages), ("error", []))
        after, _ = self.execute("out a")
        self.assertEqual(after["execution_count"], before["execution_count"] + 1)

    def test_error(self):
        for code, name, value, traceback in [
            ("fail NoSuch thing", "NoSuch", "thing", ["one", "two"]),
            ("plain it broke", "Error", "it broke", ["Error: it broke"]),
            ("nonsense", "SyntaxError", "no command nonsense", ["SyntaxError: no command nonsense"]),
        ]:
            reply, messages = self.execute("out first\n" + code)
            self.assertEqual([m["msg_type"] for m in messages], ["stream", "error"])
            error = {"ename": name, "evalue": value, "traceback": traceback}
            self.assertEqual(messages[1]["content"], error)
            for key, want in {**error, "status": "error"}.items():
                self.assertEqual(reply[key], want)
            self.assertIn("execution_count", reply)

    def test_panic(self):
        for code in "panic oh", "streams stdlog":
            reply, messages = self.execute(code)
            self.assertEqual((reply["status"], reply["ename"]), ("error", "KernelPanic"))
            self.assertIn("goroutine", reply["traceback"][1])
        reply, _ = self.execute("out still here")
        self.assertEqual(reply["status"], "ok")

    def test_unencodable(self):
        reply, _ = self.execute("unencodable")
        self.assertEqual(reply["status"], "error")
        self.assertIn("display_data: json: unsupported type: chan int", reply["evalue"])

    def test_user_expressions_and_payload(self):
        reply, _ = self.execute("page some text", user_expressions={"a": "1+1", "b": "wrong"})
        self.assertEqual(reply["payload"], [{"source": "page", "data": {"text/plain": "some text"}, "start": 0}])
        e = reply["user_expressions"]
        self.assertEqual(e["a"], {"status": "ok", "data": {"text/plain": "1+1"}, "metadata": {}})
        self.assertEqual(e["b"], {"status": "error", "ename": "Error", "evalue": "no such thing", "traceback": ["Error: no such thing"]})

    def test_displays(self):
        _, messages = self.execute("show d one\nupdate d two\nclear\nclear wait\npng")
        self.assertEqual([m["msg_type"] for m in messages], ["display_data", "update_display_data", "clear_output", "clear_output", "display_data"])
        self.assertEqual(messages[1]["content"]["transient"], {"display_id": "d"})
        self.assertEqual([m["content"]["wait"] for m in messages[2:4]], [False, True])
        self.assertEqual(base64.b64decode(messages[4]["content"]["data"]["image/png"]), b"\x89PNG")
        self.assertEqual(messages[4]["content"]["metadata"], {"image/png": {"width": 3}})

    def test_late_output(self):
        msg_id = self.kc.execute("late 100 afterwards")
        self.reply(msg_id)
        self.until_idle(msg_id)
        self.assertEqual(self.wait_for(msg_id, "stream")["content"]["text"], "afterwards")

    def test_complete(self):
        cat = "🐱"  # two UTF-16 units, four bytes, one code point
        for code, cursor, start, end, stem in [
            ("abc", None, 0, 3, "abc"),
            ("x = pré fix", 7, 4, 7, "pré"),
            ("π + " + cat + "é", 6, 4, 6, cat + "é"),
            (cat + " b", 1, 0, 1, cat),
            ("ab", 99, 0, 2, "ab"),
        ]:
            msg_id = self.kc.complete(code, cursor)
            c = self.reply(msg_id)["content"]
            self.assertEqual(c["status"], "ok")
            self.assertEqual(c["matches"], [stem + "₁", stem + "₂"])
            self.assertEqual((c["cursor_start"], c["cursor_end"]), (start, end))
            self.assertEqual(c["metadata"]["_jupyter_types_experimental"][1], {"text": stem + "₂", "type": "type", "start": start, "end": end})
            self.assertEqual(self.until_idle(msg_id), [])
        m = self.kc.session.msg("complete_request", {"code": "ab"})  # no cursor_pos: the end
        self.kc.shell_channel.send(m)
        self.assertEqual(self.reply(m["header"]["msg_id"])["content"]["cursor_end"], 2)
        c = self.reply(self.kc.complete("none"))["content"]
        self.assertEqual((c["matches"], c["metadata"]), ([], {}))
        c = self.reply(self.kc.complete("panic"))["content"]
        self.assertEqual((c["status"], c["ename"], c["evalue"]), ("error", "KernelPanic", "in complete"))

    def test_inspect(self):
        c = self.reply(self.kc.inspect("é word", 6, 1))["content"]
        self.assertEqual(c, {"status": "ok", "found": True, "data": {"text/plain": "word1"}, "metadata": {}})
        c = self.reply(self.kc.inspect("+ +", 2))["content"]
        self.assertEqual(c, {"status": "ok", "found": False, "data": {}, "metadata": {}})
        c = self.reply(self.kc.inspect("wrong"))["content"]
        self.assertEqual((c["status"], c["evalue"]), ("error", "cannot say"))

    def test_is_complete(self):
        for code, want in [
            ("if {", {"status": "incomplete", "indent": "\t"}),
            ("out a", {"status": "complete"}),
            ("no!", {"status": "invalid"}),
            ("", {"status": "unknown"}),
        ]:
            self.assertEqual(self.reply(self.kc.is_complete(code))["content"], want)

    def test_history(self):
        counts = [self.execute(f"out line {i}")[0]["execution_count"] for i in range(5)]
        first = counts[0]

        def ask(**options):
            c = self.reply(self.kc.history(**options))["content"]
            self.assertEqual(c["status"], "ok")
            return c["history"]

        self.assertEqual(ask(hist_access_type="tail", n=2), [[1, first + 3, "out line 3"], [1, first + 4, "out line 4"]])
        self.assertEqual(ask(hist_access_type="range", session=0, start=first + 1, stop=first + 2, output=True),
                         [[1, first + 1, ["out line 1", "OUT LINE 1"]]])
        self.assertEqual(ask(hist_access_type="search", pattern="*line 2", n=1), [[1, first + 2, "out line 2"]])
        self.assertEqual(ask(hist_access_type="search", pattern="nothing like it"), [])
        c = self.reply(self.kc.history(hist_access_type="other"))["content"]
        self.assertEqual((c["status"], c["evalue"]), ("error", 'no access "other"'))

    def test_connect(self):
        with open(os.environ["CONNECTION_FILE"]) as f:
            ports = {k: v for k, v in json.load(f).items() if k.endswith("_port")}
        msg_id = self.control("connect_request")
        self.assertEqual(self.reply(msg_id, "control")["content"], {"status": "ok", **ports})

    def test_debug(self):
        msg_id = self.control("debug_request", {"type": "request", "seq": 7, "command": "debugInfo"})
        m = self.reply(msg_id, "control")
        self.assertEqual(m["msg_type"], "debug_reply")
        c = m["content"]
        self.assertEqual((c["success"], c["request_seq"], c["command"], c["type"]), (False, 7, "debugInfo", "response"))
        self.assertIn("no debugger", c["message"])

    def test_unknown_and_malformed(self):
        c = self.reply(self.control("create_subshell_request"), "control")["content"]
        self.assertEqual((c["status"], c["ename"]), ("error", "NotImplementedError"))
        for kind in "is_complete", "complete", "inspect", "history", "comm_info", "debug", "shutdown":
            c = self.reply(self.control(kind + "_request", {"code": 1, "hist_access_type": 1, "target_name": 1, "seq": "", "restart": 3}), "control")["content"]
            self.assertEqual((c["status"], c["ename"]), ("error", "BadRequest"), kind)
            self.assertIn(kind + "_request", c["evalue"])
        m = self.kc.session.msg("execute_request", {"code": ["a"]})
        self.kc.shell_channel.send(m)
        self.assertEqual(self.reply(m["header"]["msg_id"])["content"]["ename"], "BadRequest")
        self.kc.shell_channel.send(self.kc.session.msg("something", {}))  # not a request: nothing comes
        self.kc.shell_channel.send(self.kc.session.msg("comm_msg", {"comm_id": 1}))
        self.assertEqual(self.execute("out a")[0]["status"], "ok")
