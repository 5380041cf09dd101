"""What a person must be able to trust in a kernel, each seen to fail in another one. By Jupyter's own client."""

import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

from jupyter_client.manager import KernelManager, start_new_kernel

TIMEOUT = 60


def alive(mark):
    """The processes whose environment holds the mark."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/environ", "rb") as f:
                if mark.encode() in f.read().split(b"\0"):
                    found.append(int(pid))
        except OSError:
            pass
    return found


class Kernel(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.manager, cls.client = start_new_kernel(kernel_name="dlmath")

    @classmethod
    def tearDownClass(cls):
        cls.client.stop_channels()
        cls.manager.shutdown_kernel()

    def run_cell(self, code, on_output=lambda: None, **options):
        """The reply, and what was shown: (kind, text) in order, with the text of a stream in one piece."""
        shown = []

        def show(message):
            kind, content = message["msg_type"], message["content"]
            if kind == "stream":
                if shown and shown[-1][0] == content["name"]:
                    shown[-1] = (content["name"], shown[-1][1] + content["text"])
                else:
                    shown.append((content["name"], content["text"]))
            elif kind in ("display_data", "execute_result", "update_display_data"):
                shown.append((kind, content["data"]))
            elif kind == "error":
                shown.append((kind, content["evalue"]))
            if shown:
                on_output()

        reply = self.client.execute_interactive(code, output_hook=show, timeout=TIMEOUT, **options)
        return reply["content"], shown

    def ask(self, request, *args):
        asked = getattr(self.client, request)(*args)
        while (reply := self.client.get_shell_msg(timeout=TIMEOUT))["parent_header"]["msg_id"] != asked:
            pass
        return reply["content"]


class Failures(Kernel):
    def test_each_failure_is_one(self):
        for code, name, line in (
            ("x := 1\n_ = x\nx = \"a\"", "compile error", 3),
            ("%%\nvar p []int\n_ = p[3]", "panic", 3),
            ("os.Exit(1)", "exit status 1", 0),
            ('log.Fatal("no")', "exit status 1", 0),
            ("%test\nfunc TestNo(t *testing.T) {\n\tt.Fatal(1)\n}", "failed test", 3),
            ("!true\n!exit 3", "exit status 3", 2),
            ("%nosuch", "syntax error", 1),
        ):
            with self.subTest(code):
                reply, _ = self.run_cell(code)
                self.assertEqual((reply["status"], reply["ename"]), ("error", name))
                head = reply["traceback"][0]
                self.assertTrue(head.endswith(f"in line {line}") if line else "in line" not in head, head)

    def test_an_error_aborts_what_waits(self):
        ids = [self.client.execute(code) for code in ("os.Exit(2)", "1", "2")]
        status = {}
        while len(status) < len(ids):
            message = self.client.get_shell_msg(timeout=TIMEOUT)
            status[message["parent_header"]["msg_id"]] = message["content"]["status"]
        self.assertEqual([status[i] for i in ids], ["error", "aborted", "aborted"])
        self.assertEqual(self.run_cell("1")[0]["status"], "ok")


class Output(Kernel):
    def test_order(self):
        code = 'fmt.Println("a")\nnotebook.Show(notebook.HTML("b"))\nfmt.Println("c")'
        for _ in range(int(os.environ.get("DLMATH_RUNS", "50"))):
            _, shown = self.run_cell(code)
            self.assertEqual([s[0] for s in shown], ["stdout", "display_data", "stdout"])

    def test_many_displays(self):
        code = 'for i := range 200 {\n\tnotebook.Show(notebook.HTML(strings.Repeat("x", 20_000) + strconv.Itoa(i)))\n}'
        _, shown = self.run_cell(code)
        self.assertEqual([s[1]["text/html"][20_000:] for s in shown], [str(i) for i in range(200)])

    def test_gonbui_loses_nothing(self):
        code = 'for i := range 200 {\n\tgonbui.DisplayHTML(strings.Repeat("x", 20_000) + strconv.Itoa(i))\n}'
        _, shown = self.run_cell(code)
        self.assertEqual([s[1]["text/html"][20_000:] for s in shown], [str(i) for i in range(200)])

    def test_svg_is_svg(self):
        _, shown = self.run_cell("figure.Neuron(nnlib.Neuron{W: []float64{2}}, -5, 5)")
        self.assertIn("<svg", shown[0][1]["image/svg+xml"])

    def test_utf8_over_the_borders_of_buffers(self):
        _, shown = self.run_cell('fmt.Print(strings.Repeat("é∂", 100_000))')
        self.assertEqual(shown, [("stdout", "é∂" * 100_000)])

    def test_50_megabytes(self):
        code = "line := strings.Repeat(\"0123456789\", 10) + \"\\n\"\nfor range 500_000 {\n\tfmt.Print(line)\n}"
        _, shown = self.run_cell(code)
        self.assertEqual(len(shown[0][1]), 50_500_000)

    def test_values(self):
        for code, want in (("1 + 2", "3"), ("7 %\n4", "3"), ('"%d"', "%d"), ("`\n!exit 1\n%nosuch`", "\n!exit 1\n%nosuch")):
            with self.subTest(code):
                self.assertEqual(self.run_cell(code)[1], [("execute_result", {"text/plain": want})])

    def test_user_expressions_and_silence(self):
        reply, _ = self.run_cell("x := 1\n_ = x", user_expressions={"sum": "1 + 2", "wrong": "y"})
        self.assertEqual(reply["user_expressions"]["sum"]["data"]["text/plain"], "3")
        self.assertEqual(reply["user_expressions"]["wrong"]["status"], "error")
        self.assertEqual(self.run_cell("1 + 2", silent=True)[1], [])


class Input(Kernel):
    def answers(self, code, *lines):
        lines = list(lines)
        _, shown = self.run_cell(code, allow_stdin=True, stdin_hook=lambda _: self.client.input(lines.pop(0)))
        return shown

    def test_input(self):
        code = '%with_inputs\n%%\nvar s string\nfmt.Scanln(&s)\nfmt.Print("hello ", s)'
        self.assertEqual(self.answers(code, "Ada")[-1], ("stdout", "hello Ada"))

    def test_without_a_person(self):
        reply, _ = self.run_cell("%with_inputs\n%%\nvar s string\nfmt.Scanln(&s)\nfmt.Print(s)", allow_stdin=False)
        self.assertEqual(reply["status"], "error")


class Requests(Kernel):
    def test_every_request_is_answered(self):
        self.assertEqual(self.ask("is_complete", "func f() {")["status"], "incomplete")
        self.assertEqual(self.ask("comm_info")["status"], "ok")
        self.assertEqual(self.ask("history")["status"], "ok")
        self.assertEqual(self.ask("inspect", "strings.ToUpper")["status"], "ok")
        session = self.client.session
        for channel, kind in ((self.client.shell_channel, "nosuch_request"), (self.client.control_channel, "debug_request")):
            message = session.msg(kind, {"type": "request", "seq": 1, "command": "initialize"})
            channel.send(message)
            while True:
                reply = channel.get_msg(timeout=TIMEOUT)
                if reply["parent_header"]["msg_id"] == message["header"]["msg_id"]:
                    break

    def test_all_controls_at_once(self):
        """A page that is loaded again asks for them in one message, as it asks ipykernel."""
        self.run_cell('w := notebook.Slider("w", -5, 5, 1)\nnotebook.Live(w, func() {})')
        comm = {"comm_id": "page", "target_name": "jupyter.widget.control", "data": {}}
        session = self.client.session
        self.client.shell_channel.send(session.msg("comm_open", comm, metadata={"version": "1.0.0"}))
        asked = session.msg("comm_msg", {"comm_id": "page", "data": {"method": "request_states"}})
        self.client.shell_channel.send(asked)
        while (said := self.client.get_iopub_msg(timeout=TIMEOUT))["msg_type"] != "comm_msg" or said["content"]["comm_id"] != "page":
            self.assertNotEqual(said["msg_type"], "comm_close")
        self.assertEqual(said["parent_header"]["msg_id"], asked["header"]["msg_id"])
        states = said["content"]["data"]["states"]
        self.assertEqual([s["state"]["value"] for s in states.values() if s["model_name"] == "FloatSliderModel"], [1])
        self.client.shell_channel.send(session.msg("comm_close", {"comm_id": "page", "data": {}}))

    def test_completion_while_a_cell_runs(self):
        cell = self.client.execute("time.Sleep(3 * time.Second)")
        time.sleep(0.5)
        begin = time.monotonic()
        matches = self.ask("complete", 'π := "é"; strings.ToUpp')["matches"]
        self.assertIn("ToUpper", matches)
        self.assertLess(time.monotonic() - begin, 2.4, "it waited for the cell")
        while self.client.get_shell_msg(timeout=TIMEOUT)["parent_header"]["msg_id"] != cell:
            pass


class Interrupts(Kernel):
    def interrupted(self, code, after):
        threading.Timer(after, self.manager.interrupt_kernel).start()
        begin = time.monotonic()
        reply, shown = self.run_cell(code)
        self.assertEqual(reply["status"], "error")
        return time.monotonic() - begin, shown

    def test_a_running_cell(self):
        self.assertLess(self.interrupted("for {\n}", 0.7)[0], 4)

    def test_while_compiling(self):
        body = "\n".join(f"x = math.Sin(x*{i}) + math.Exp(x/{i + 1})" for i in range(20_000))
        took, _ = self.interrupted(f"x := 1.0\n{body}\nfmt.Println(x)", 1)
        self.assertLess(took, 5)

    def test_a_cell_that_ignores_signals(self):
        code = 'signal.Ignore(os.Interrupt)\nfmt.Println("deaf")\nfor {\n\ttime.Sleep(time.Second)\n}'
        begin = []

        def insist():
            if not begin:
                begin.append(time.monotonic())
                self.manager.interrupt_kernel()
                threading.Timer(1, self.manager.interrupt_kernel).start()

        reply, shown = self.run_cell(code, on_output=insist)
        self.assertLess(time.monotonic() - begin[0], 5)
        self.assertEqual((reply["status"], shown[0]), ("error", ("stdout", "deaf\n")))


class Endings(unittest.TestCase):
    """When one side ends, however it does, all is gone within 5 s."""

    def setUp(self):
        self.mark = f"DLMATH_TEST={os.getpid()}-{id(self)}"
        name, value = self.mark.split("=")
        self.environ = dict(os.environ, **{name: value})

    def gone(self):
        deadline = time.monotonic() + 5
        while left := alive(self.mark):
            if time.monotonic() > deadline:
                return left
            time.sleep(0.05)
        return []

    def busy(self):
        """A kernel with a cell that runs, and a process that the cell has let go of."""
        manager, client = start_new_kernel(kernel_name="dlmath", env=self.environ)
        client.execute_interactive('!setsid sleep 1000 & sleep 0.2\nfmt.Println(1)', timeout=TIMEOUT)
        client.execute("for {\n\ttime.Sleep(time.Second)\n}")
        time.sleep(1)
        return manager, client

    def test_shutdown(self):
        manager, client = self.busy()
        folder = self.folder()
        client.stop_channels()
        manager.shutdown_kernel()
        self.assertEqual(self.gone(), [])
        self.assertFalse(os.path.exists(folder))

    def test_the_kernel_is_killed(self):
        manager, client = self.busy()
        folder = self.folder()
        os.kill(manager.provisioner.pid, signal.SIGKILL)
        self.assertEqual(self.gone(), [])
        self.assertFalse(os.path.exists(folder))
        client.stop_channels()

    def test_the_front_end_is_killed(self):
        code = ("from jupyter_client.manager import start_new_kernel\nimport time\n"
                "m, c = start_new_kernel(kernel_name='dlmath')\nc.execute('for {\\n\\ttime.Sleep(time.Second)\\n}')\n"
                "time.sleep(1)\nprint('ready', flush=True)\ntime.sleep(100)\n")
        front = subprocess.Popen([sys.executable, "-c", code], env=self.environ, stdout=subprocess.PIPE, text=True)
        self.assertEqual(front.stdout.readline(), "ready\n")
        folder = self.folder()
        front.kill()
        front.wait()
        front.stdout.close()
        self.assertEqual(self.gone(), [])
        self.assertFalse(os.path.exists(folder))

    def test_nothing_is_left_in_the_temporary_folder(self):
        with tempfile.TemporaryDirectory() as folder:
            manager, client = start_new_kernel(kernel_name="dlmath", env=dict(self.environ, TMPDIR=folder))
            client.execute_interactive("import \"embed\"\n%%\nfigure.Neuron(nnlib.Neuron{W: []float64{2}}, -5, 5)", timeout=TIMEOUT)
            client.execute_interactive("%test\nfunc TestYes(t *testing.T) {}", timeout=TIMEOUT)
            client.complete("strings.To", reply=True, timeout=TIMEOUT)
            client.stop_channels()
            manager.shutdown_kernel()
            self.assertEqual(self.gone(), [])
            self.assertEqual(os.listdir(folder), [])

    def test_two_kernels(self):
        pairs = [start_new_kernel(kernel_name="dlmath", env=self.environ) for _ in range(2)]
        for i, (_, client) in enumerate(pairs):
            client.execute_interactive(f"func which() int {{ return {i} }}", timeout=TIMEOUT)
        for i, (_, client) in enumerate(pairs):
            said = []
            client.execute_interactive("which()", timeout=TIMEOUT, output_hook=lambda m: said.append(m["content"].get("data")))
            self.assertIn({"text/plain": str(i)}, said)
        for manager, client in pairs:
            client.stop_channels()
            manager.shutdown_kernel()
        self.assertEqual(self.gone(), [])

    def test_a_cell_that_takes_its_kernel_along_is_in_the_history(self):
        cell = f"for {{\n\ttime.Sleep(time.Second) // {self.mark}\n}}"
        manager, client = start_new_kernel(kernel_name="dlmath", env=self.environ)
        client.execute(cell)
        while client.get_iopub_msg(timeout=TIMEOUT)["msg_type"] != "execute_input":
            pass
        time.sleep(1)
        os.kill(manager.provisioner.pid, signal.SIGKILL)
        client.stop_channels()
        self.assertEqual(self.gone(), [])
        manager, client = start_new_kernel(kernel_name="dlmath", env=self.environ)
        reply = client.history(hist_access_type="search", pattern=f"*{self.mark}*", reply=True, timeout=TIMEOUT)
        client.stop_channels()
        manager.shutdown_kernel()
        self.assertEqual([entry[2] for entry in reply["content"]["history"]], [cell])

    def test_a_person_is_told_that_there_is_no_history(self):
        with tempfile.NamedTemporaryFile() as file:  # no folder, which it would have to be
            manager, client = start_new_kernel(kernel_name="dlmath", env=dict(self.environ, DLMATH_STATE=file.name))
            told = []
            for person in (False, True, True):
                said = []
                reply = client.execute_interactive("1", timeout=TIMEOUT, allow_stdin=person, stdin_hook=lambda _: None,
                                                   output_hook=lambda m: said.append(m["content"].get("text")))
                self.assertEqual(reply["content"]["status"], "ok")
                told.append(sum(text is not None and "not be found again" in text and text.count("\n") == 1 for text in said))
            client.stop_channels()
            manager.shutdown_kernel()
        self.assertEqual(told, [0, 1, 0])

    def folder(self):
        """The folder of the only kernel with our mark."""
        for pid in alive(self.mark):
            with open(f"/proc/{pid}/cmdline", "rb") as f:
                words = f.read().split(b"\0")
            if words[1:2] == [b"guard"]:
                return words[2].decode()
        self.fail("no guard is there")

    def test_restarts(self):
        manager = KernelManager(kernel_name="dlmath")
        manager.start_kernel(env=self.environ)
        for _ in range(int(os.environ.get("DLMATH_RESTARTS", "10"))):
            manager.restart_kernel(now=True)
        client = manager.blocking_client()
        client.start_channels()
        client.wait_for_ready(timeout=TIMEOUT)
        self.assertEqual(client.execute_interactive("fmt.Println(1)", timeout=TIMEOUT)["content"]["status"], "ok")
        client.stop_channels()
        manager.shutdown_kernel()
        self.assertEqual(self.gone(), [])


if __name__ == "__main__":
    unittest.main()
