"""A class in front of the hub: what the test has people do, run inside the hub's container.

Each step is a function; the test calls some of them by name, with the lecturer's password.
"""

import asyncio
import json
import re
import sys
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import requests
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

HUB = "http://127.0.0.1:8000"
PASSWORDS = {"ada": "a long way to the sea", "bob": "some other long words", "eve": "nobody has let me in"}


class Failed(Exception):
    pass


def check(condition, message):
    if not condition:
        raise Failed(message)


def said(message):
    print(f"        {message}", flush=True)


LOOP = asyncio.new_event_loop()  # it runs all the time: a connection that answers no ping is closed


def wait(coroutine):
    return asyncio.run_coroutine_threadsafe(coroutine, LOOP).result()


class Person:
    """Somebody with a browser: cookies, and once logged in a token."""

    def __init__(self, name, password=None):
        self.name, self.password = name, password or PASSWORDS[name]
        self.terminal = None
        self.browser = requests.Session()
        self.browser.trust_env = False

    def post_form(self, path, **fields):
        page = self.browser.get(HUB + path)
        xsrf = re.search(r'name="_xsrf"\s+value="([^"]*)"', page.text).group(1)
        return self.browser.post(HUB + path, data={**fields, "_xsrf": xsrf}, allow_redirects=False)

    def sign_up(self):
        answer = self.post_form("/hub/signup", username=self.name, signup_password=self.password, signup_password_confirmation=self.password)
        return re.sub(r"\s+", " ", "".join(re.findall(r'class="alert[^>]*>(.*?)</', answer.text, re.S))).strip()

    def log_in(self):
        answer = self.post_form("/hub/login", username=self.name, password=self.password)
        check(answer.status_code in (302, 403), f"to log in fails: {answer.status_code} {answer.text}")
        if answer.status_code == 403:
            return False
        made = self.browser.post(f"{HUB}/hub/api/users/{self.name}/tokens", headers={"X-XSRFToken": self.browser.cookies.get("_xsrf", path="/hub/")})
        made.raise_for_status()
        self.token = made.json()["token"]
        return True

    def api(self, method, path, **options):
        """Only the token, no cookies."""
        return requests.request(method, HUB + path, headers={"Authorization": f"token {self.token}"}, **options)

    def server(self, method, path, **options):
        answer = self.api(method, f"/user/{self.name}/{path}", **options)
        check(answer.ok, f"{self.name}: {method} {path}: {answer.status_code} {answer.text[:300]}")
        return answer

    def ready(self):
        return self.api("GET", f"/hub/api/users/{self.name}").json()["servers"].get("", {}).get("ready", False)

    def start(self):
        begin = time.monotonic()
        answer = self.api("POST", f"/hub/api/users/{self.name}/server")
        check(answer.ok, f"{self.name}: the server does not start: {answer.text}")
        while not self.ready():
            check(time.monotonic() - begin < 330, f"{self.name}: the server does not come up")
            time.sleep(0.5)
        said(f"{self.name}'s server is up after {time.monotonic() - begin:.1f} s")

    async def kernel(self):
        made = await asyncio.to_thread(self.server, "POST", "api/kernels", json={"name": "dlmath"})
        url = f"{HUB.replace('http', 'ws')}/user/{self.name}/api/kernels/{made.json()['id']}/channels"
        return await websocket_connect(HTTPRequest(url, headers={"Authorization": f"token {self.token}"}))

    async def execute(self, kernel, code):
        """Returns what the cell has written, and the error's text, if there was one."""
        header = {"msg_id": uuid.uuid4().hex, "msg_type": "execute_request", "session": "1", "username": "", "version": "5.4", "date": "2026-01-01T00:00:00Z"}
        content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False, "stop_on_error": True}
        kernel.write_message(json.dumps({"channel": "shell", "header": header, "parent_header": {}, "metadata": {}, "content": content, "buffers": []}))
        text, error = "", None
        while True:
            message = await kernel.read_message()
            check(message is not None, f"{self.name}: the kernel's connection has ended")
            if isinstance(message, bytes):  # with buffers, which no one here asks for
                continue
            message = json.loads(message)
            if message["parent_header"].get("msg_id") != header["msg_id"]:
                continue
            content = message["content"]
            if message["msg_type"] == "stream":
                text += content["text"]
            elif message["msg_type"] == "error":
                error = "\n".join(content["traceback"])
            elif message["msg_type"] == "status" and content["execution_state"] == "idle":
                return text, error

    def shell(self, command, fails=False):
        """What a person types into a cell behind a !."""
        if not self.terminal:
            self.terminal = wait(self.kernel())
        text, error = wait(self.execute(self.terminal, f"!({command}) 2>&1"))
        check(bool(error) == fails, f"{self.name}: {command}\n{text}\n{error}")
        return text

    async def run_page(self, path):
        page = (await asyncio.to_thread(self.server, "GET", f"api/contents/{path}")).json()["content"]
        kernel = await self.kernel()
        begin, cells = time.monotonic(), 0
        for cell in page["cells"]:
            if cell["cell_type"] == "code":
                _, error = await self.execute(kernel, cell["source"])
                check(not error, f"{self.name}: {path}, cell {cells}: {error}")
                cells += 1
        said(f"{self.name} has run the {cells} cells of {path} in {time.monotonic() - begin:.1f} s")


