"""Codes of files and YAML form."""

CODES: dict[str, str] = {
    "LW1001": "The project could not be read; the findings beside it say why.",
    "LW1002": "A file does not exist. Name the project's directory with -C/--chdir and its main "
    "file with -f/--file; parent directories are not searched.",
    "LW1003": "The path is a directory, a pipe, a socket or a device. Only regular files are read.",
    "LW1004": "The file cannot be opened or read. Check its name and its permissions.",
    "LW1005": "The file is larger than 16 MiB. Split it with `include:`, or keep the homes in a "
    "CSV inventory.",
    "LW1006": "The file changed while it was being read. Run the command again.",
    "LW1007": "The file is a symbolic link to something that does not exist. Correct the link.",
    "LW1010": "The file holds bytes that are not UTF-8; often it was saved as Latin-1. Save it as "
    "UTF-8.",
    "LW1011": "The file is encoded as UTF-16 or UTF-32. Save it as UTF-8.",
    "LW1012": "The file holds a raw control character, which is invisible in a review. Delete it, "
    "or write an escape in double quotes.",
    "LW1013": "An escape in double quotes is not a character, such as half of a surrogate pair. "
    "Write the character itself.",
    "LW1020": "The text is not YAML. The finding says what was expected at that place.",
    "LW1021": "A line is indented with a tab. YAML indents with spaces only.",
    "LW1022": "The file holds a second document after `---`. Keep one document in each file.",
    "LW1023": "The file is empty, a list or a single value where keys and values were expected. An "
    "empty file never means that orders are to be canceled.",
    "LW1024": "A key stands twice in one mapping, with or without quotes. Keep one of the two.",
    "LW1025": "Two keys of one mapping differ only by upper and lower case. Keep or rename one.",
    "LW1026": "Merge keys (`<<`) are not supported. Put shared values under `defaults:` or in a "
    "package.",
    "LW1027": "YAML tags (`!!str`, `!name`) are not supported; the field decides the type. Delete "
    "the tag.",
    "LW1028": "A key is a list, a mapping or an alias. Keys are words.",
    "LW1029": "A key is empty. Write its name before the colon.",
    "LW1030": "Lists and mappings are nested more than 64 deep. Usually a bracket was not closed.",
    "LW1031": "Aliases stand for more than 100,000 values in one file. Write shared values once "
    "under `defaults:`, in a package or in a rule.",
    "LW1032": "An alias stands inside the value it names, which would never end. Write the inner "
    "value out.",
    "LW1033": "An alias names an anchor that the file does not define above it.",
    "LW1034": "One file has more than 1,000 anchors. Write shared values under `defaults:`.",
    "LW1035": "One value is longer than 64 KiB. Often a quotation was not closed.",
    "LW1036": "One file holds more than 1,000,000 values. Split it with `include:`, or keep the "
    "homes in a CSV inventory.",
    "LW1037": "One file has so many problems that the rest of it was not read. Correct those above "
    "and run again.",
    "LW1040": "`include` is not a list of file names and patterns.",
    "LW1041": "An include is absolute, goes upwards or leads out of the project by a link. Only "
    "files below the project's directory are read.",
    "LW1042": "An include is a URL. Nothing is fetched while files are read.",
    "LW1043": "An include matches no file. Correct the pattern or delete the entry.",
    "LW1044": "An included file has `include:` itself. Only the main file may include others.",
    "LW1045": "The main file includes itself. Delete the entry.",
    "LW1047": "`listwright.lock` is not what listwright wrote. Put the version from git back.",
    "LW1046": "An include is empty or cannot be used as a pattern.",
    "LW1050": "A value is empty, `~` or `null` where one is needed. Write a value or delete the "
    "key: empty is not the same as absent.",
    "LW1051": "A list or a mapping stands where a single value is needed.",
    "LW1052": "The value is not a whole number: digits only, without quotes, such as `15`.",
    "LW1053": "The value is not a decimal number: digits and at most one point, without quotes, "
    "such as `2.5`.",
    "LW1054": "The value is not a truth value: only `true` and `false` without quotes are.",
    "LW1055": "The value is not a date of the calendar as `2026-11-22`.",
    "LW1056": "The value is not a length of time: a number and `m`, `h`, `d` or `mo`.",
    "LW1057": 'The value is not an amount of money: a quoted decimal such as `"125.00"`.',
}
