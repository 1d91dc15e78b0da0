"""Which addresses a request may go to: https anywhere, http on this machine only."""

from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine by name or by number; nothing is looked up."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def endpoint_problem(endpoint: str) -> str | None:
    """Why no request may be sent to `endpoint`, as a phrase after "the endpoint"; None when fine.

    The body of a request holds the API key, so it travels encrypted or not at all.
    """
    problem = address_problem(endpoint)
    if problem is not None:
        return problem
    parts = urlsplit(endpoint)
    return "holds a query or fragment" if parts.query or parts.fragment else None


def address_problem(address: str) -> str | None:
    """Why nothing may be fetched from `address`, as a phrase after it; None when fine.

    What comes back decides what is ordered, so it is not to be changed on its way.
    """
    if any(not (33 <= ord(letter) <= 126) for letter in address):
        return "holds characters that no address may have"
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "is not an address"
    if parts.scheme not in {"http", "https"} or not host:
        return "is not an http or https address"
    return _unsafe_part(parts, host)


def _unsafe_part(parts: SplitResult, host: str) -> str | None:
    if parts.scheme == "http" and not is_loopback(host):
        return "is not encrypted; http:// is for this machine only, use https://"
    if parts.username is not None or parts.password is not None:
        return "holds a user name or password"
    return None


def join_path(endpoint: str, path: str) -> str:
    """`path` below `endpoint`, whether or not that ends in a slash."""
    return f"{endpoint.rstrip('/')}/{path.lstrip('/')}"
