"""Codes of the language: keys, values, identity and meaning."""

_FORM: dict[str, str] = {
    "LW1101": "A key is not one of the language. The nearest one is suggested; a home takes facts of your own under `facts:`.",
    "LW1102": "A key of the language stands where it has no meaning. The message says where it belongs.",
    "LW1103": "A key or value belongs to the language, but this release does not have it yet.",
    "LW1104": "A key that must be written is missing.",
    "LW1105": "A setting stands in two files of the project. Only packages, vendors, properties, rules, billing and inventory add up over files.",
    "LW1106": "A mapping of keys and values is expected, and something else stands there.",
    "LW1107": "A list is expected, and something else stands there.",
    "LW1108": "A value is not one of the words that the key takes.",
    "LW1109": "A number is smaller or larger than the key allows.",
    "LW1110": "A name does not have the form that names of its kind have.",
    "LW1111": "A text is empty, too long, or holds invisible characters.",
    "LW1112": "A length of time has to be exact here: minutes, hours or days.",
    "LW1113": "A list, mapping or condition is empty. Absence never means that orders are to be cancelled; write `KEY: none` for that.",
    "LW1114": "A need is written as a single word. It takes a mapping of fields, or the word `none`.",
    "LW1115": "The project has more problems than anybody reads. Correct those above and run again.",
}
_IDENTITY: dict[str, str] = {
    "LW1201": "The same property id stands in two places. Each home has one entry under `properties` and one row in one inventory.",
    "LW1202": "Two property ids differ only by upper and lower case; they are compared without regard to it.",
    "LW1203": "A property id holds characters that are not allowed. ASCII letters, digits and `.` `_` `:` `/` `-` are, because others can look alike.",
    "LW1204": "A property id is empty, longer than 255 characters, or begins with `lw1-`, as the names of orders do.",
    "LW1205": "A vendor, package, rule or inventory has the name of another one.",
    "LW1206": "Two properties have the same address. Both would be ordered for; if they are one home, keep one id.",
    "LW1207": "An entry under `properties` names a home that no inventory has, and has no street of its own. It is not counted as a home.",
    "LW1208": "The id of a home is written as one of its facts. The id is the key of the entry.",
    "LW1209": "A fact stands both at the top level of a home and under `facts`.",
}
_NAMES: dict[str, str] = {
    "LW1320": "A package is required that is not defined.",
    "LW1321": "A vendor is named that is not defined.",
    "LW1322": "`have` names a need that nothing defines.",
    "LW1323": "A column is named that no source has.",
    "LW1324": "A column is compared in a way its type does not allow. Declare types under `types:` of the inventory.",
    "LW1325": "A condition, a note or metadata uses a column that is private or holds secrets.",
    "LW1326": "A date term is neither a date nor `today` nor a date column, with days added or not.",
    "LW1327": "A condition has a form that does not exist.",
    "LW1328": "Two inventories declare different types for the same column.",
    "LW1347": "`delivered_at` takes its day from a column that does not hold dates.",
    "LW1348": "A condition compares with the empty text, which no home ever matches.",
}
_SETTINGS: dict[str, str] = {
    "LW1329": "The endpoint of a vendor is not a URL that requests may be sent to.",
    "LW1330": "A vendor has no API key, and its endpoint is not the sandbox.",
    "LW1331": "A rate or settle time is allowed for the sandbox and for servers on this machine only.",
    "LW1343": "A path leads out of the project.",
    "LW1349": "The sandbox stands beside a vendor that is not the sandbox. A project has one calendar: the sandbox's, which can be moved, or the real one.",
    "LW1344": "`required_version` does not allow this version of listwright.",
    "LW1345": "`required_version` is not a list of comparisons such as `>=0.1,<1`.",
    "LW1346": "The time zone is not in the IANA database.",
}
_SECRETS: dict[str, str] = {
    "LW1332": "A secret itself stands in the file. Change it at its source and write a reference.",
    "LW1333": "A reference to a secret has a form that does not exist.",
    "LW1334": "A reference to a column is not `{column: NAME}`.",
    "LW1335": "A text that people will read looks like an API key. The message names the rule, never the text.",
    "LW1336": "`${}` names no column.",
    "LW1337": "The address of a database, which holds its password, stands in the file.",
}
_NEEDS: dict[str, str] = {
    "LW1301": "The files name no property at all while orders are open. End the last home with `absent: true` instead of deleting it.",
    "LW1310": "A need names a service, but nothing says its vendor or its quantity.",
    "LW1311": "Two needs of one home buy the same service; it would be ordered twice.",
    "LW1312": "A rule matches no home. Check the columns and values of its `when`.",
    "LW1360": "A service is made from existing photos (staging), which is not in this version.",
    "LW1338": "Two needs of one package, rule or home ask for the same service of the same vendor.",
    "LW1339": "An entry changes or drops a need that nothing adds, so it does nothing.",
    "LW1340": "No vendor is named for a need, neither in its entries nor under `defaults`.",
    "LW1341": "Services are wanted, but the project has no vendors.",
    "LW1342": "A rule has neither `require` nor `have`, so it does nothing.",
}

CODES: dict[str, str] = {
    **_FORM,
    **_IDENTITY,
    **_NAMES,
    **_SETTINGS,
    **_SECRETS,
    **_NEEDS,
    "LW1350": "Two billing rules match the same home and name different entities. Narrow one of them, or set `billing_entity_slug` on the home.",
    "LW1351": "Nothing says who pays for a home: neither the home, its row, a billing rule nor the defaults.",
    "LW1352": "Needs that would share one order write different metadata or dates. Write the same, or set it on the home.",
    "LW1353": "A preferred date has passed; a visit can be wished for tomorrow at the earliest.",
    "LW1356": "A condition reads a native column that no inventory and no home has. A renamed or dropped header would change what every home wants, so nothing is planned.",
    "LW1357": "A condition names a status that is not canonical, so it would match no home.",
}
