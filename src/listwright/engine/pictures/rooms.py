"""Room words in captions (a placeholder until the language branch is merged)."""


def room_of(caption: str) -> str | None:
    """The room that a caption names."""
    text = caption.casefold()
    for room in ("living room", "bedroom", "kitchen", "dining room", "bathroom"):
        if room in text:
            return room.replace(" ", "_")
    return None