def logged_in(*people):
    for person in people:
        check(person.log_in(), f"{person.name} cannot log in")
    return people


def enrol(password):
    """Strangers stay outside, until the lecturer lets them in."""
    check(requests.get(f"{HUB}/hub/api/users").status_code == 403, "anybody can list the users")
    for name in "ada", "bob", "eve":
        said(f"{name} signs up: {Person(name).sign_up()}")
    for name in "ada", "eve":
        check(not Person(name).log_in(), f"{name} comes in, whom nobody has let in")
    Person("lecturer", "I say that I am one").sign_up()
    check(not Person("lecturer", "I say that I am one").log_in(), "the lecturer's name can be signed up for")
    for name in "../ada", "Ada Lovelace", "ada.b":
        Person(name, "a name to make trouble").sign_up()
        check(not Person(name, "a name to make trouble").log_in(), f"{name} comes in")
    (lecturer,) = logged_in(Person("lecturer", password))
    for name in "ada", "bob":
        check(lecturer.browser.get(f"{HUB}/hub/authorize/{name}").ok, f"the lecturer cannot let {name} in")
    check(not Person("eve").log_in(), "eve comes in, whom nobody has let in")
    check(not Person("ada", PASSWORDS["bob"]).log_in(), "any password will do")
    ada, bob = logged_in(Person("ada"), Person("bob"))
    check(ada.browser.get(f"{HUB}/hub/authorize/eve").status_code == 403, "a student can let others in")
    with ThreadPoolExecutor() as pool:
        list(pool.map(Person.start, [lecturer, ada, bob]))


def lecture(password):
    """Both at once."""
    people = logged_in(Person("ada"), Person("bob"))
    async def run():
        await asyncio.gather(*(p.run_page("lecture1/4-ten-points.ipynb") for p in people))
    wait(run())


def strangers(password):
    """Neither reaches the other's server by way of the hub."""
    ada, bob = logged_in(Person("ada"), Person("bob"))
    bob.server("PUT", "api/contents/mine.txt", json={"type": "file", "format": "text", "content": "bob's secret"})
    for path in "api/contents/mine.txt", "api/contents", "api/kernels", "api/status", "lab":
        answer = ada.api("GET", f"/user/bob/{path}")
        check(answer.status_code in (403, 404), f"ada's token opens bob's {path}: {answer.status_code}")
        page = ada.browser.get(f"{HUB}/user/bob/{path}")
        check(page.status_code in (403, 404), f"ada's browser opens bob's {path}: {page.status_code}")
        check(requests.get(f"{HUB}/user/bob/{path}", allow_redirects=False).status_code != 200, f"bob's {path} is open to all")
    check(ada.browser.get(f"{HUB}/user/ada/lab").status_code == 200, "ada's browser does not open her own lab")
    for method, path in ("GET", "users"), ("GET", "users/bob"), ("POST", "users/bob/server"), ("DELETE", "users/bob/server"), ("POST", "users/bob/tokens"):
        answer = ada.api(method, f"/hub/api/{path}")
        check(answer.status_code in (403, 404), f"ada may {method} {path}: {answer.status_code} {answer.text[:200]}")


