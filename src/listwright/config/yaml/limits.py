"""How much one file may hold; each limit is far above any honest file.

They keep a hostile file from taking the interpreter, the clock or the memory with it.
"""

MAX_FILE_BYTES = 16 * 1024 * 1024
MAX_NODES = 1_000_000
MAX_DEPTH = 64
MAX_ANCHORS = 1_000
MAX_ALIASED_NODES = 100_000
MAX_SCALAR_BYTES = 64 * 1024
MAX_FINDINGS = 1_000
"""A file with more is not worth a longer list, and each finding takes about a kilobyte."""
