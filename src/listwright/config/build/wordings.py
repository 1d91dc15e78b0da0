"""What is said about names, identity and meaning, apart from the place and what was seen there."""

from listwright.config.yaml.findings import Wording

KEY_IN_TWO_FILES = Wording(
    code="LW1105",
    summary="A setting is written in two files",
    fix="Keep it in one of the files; only `packages`, `vendors`, `properties`, `rules`, "
    "`billing`, `inventory` and `freeze` add up.",
)
NAME_TWICE = Wording(
    code="LW1205",
    summary="A name is defined twice",
    fix="Rename or delete one of the two.",
)
ID_TWICE = Wording(
    code="LW1201",
    summary="A property id stands twice",
    fix="Keep one of the two, or give the other home its own id.",
)
ID_CASE = Wording(
    code="LW1202",
    summary="Two property ids differ only by case",
    fix="Use one spelling for one home; ids are compared without regard to case.",
)
ID_FORM = Wording(
    code="LW1203",
    summary="The property id has characters that are not allowed",
    fix="Use ASCII letters, digits and `.`, `_`, `:`, `/`, `-`, without spaces.",
)
ID_LENGTH = Wording(
    code="LW1204",
    summary="The property id cannot be used",
    fix="Use 1 to 255 characters that do not begin with `lw1-`.",
)
SAME_ADDRESS = Wording(
    code="LW1206",
    summary="Two properties have the same address",
    fix="If it is one home, keep one id and end the other with `absent: true`; otherwise write the "
    "unit into `street2`.",
)
NO_SUCH_HOME = Wording(
    code="LW1207",
    summary="The property is in no source",
    fix="Correct the id. To describe a home here, write its `street` and the other facts.",
)
GONE_HOME = Wording(
    code="LW1207",
    summary="The property is in no source",
    fix="If it left the inventory, this ends its open orders and is right; else correct the id.",
)
ID_AS_FACT = Wording(
    code="LW1208",
    summary="The id of a home is not one of its facts",
    fix="Delete the key: the id is the key under `properties`.",
)
FACT_TWICE = Wording(
    code="LW1209",
    summary="A fact is written twice",
    fix="Keep the native column at the top level of the home.",
)
FORMER_ITSELF = Wording(
    code="LW1210",
    summary="A home is renamed from its own id",
    fix="Write the id that the home had before, or delete the entry.",
)
FORMER_HOME = Wording(
    code="LW1210",
    summary="A former id is the id of a home",
    fix="Keep the id in one of the two places: an id means one home, and so does each of its "
    "orders.",
)
FORMER_TWICE = Wording(
    code="LW1210",
    summary="A former id is written twice",
    fix="Keep it under the home that had it.",
)

