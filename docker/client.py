"""A front end of the lecture's server, run inside the container.

first KERNEL    times a first plot cell in a new kernel
endless KERNEL  leaves a cell that does not end
"""
import json, os, sys, time, urllib.request, uuid

import websocket

# Where a hub is before the server, the path follows.
SERVER, TOKEN = os.environ.get("SERVER", "127.0.0.1:8888"), "chosen"


def new_kernel(name):
    request = urllib.request.Request(f"http://{SERVER}/api/kernels?token={TOKEN}", data=json.dumps({"name": name}).encode(), method="POST")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    kernel = json.load(opener.open(request))["id"]
    return websocket.create_connection(f"ws://{SERVER}/api/kernels/{kernel}/channels?token={TOKEN}", timeout=120)


def send(socket, kind, content):
    header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "session": "1", "username": "", "version": "5.4", "date": "2026-01-01T00:00:00Z"}
    socket.send(json.dumps({"channel": "shell", "header": header, "parent_header": {}, "metadata": {}, "content": content, "buffers": []}))
    return header["msg_id"]


def execute(socket, code):
    return send(socket, "execute_request", {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False, "stop_on_error": True})


def until(socket, *kinds):
    while True:
        message = json.loads(socket.recv())
        if message["msg_type"] == "error":
            sys.exit("FAIL: " + "\n".join(message["content"]["traceback"]))
        if message["msg_type"] in kinds:
            return message


PLOT = """import (
	"dlmath/nnlib"
	"dlmath/nnlib/figure"
	"dlmath/nnlib/notebook"
)

%%
notebook.Show(figure.Neuron(nnlib.Neuron{W: []float64{-0.7}, B: 0}, -5, 5))"""

action, kernel = sys.argv[1:]
socket = new_kernel(kernel)
send(socket, "kernel_info_request", {})
until(socket, "kernel_info_reply")
begin = time.monotonic()
if action == "endless":
    execute(socket, '%%\nfmt.Println("running")\ntime.Sleep(time.Hour)')
    until(socket, "stream")
else:
    execute(socket, PLOT)
    figure = until(socket, "display_data", "execute_result")
    if not any(kind.startswith("image/") for kind in figure["content"]["data"]):
        sys.exit(f"FAIL: no figure, but {figure['content']['data']}")
    print(f"the first plot cell of a new kernel ({kernel}) takes {time.monotonic() - begin:.2f} s")
