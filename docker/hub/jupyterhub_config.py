import os
import sys

from accounts import ClassAuthenticator
from spawner import ClassSpawner

c = get_config()  # noqa: F821, JupyterHub gives it

# --- who may come in ---------------------------------------------------------------------------------------------
c.JupyterHub.authenticator_class = ClassAuthenticator
c.Authenticator.admin_users = {os.environ["HUB_LECTURER"]}
c.Authenticator.allow_all = True  # whom a lecturer has let in
c.Authenticator.username_pattern = "^[a-z][a-z0-9]{0,29}$"  # they become names of folders and of containers
c.NativeAuthenticator.check_common_password = True
c.NativeAuthenticator.minimum_password_length = 10
c.NativeAuthenticator.allowed_failed_logins = 5
c.NativeAuthenticator.seconds_before_next_try = 60
c.JupyterHub.template_vars = {"announcement_login": '<a href="signup">Sign up</a>, and the lecturer lets you in.'}

# --- what each one gets ------------------------------------------------------------------------------------------
c.JupyterHub.spawner_class = ClassSpawner
c.DockerSpawner.prefix = os.environ["HUB_NAME"]
c.DockerSpawner.image = os.environ["HUB_STUDENT_IMAGE"]
c.ClassSpawner.lecturer_image = os.environ["HUB_LECTURER_IMAGE"]
c.ClassSpawner.subnets = os.environ["HUB_SUBNETS"]
c.DockerSpawner.pull_policy = "never"
c.DockerSpawner.cmd = ["lab"]
c.DockerSpawner.port = 8888
c.DockerSpawner.use_internal_ip = True
c.DockerSpawner.remove = True  # the container; a person's work is in a volume
c.DockerSpawner.mem_limit = os.environ["HUB_MEMORY"]
c.DockerSpawner.cpu_limit = float(os.environ["HUB_CPUS"])
c.DockerSpawner.extra_host_config = {
    "memswap_limit": os.environ["HUB_MEMORY"],  # no swap beyond it
    "pids_limit": 1024,
    "read_only": True,
    "cap_drop": ["ALL"],
    "security_opt": ["no-new-privileges:true"],
    "tmpfs": {"/tmp": "exec,mode=1777,size=1g"},  # cells are built and run there; it counts as memory
}
c.Spawner.start_timeout = 300
c.Spawner.http_timeout = 300
c.JupyterHub.allow_named_servers = False

# --- the hub itself ----------------------------------------------------------------------------------------------
c.JupyterHub.bind_url = "http://:8000"
c.JupyterHub.hub_ip = "0.0.0.0"
c.JupyterHub.hub_connect_ip = "hub"  # its name in every network that it joins
c.ConfigurableHTTPProxy.pid_file = "/tmp/proxy.pid"
c.JupyterHub.db_url = "sqlite:////srv/hub/hub.sqlite"
c.JupyterHub.cookie_secret_file = "/srv/hub/cookie_secret"

# --- servers that nobody uses end --------------------------------------------------------------------------------
c.JupyterHub.services = [{
    "name": "idle-culler",
    "command": [sys.executable, "-m", "jupyterhub_idle_culler", f"--timeout={os.environ['HUB_IDLE']}"],
}]
c.JupyterHub.load_roles = [{
    "name": "idle-culler",
    "services": ["idle-culler"],
    "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
}]
