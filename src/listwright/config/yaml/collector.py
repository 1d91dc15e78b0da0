"""The garbage collector while a portfolio is loaded, planned or applied."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Turn the cyclic collector off for a block and put it back as it was.

    A load builds hundreds of thousands of live objects and no garbage, and so does a plan; the
    collector walks them again and again, which costs two to four times the load itself.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            # What was built is there to stay: it joins the oldest generation without being walked.
            gc.freeze()
            gc.unfreeze()
            gc.enable()


@contextmanager
def heap_set_aside() -> Iterator[None]:
    """Spare the collector what exists now, for a block that goes on for long.

    It walks the whole portfolio otherwise: a tenth of a second for ten thousand homes, in the
    middle of a request.
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
