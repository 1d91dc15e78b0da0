"""listwright keeps the marketing orders of a property portfolio in line with a git repository.

Nothing lives here but the version: the program starts in `listwright.cli`, the nouns are in
`listwright.model`, the decisions in `listwright.engine`.
"""

__version__ = "0.1.0"
