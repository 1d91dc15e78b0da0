"""What makes a process of a test count for the coverage."""

UNMEASURED: dict[str, str | None] = dict.fromkeys(
    ("COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG")
)
"""The variables of the environment that do it, each taken away."""
