"""Which links a picture may be fetched from, and which machine such a link leads to.

A link comes from a vendor's answer, so whoever can change that answer could send us anywhere: to
this machine, into its network, to a cloud's metadata. So the host stands on a list, its name is
looked up once, and what it leads to has to be out in the public.
"""

import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from listwright.http.addresses import address_problem, is_loopback

Resolve = Callable[[str, int], Sequence[str]]
"""The addresses of a host, in the order to try them; raises OSError."""

REGION = "{region}"
"""Stands in an entry of `AllowedLinks.hosts` for one label: the region of a cloud."""

_REGION_FORM = re.compile(r"[a-z]{2}(?:-[a-z]+){1,3}-[0-9]{1,2}")

_Numbers = IPv4Address | IPv6Address

_NAT64 = ip_network("64:ff9b::/96")
_DEFAULT_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowedLinks:
    """Where the links of one account may lead.

    `hosts` are names, or `*.` and a name for all below it; a label of them may be `REGION`.
    `loopback`: the vendor itself is on this machine, so its links may be, encrypted or not.
    """

    hosts: tuple[str, ...] = ()
    loopback: bool = False

    def takes(self, host: str) -> bool:
        """Whether `host`, in lower case, is on the list."""
        return any(_means(entry, host) for entry in self.hosts)


def _means(entry: str, host: str) -> bool:
    """Whether an entry of a list of hosts means `host`; label by label, from the end."""
    wanted, labels = entry.removeprefix("*.").split("."), host.split(".")
    if entry.startswith("*."):
        # The name itself is not below itself.
        if not any(labels[: -len(wanted)]):
            return False
        labels = labels[-len(wanted) :]
    return len(labels) == len(wanted) and all(map(_is_label, wanted, labels))


def _is_label(wanted: str, label: str) -> bool:
    return bool(_REGION_FORM.fullmatch(label)) if wanted == REGION else label == wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A link that may be followed, in the parts that are needed to follow it."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def named(self) -> str:
        """The host as the Host header has it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    def at(self, address: str) -> str:
        """The same link, to that address instead of the name."""
        written = f"[{address}]" if ":" in address else address
        return f"{self.scheme}://{written}:{self.port}{self.path}"


def target_of(link: str, allowed: AllowedLinks) -> Target | str:
    """The parts of a link, or why it is not followed, as a phrase after "the link"."""
    if "\\" in link:
        return "holds characters that no address may have"
    problem = address_problem(link)
    if problem is not None:
        return problem
    parts = urlsplit(link)
    host = (parts.hostname or "").lower()
    if is_loopback(host):
        if not allowed.loopback:
            return "leads to this machine"
    elif not allowed.takes(host):
        return f"leads to {host}, a host that its vendor is not known to use"
    elif parts.port not in {None, _DEFAULT_PORTS["https"]}:
        return "leads to a port that is not the usual one"
    return Target(
        scheme=parts.scheme,
        host=host,
        port=parts.port or _DEFAULT_PORTS[parts.scheme],
        path=_path_of(parts),
    )


def _path_of(parts: SplitResult) -> str:
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.path or '/'}{query}"


def look_up(host: str, port: int) -> Sequence[str]:
    """The addresses of `host` as this machine's resolver gives them; raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def misplaced(addresses: Sequence[str], target: Target) -> str | None:
    """Why `addresses` are no place for `target`, as a phrase after "the link"; None when they are.

    One wrong address among good ones is enough: a name that is in public hands does not have it.
    """
    here = is_loopback(target.host)
    for text in addresses:
        try:
            number = ip_address(text.partition("%")[0])
        except ValueError:
            return "leads to something that is no address"
        if here and not number.is_loopback:
            return "leads to another machine under a name of this one"
        if not here and not _is_public(number):
            return "leads into a private network"
    return None


def _is_public(number: _Numbers) -> bool:
    """Whether the address belongs to the public internet, also as what it may stand for."""
    if not number.is_global or number.is_multicast:
        return False
    return all(_is_public(inner) for inner in _wrapped(number))


def _wrapped(number: _Numbers) -> list[IPv4Address]:
    """The IPv4 addresses that an IPv6 one is only another spelling of."""
    if isinstance(number, IPv4Address):
        return []
    found = [number.ipv4_mapped, number.sixtofour, *(number.teredo or ())]
    if number in _NAT64:
        found.append(IPv4Address(int(number) & 0xFFFFFFFF))
    return [inner for inner in found if inner is not None]
