"""Renders the pods that values.yaml leads to, with the spawner of the chart, and looks at what they may do."""

import asyncio
import os
import tempfile
import types
from pathlib import Path
from unittest import mock

import yaml
from kubernetes_asyncio.client import ApiClient
from kubespawner import KubeSpawner
from traitlets.config import Config

VALUES = yaml.safe_load(Path(__file__).with_name("values.yaml").read_text())


def get_config(name):
    value = VALUES
    for step in name.split("."):
        value = value[step]
    return value


async def pod_of(name, admin, exchange):
    """As the chart does it: values become settings of the spawner, then the code in extraConfig has its turn."""
    single = VALUES["singleuser"]
    c = Config()
    s = c.KubeSpawner
    s.image, s.cmd = f"{single['image']['name']}:{single['image']['tag']}", single["cmd"]
    s.uid, s.fs_gid, s.start_timeout = single["uid"], single["fsGid"], single["startTimeout"]
    s.cpu_limit, s.cpu_guarantee = single["cpu"]["limit"], single["cpu"]["guarantee"]
    s.mem_limit, s.mem_guarantee = single["memory"]["limit"], single["memory"]["guarantee"]
    storage = single["storage"]
    s.volumes = [{"name": "volume-{user_server}", "persistentVolumeClaim": {"claimName": "claim-{user_server}"}}, *storage["extraVolumes"]]
    s.volume_mounts = [{"mountPath": storage["homeMountPath"], "name": "volume-{user_server}"}, *storage["extraVolumeMounts"]]
    for code in VALUES["hub"]["extraConfig"].values():
        exec(compile(code.replace('"/exchange", folder', f'"{exchange}", folder'), "extraConfig", "exec"), {"c": c, "get_config": get_config})
    user = types.SimpleNamespace(name=name, admin=admin, escaped_name=name, id=1, url=f"/user/{name}/", settings={})
    hub = mock.Mock(public_host="", api_url="http://hub:8081/hub/api", base_url="/hub/")
    with mock.patch("kubespawner.spawner.load_config"):  # there is no cluster
        spawner = KubeSpawner(config=c, user=user, hub=hub, _mock=True)
    spawner.api_token = spawner.oauth_client_id = "x"
    c.KubeSpawner.pre_spawn_hook(spawner)
    async with ApiClient() as api:
        return api.sanitize_for_serialization(await spawner.get_pod_manifest())  # as it is sent


def check(pod, read_write):
    spec = pod["spec"]
    (container,) = spec["containers"]
    rights = container["securityContext"]
    assert rights["readOnlyRootFilesystem"] is True and rights["allowPrivilegeEscalation"] is False, rights
    assert rights["runAsNonRoot"] is True and rights["capabilities"] == {"drop": ["ALL"]}, rights
    assert spec["automountServiceAccountToken"] is False, "a pod can speak to the cluster"
    limits = container["resources"]["limits"]
    assert int(limits["memory"]) == 2 << 30 and float(limits["cpu"]) == 2, limits
    mounts = {m["mountPath"]: (m["name"], m.get("subPath"), m.get("readOnly", False)) for m in container["volumeMounts"]}
    volumes = {v["name"] for v in spec["volumes"]}
    assert {m[0] for m in mounts.values()} <= volumes, (mounts, volumes)
    assert {path for path, m in mounts.items() if not m[2]} == read_write, mounts
    return mounts, container


with tempfile.TemporaryDirectory() as exchange:
    mounts, container = check(asyncio.run(pod_of("ada", False, exchange)), {"/dlmath/work", "/tmp", "/exchange", "/exchange/dlmath/inbound"})
    assert container["image"] == "registry.example.org/dlmath-student:1" and container["args"] == VALUES["singleuser"]["cmd"], container
    assert mounts["/exchange/dlmath/inbound"][:2] == ("exchange", "students/ada/dlmath/inbound"), mounts
    assert mounts["/exchange/dlmath/feedback"][:2] == ("exchange", "dlmath/feedback/ada"), mounts
    assert all(m[1] for m in mounts.values() if m[0] == "exchange"), "a student sees the whole exchange"
    assert os.path.isdir(f"{exchange}/students/ada/dlmath/inbound")
    mounts, container = check(asyncio.run(pod_of("lecturer", True, exchange)), {"/dlmath/work", "/tmp", "/exchange", "/dlmath/work/course"})
    assert container["image"] == VALUES["custom"]["lecturerImage"] and mounts["/exchange"] == ("exchange", None, False), mounts
assert VALUES["hub"]["config"]["JupyterHub"]["authenticator_class"] != "dummy"
single = VALUES["singleuser"]
assert not single["cloudMetadata"]["blockWithIptables"] and single["networkPolicy"]["enabled"], "a privileged container, or no network policy"
print("        the pods of values.yaml have the rights and the folders that they should have")
