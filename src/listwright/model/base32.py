"""Lower-case Crockford base32, the alphabet of order names: no i, l, o or u to misread."""

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_BITS = 5


def crockford(digest: bytes, length: int) -> str:
    """The first `length` characters of `digest`, five bits each, most significant first.

    Raises ValueError when the digest has fewer bits than that.
    """
    spare = len(digest) * 8 - length * _BITS
    if spare < 0:
        message = f"{len(digest)} bytes do not fill {length} characters"
        raise ValueError(message)
    number = int.from_bytes(digest) >> spare
    places = range((length - 1) * _BITS, -1, -_BITS)
    return "".join(_ALPHABET[(number >> place) & 31] for place in places)
