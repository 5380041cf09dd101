"""One container for each person, in a network that only the hub shares with it."""

import asyncio
import ipaddress
import socket
from pathlib import Path

from docker.errors import APIError, NotFound
from docker.types import IPAMConfig, IPAMPool
from dockerspawner import DockerSpawner
from traitlets import Unicode

# The volume of the exchange, as the hub sees it. A student's container sees three folders of it alone; what is
# above them only the hub and lecturers can change.
EXCHANGE = Path("/exchange")
COURSE = "dlmath"


class ClassSpawner(DockerSpawner):
    lecturer_image = Unicode(help="The image for those who are admins of the hub.").tag(config=True)
    subnets = Unicode("10.77.0.0/16", help="Addresses for the networks: eight for each person.").tag(config=True)

    _choosing = asyncio.Lock()  # of a subnet that is free

    async def start(self):
        self.network_name = self.object_name
        if self.user.admin:
            self.image = self.lecturer_image
            self.mounts = self.lecturer_mounts()
        else:
            self.mounts = self.student_mounts()
        await self.join_network()
        return await super().start()

    async def stop(self, now=False):
        await super().stop(now)
        await self.leave_network()

    def volume(self, name, target, **options):
        return {"type": "volume", "source": f"{self.prefix}_{name}", "target": target, "labels": {"dlmath.hub": self.prefix}, **options}

    def work(self):
        return self.volume("work-{username}", "/dlmath/work")

    def exchange(self, target, **options):
        # Not as a folder of that name in a person's image is.
        return self.volume("exchange", target, no_copy=True, **options)

    def lecturer_mounts(self):
        return [
            self.work(),
            self.volume("course", "/dlmath/work/course"),  # filled from the image, when it is new
            self.exchange(str(EXCHANGE)),
        ]

    def student_mounts(self):
        name = self.user.name
        # nbgrader wants to find the exchange's top writable.
        mounts = [self.work(), {"type": "tmpfs", "source": "", "target": str(EXCHANGE), "tmpfs_size": 65536, "tmpfs_mode": 0o1777}]
        for folder, inside, read_only in [
            (f"{COURSE}/outbound", "outbound", True),
            (f"{COURSE}/feedback/{name}", "feedback", True),
            (f"students/{name}/{COURSE}/inbound", "inbound", False),
        ]:
            (EXCHANGE / folder).mkdir(parents=True, exist_ok=True)
            mounts.append(self.exchange(f"{EXCHANGE}/{COURSE}/{inside}", subpath=folder, read_only=read_only))
        return mounts

    async def join_network(self):
        """Makes the person's network, without a way out and without the machine itself, and has the hub join it."""
        async with self._choosing:
            networks = await self.docker("networks")
            if not any(n["Name"] == self.network_name for n in networks):
                await self.docker(
                    "create_network",
                    self.network_name,
                    driver="bridge",
                    internal=True,
                    options={"com.docker.network.bridge.gateway_mode_ipv4": "isolated"},
                    ipam=IPAMConfig(pool_configs=[IPAMPool(subnet=self.free_subnet(networks))]),
                    labels={"dlmath.hub": self.prefix},
                )
        try:
            await self.docker("connect_container_to_network", socket.gethostname(), self.network_name, aliases=["hub"])
        except APIError as already:
            if already.status_code != 403:
                raise

    def free_subnet(self, networks):
        taken = [ipaddress.ip_network(c["Subnet"]) for n in networks for c in n["IPAM"]["Config"] or []]
        taken = [t for t in taken if t.version == 4]
        for subnet in ipaddress.ip_network(self.subnets).subnets(new_prefix=29):
            if not any(subnet.overlaps(t) for t in taken):
                return str(subnet)
        raise RuntimeError(f"All of {self.subnets} is taken: give HUB_SUBNETS a larger range.")

    async def leave_network(self):
        try:
            await self.docker("disconnect_container_from_network", socket.gethostname(), self.network_name, force=True)
            await self.docker("remove_network", self.network_name)
        except NotFound:
            pass