UNKNOWN_PACKAGE = Wording(
    code="LW1320",
    summary="There is no such package",
    fix="Define it under `packages`, or correct the name.",
)
UNKNOWN_VENDOR = Wording(
    code="LW1321",
    summary="There is no such vendor",
    fix="Define it under `vendors`, or correct the name.",
)
UNKNOWN_NEED = Wording(
    code="LW1322",
    summary="There is no such need",
    fix="Use the key of a need that a package, a rule or this home defines.",
)
UNKNOWN_COLUMN = Wording(
    code="LW1323",
    summary="There is no such column",
    fix="Correct the name. Columns are the native ones, those of an inventory and those under "
    "`facts:`.",
)
ABSENT_COLUMN = Wording(
    code="LW1356",
    summary="No source has this column",
    fix="Check the header of the inventory: was the column renamed or left out of the export?",
)
UNKNOWN_STATUS = Wording(
    code="LW1357",
    summary="There is no such status",
    fix="Write one of the canonical statuses; the inventory knows no other.",
)
WRONG_TYPE = Wording(
    code="LW1324",
    summary="The column cannot be compared like this",
    fix="Declare the column's type under `types:` of its inventory, or use another comparison.",
)
PRIVATE_COLUMN = Wording(
    code="LW1325",
    summary="A private column would be stored or printed",
    fix="Use a column that is neither private nor holds secrets.",
)
BAD_TERM = Wording(
    code="LW1326",
    summary="This is not a date or a date term",
    fix="Write a date such as `2026-11-22`, `today`, `today + 2d`, or a date column such as "
    "`ready_on - 1d`.",
)
BAD_CONDITION = Wording(
    code="LW1327",
    summary="The condition cannot be read",
    fix="Write `column: value`, `column: [values]`, `column: {gte: 3}`, or lists of conditions "
    "under `all`, `any` and `not`.",
)
TYPES_DIFFER = Wording(
    code="LW1328",
    summary="A column has two types",
    fix="Give the column one type everywhere. The types of native columns are fixed.",
)
BAD_ENDPOINT = Wording(
    code="LW1329",
    summary="The endpoint cannot be used",
    fix="Write `sandbox`, or a base URL that begins with `https://`. `http://` is for this machine "
    "only.",
)
NO_API_KEY = Wording(
    code="LW1330",
    summary="The vendor has no API key",
    fix="Write `api_key: {env: NAME}`. Only `endpoint: sandbox` needs none.",
)
ONLY_LOCAL = Wording(
    code="LW1331",
    summary="This setting is for the sandbox and this machine only",
    fix="Use a value the vendor allows, or a local endpoint.",
)
NOT_FOR_KIND = Wording(
    code="LW1354",
    summary="The key has no meaning for this kind of vendor",
    fix="Delete the key.",
)
FASTER_SUBMITS = Wording(
    code="LW1355",
    summary="More pictures are sent than the vendor documents",
    fix="Keep it if the vendor has agreed; otherwise the vendor refuses the pictures that are too "
    "many (429), and the run waits.",
)
RESEND_UNPROTECTED = Wording(
    code="LW1370",
    summary="Nothing protects a request that is sent once more",
    fix="Write the duplicate window that the vendor has set up for this account, such as "
    "`duplicate_window: 72h`, or take `resend_unknown` away.",
)
TWO_CALENDARS = Wording(
    code="LW1349",
    summary="The sandbox stands beside a vendor that is not the sandbox",
    fix="A project has one calendar: the sandbox's or the real one. Keep one kind, and try things "
    "out in a project of their own.",
)
SAME_SERVICE = Wording(
    code="LW1338",
    summary="Two needs ask for the same service",
    fix="Keep one of the two keys.",
)
NO_EFFECT = Wording(
    code="LW1339",
    summary="An entry has no effect",
    fix="Write `slug:`, or use the key of a need that a package or a rule defines.",
)
NO_VENDOR = Wording(
    code="LW1340",
    summary="No vendor is named for a need",
    fix="Write `vendor:` in the need or under `defaults:`.",
)
NO_VENDORS = Wording(
    code="LW1341",
    summary="Services are wanted, but the project has no vendors",
    fix="Add `vendors:` with at least one account, such as `planomatic: {kind: planomatic, "
    "endpoint: sandbox}`.",
)
IDLE_RULE = Wording(
    code="LW1342",
    summary="The rule says nothing about needs",
    fix="Add `require:`, `have:`, `waive:` or `import:`, or delete the rule.",
)
OUTSIDE_PROJECT = Wording(
    code="LW1343",
    summary="The path leaves the project",
    fix="Write a path relative to the project and below it.",
)
OTHER_VERSION = Wording(
    code="LW1344",
    summary="This version of listwright may not read the project",
    fix="Install a version that `required_version` allows, or change `required_version`.",
)
BAD_REQUIREMENT = Wording(
    code="LW1345",
    summary="The required version cannot be read",
    fix='Write comparisons as for Python packages, such as ">=0.1,<1".',
)
UNKNOWN_TIMEZONE = Wording(
    code="LW1346",
    summary="There is no such time zone",
    fix="Write an IANA name, such as `America/Denver`.",
)
NOT_A_DATE_COLUMN = Wording(
    code="LW1347",
    summary="The column does not hold dates",
    fix="Declare the column as `date` under `types:` of its inventory.",
)
FRESHNESS = Wording(
    code="LW1361",
    summary="The parts of `fresh_for` do not go together",
    fix="Write `max_age`, and `renew_before` and `warn_after` shorter than it, or delete the key.",
)
OWN_SERVICE = Wording(
    code="LW1362",
    summary="A need is met by its own service anyway",
    fix="Delete the item; `met_by` lists other services.",
)
TWO_CURRENCIES = Wording(
    code="LW1371",
    summary="The project has prices in two currencies",
    fix="Write all prices in one currency: what a plan costs is one sum.",
)
NO_SUCH_ENTITY = Wording(
    code="LW1372",
    summary="Nothing is billed to the entity of a budget",
    fix="Correct the name: entities are those of `defaults`, of `billing` and of the homes.",
)
FREEZE_ENDS_FIRST = Wording(
    code="LW1363",
    summary="A freeze ends before it begins",
    fix="Write the first day under `from` and the last one under `to`; both count.",
)
EMPTY_TEXT = Wording(
    code="LW1348",
    summary="An empty text never matches",
    fix="Delete the comparison: a home without that fact matches no comparison with it.",
)