def homework(password):
    """Release, fetch, submit, collect, mark, return."""
    lecturer, ada, bob = logged_in(Person("lecturer", password), Person("ada"), Person("bob"))
    work = "1-neuron"
    lecturer.shell(f"cd course && dlmath grade --course . --assignment {work} --release && nbgrader release_assignment {work}")
    for student in ada, bob:
        check(work in student.shell("nbgrader list"), f"{student.name} does not see the assignment")
        student.shell(f"nbgrader fetch_assignment {work}")
    listed = ada.server("GET", "assignments?course_id=dlmath").json()
    check([a["status"] for a in listed["value"]] == ["fetched"], f"the list of assignments in ada's browser: {listed}")
    check("Read-only" in bob.shell(f"echo mine >/exchange/dlmath/outbound/{work}/{work}.ipynb", fails=True), "bob can change what was released")

    # Ada has the right answers. Bob hands in what he was given; and then links to the solutions, under his name and Ada's.
    solution = lecturer.server("GET", f"api/contents/course/source/{work}/{work}.ipynb").json()["content"]
    ada.server("PUT", f"api/contents/{work}/{work}.ipynb", json={"type": "notebook", "content": solution})
    ada.shell(f"nbgrader submit {work}")
    inbound = "/exchange/dlmath/inbound"
    bob.shell(f"nbgrader submit {work}")
    for forged in f"bob+{work}+2099-01-01 00:00:00.000000 UTC", f"ada+{work}+2099-01-01 00:00:00.000000 UTC":
        bob.shell(f'ln -s /dlmath/work/course/source/{work} "{inbound}/{forged}"')
    text = lecturer.shell(f"cd course && nbgrader collect {work}", fails=True)
    check("bob: not collected" in text and "Not collected from: bob." in text, f"a link was followed: {text}")
    check("bob" not in lecturer.shell("ls course/submitted"), "a link was collected")
    bob.shell(f'rm "{inbound}"/*2099*; mkdir "{inbound}/bob+{work}+2099-01-01 00:00:00.000000 UTC"; '
              f'ln -s /dlmath/work/course/source/{work}/{work}.ipynb "{inbound}/bob+{work}+2099-01-01 00:00:00.000000 UTC/{work}.ipynb"')
    check("Not collected from: bob." in lecturer.shell(f"cd course && nbgrader collect {work}", fails=True), "a link in a submission was followed")
    bob.shell(f'rm -r "{inbound}"/*2099*')
    lecturer.shell(f"cd course && nbgrader collect {work}")
    check(lecturer.shell("ls course/submitted").split() == ["ada", "bob"], "not both are collected")

    lecturer.shell(f"cd course && dlmath grade --course . --assignment {work}")
    marks = lecturer.shell(f"cat course/marks/{work}.csv")
    points = {row.split(",")[0]: row.split(",")[1:] for row in marks.splitlines()}
    said(f"marks: {points}")
    check({"ada", "bob"} <= set(points) and points["ada"] != points["bob"], "the right answers and none have the same marks")
    lecturer.shell(f"cd course && nbgrader release_feedback {work}")
    for student in ada, bob:
        student.shell(f"nbgrader fetch_feedback {work}")
        page = student.shell(f"cat {work}/feedback/*/{work}.html")
        check("<html" in page.lower(), f"{student.name} has not got the page that says what was right: {page[:200]}")
        check(len(student.shell("ls /exchange/dlmath/feedback").split()) == 1, f"{student.name} sees other pages than the own")


def cull(password):
    """A server that nobody uses ends, and what was written in it stays."""
    (ada,) = logged_in(Person("ada"))
    ada.start()
    begin = time.monotonic()
    while ada.ready():
        check(time.monotonic() - begin < 120, "an idle server goes on and on")
        time.sleep(1)
    said(f"ada's idle server has ended after {time.monotonic() - begin:.0f} s")


threading.Thread(target=LOOP.run_forever, daemon=True).start()
try:
    for step in sys.argv[2:]:
        globals()[step](sys.argv[1])
except Failed as failed:
    sys.exit(f"FAIL: {failed}")
