"""The form of YAML: bytes on disk to nodes that know their file, line and column.

Belongs here: reading a file safely, its encoding, the strict subset of YAML we accept with its
limits, and the readings of a scalar (text, whole number, date, duration, money). PyYAML is imported
here and nowhere else, and only for its stream of events: nothing is ever composed or constructed.
Never here: which keys exist or what they mean (that is the schema in `config`), which files make a
project (`config.sources`), raising for what a user wrote (findings are values).
"""

from listwright.config.yaml.characters import excerpt, odd_characters, printable, shown_path
from listwright.config.yaml.collector import collector_paused, heap_set_aside
from listwright.config.yaml.events import ParsedFile, parse_yaml
from listwright.config.yaml.nodes import Entry, Mapping, Node, Scalar, Sequence
from listwright.config.yaml.problems import Problem
from listwright.config.yaml.scalars import (
    read_boolean,
    read_decimal,
    read_money,
    read_text,
    read_whole,
)
from listwright.config.yaml.source import Source, read_source
from listwright.config.yaml.times import read_date, read_duration

__all__ = [
    "Entry",
    "Mapping",
    "Node",
    "ParsedFile",
    "Problem",
    "Scalar",
    "Sequence",
    "Source",
    "collector_paused",
    "excerpt",
    "heap_set_aside",
    "odd_characters",
    "parse_yaml",
    "printable",
    "read_boolean",
    "read_date",
    "read_decimal",
    "read_duration",
    "read_money",
    "read_source",
    "read_text",
    "read_whole",
    "shown_path",
]
