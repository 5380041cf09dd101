"""Starts the echo kernel, says its process id, and waits to be killed; with the argument
"script", another process stands between it and the kernel."""

import sys
import time

from jupyter_client import KernelManager

km = KernelManager(kernel_name="echo")
if "script" in sys.argv:
    spec = km.kernel_spec
    spec.argv = ["sh", "-c", '"$@" & echo $!; wait', "sh", *spec.argv]
km.start_kernel()
kc = km.client()
kc.start_channels()
kc.wait_for_ready(timeout=20)
kc.execute("stubborn")
if "script" not in sys.argv:
    print(km.provisioner.pid)
sys.stdout.flush()
time.sleep(1000)
