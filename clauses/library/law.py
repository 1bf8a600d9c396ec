"""laws/*.yaml, playbooks/*.yaml and vocabulary.yaml -> laws, playbooks and the names that everything else must use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from clauses.library.document import Entry, read
from clauses.model import SEVERITIES, Law, Playbook, Provision, Said, Scenario, Side, Threshold

SIDES: tuple[Side, ...] = ("customer", "carrier")
SHARE = re.compile(r"(?:per_day|per_year|availability|[._]share)$")  # thresholds that are parts of a whole
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
COLUMNS: dict[str, tuple[str, ...]] = {
    "clause_types": ("zh", "en", "about"),
    "terms": ("zh", "en", "unit", "kind"),
    "derived": ("zh", "en", "unit", "kind"),
    "values": ("zh", "en"),
    "findings": ("zh", "en"),
    "topics": ("zh", "en"),
    "severities": ("zh", "en"),
    "statuses": ("zh", "en"),
    "certainty": ("zh", "en"),
    "favours": ("zh", "en"),
    "placeholders": ("zh", "en"),
    "checks": ("zh", "en"),
    "statutes": ("zh", "en", "until", "by"),
}
SUPPOSED = ("days", "times", "remaining", "loss")  # what a scenario may suppose
KINDS = ("number", "flag", "word", "open", "list", "date", "mapping")
Table = Mapping[str, Mapping[str, str]]
Vocabulary = Mapping[str, Table]


def read_vocabulary(path: Path) -> Vocabulary:
    """The tables of vocabulary.yaml by name, each a table of names with their labels.

    Raises:
        LibraryError: a table or a column is unknown or lacking, or a term field is of no known kind.
    """
    entry = read(path)
    entry.only(*COLUMNS)
    tables: dict[str, Table] = {}
    for name, columns in COLUMNS.items():
        rows: dict[str, Mapping[str, str]] = {}
        if not entry.given(name):
            raise entry.error(Said(f"缺少词表“{name}”", f"the table “{name}” is missing"))
        for key, row in entry.table(name).items():
            row.only(*columns)
            row.text("zh"), row.text("en")
            if "kind" in columns:
                row.one_of("kind", KINDS)
            rows[key] = {column: row.text(column, "") for column in columns if column in row}
        tables[name] = rows
    for severity in SEVERITIES:
        if severity not in tables["severities"]:
            raise entry.error(Said(f"词表 severities 缺少“{severity}”", f"the table severities lacks “{severity}”"), key="severities")
    return tables


def finding_codes(vocabulary: Vocabulary) -> frozenset[str]:
    """Every finding code there is: those listed, TYPE.missing and TYPE.changed of every type, one_sided and
    consistency of every topic. TYPE.missing and TYPE.changed themselves stand for those of any type."""
    made = {f"{type}.{what}" for type in vocabulary["clause_types"] for what in ("missing", "changed")}
    made |= {"TYPE.missing", "TYPE.changed"}
    made |= {f"{what}.{topic}" for topic in vocabulary["topics"] for what in ("one_sided", "consistency")}
    return frozenset(made | set(vocabulary["findings"]))


def read_law(path: Path) -> Law:
    """The law of one file.

    Raises:
        LibraryError: a key is unknown or lacking, a date is none, an article's version is given twice, or the file bears another name.
    """
    entry = read(path)
    entry.only("id", "name", "short", "short_en", "names", "provisions", "numbers")
    if entry.text("id") != path.stem:
        raise entry.error(Said(f"id“{entry.text('id')}”与文件名不一致", f"the id “{entry.text('id')}” does not match the file's name"), Said(f"应为“{path.stem}”", f"it should be “{path.stem}”"), key="id")
    provisions: dict[tuple[str, str], Provision] = {}
    for row in entry.entries("provisions"):
        provision = _provision(row)
        if (provision.article, provision.version) in provisions:
            raise row.error(Said(f"第 {provision.article} 条的 {provision.version} 文本重复出现", f"the text of article {provision.article} of {provision.version} is given twice"))
        provisions[provision.article, provision.version] = provision
    numbers: dict[str, Decimal] = {}
    if entry.given("numbers"):
        figures = entry.entry("numbers")
        numbers = {name: figures.number(name) for name in figures}
    return Law(
        id=entry.text("id"),
        name=entry.text("name"),
        short=entry.text("short"),
        names=entry.texts("names"),
        short_en=entry.text("short_en", ""),
        provisions=tuple(provisions.values()),
        numbers=numbers,
    )


def _provision(row: Entry) -> Provision:
    row.only("article", "version", "gist", "gist_en", "since", "until")
    for key in ("since", "until"):
        if row.given(key) and not DATE.fullmatch(row.text(key)):
            raise row.error(Said(f"“{key}”应为日期", f"“{key}” must be a date"), Said("例如 2021-01-01", "for example 2021-01-01"), key=key)
    return Provision(
        article=row.text("article"),
        version=row.text("version"),
        gist=row.text("gist"),
        gist_en=row.text("gist_en", ""),
        since=row.maybe("since"),
        until=row.maybe("until"),
    )


def read_playbook(path: Path, vocabulary: Vocabulary) -> Playbook:
    """One side's thresholds and scenarios.

    Raises:
        LibraryError: a key is unknown or lacking, a threshold's name begins neither with a clause type nor with `policy`, a
            scenario bears no clause type's name, or a value is no number.
    """
    entry = read(path)
    entry.only("side", "version", "thresholds", "scenarios")
    side = entry.one_of("side", SIDES)
    if side != path.stem:
        raise entry.error(Said(f"side“{side}”与文件名不一致", f"the side “{side}” does not match the file's name"), Said(f"应为“{path.stem}”", f"it should be “{path.stem}”"), key="side")
    thresholds: dict[str, Threshold] = {}
    for name, row in entry.table("thresholds").items():
        row.refuse_unknown(Said("条款类型", "clause type"), name.partition(".")[0], {*vocabulary["clause_types"], "policy"})
        thresholds[name] = read_threshold(name, row)
    scenarios = {name: _scenario(name, row, vocabulary) for name, row in entry.table("scenarios").items()}
    return Playbook(side=side, version=entry.text("version"), thresholds=thresholds, scenarios=scenarios)


def read_threshold(name: str, row: Entry) -> Threshold:
    """One threshold with its reason.

    Raises:
        LibraryError: a key is unknown or lacking, the value is no number, below nought, or a share of more than the whole.
    """
    row.only("value", "reason", "reason_en")
    value = row.number("value")
    if value < 0:
        raise row.error(Said("阈值不能小于 0", "a threshold cannot be less than 0"), key="value")
    if value > 1 and SHARE.search(name):
        raise row.error(Said(f"比率不能大于 1，而此处为 {value}", f"a rate cannot be more than 1; here it is {value}"), Said("请写成小数：百分之五为 0.05，万分之五为 0.0005", "write it as a decimal: five per cent is 0.05, five per ten thousand is 0.0005"), key="value")
    return Threshold(name=name, value=value, reason=row.text("reason"), reason_en=row.text("reason_en", ""))


def _scenario(name: str, row: Entry, vocabulary: Vocabulary) -> Scenario:
    row.only(*SUPPOSED, "reason", "reason_en")
    row.refuse_unknown(Said("条款类型", "clause type"), name, vocabulary["clause_types"])
    supposed = {key: row.number(key) for key in SUPPOSED if row.given(key)}
    if not supposed:
        raise row.error(Said(f"情景“{name}”没有写明假设", f"the scenario “{name}” does not say what it supposes"), Said(f"可用的有：{'、'.join(SUPPOSED)}", f"available: {', '.join(SUPPOSED)}"))
    for key, number in supposed.items():
        if number <= 0 or (key == "remaining" and number > 1):
            raise row.error(Said(f"“{key}”应大于 0{'，不大于 1' if key == 'remaining' else ''}", f"“{key}” must be more than 0{' and at most 1' if key == 'remaining' else ''}"), key=key)
    return Scenario(name=name, reason=row.text("reason"), reason_en=row.text("reason_en", ""), **supposed)


def same_names(playbooks: Mapping[str, Playbook], folder: Path) -> None:
    """Nothing where both sides know the same thresholds and scenarios.

    Raises:
        LibraryError: a side lacks one: a rule that named it could not be judged from that side's seat.
    """
    for side in SIDES:
        path = folder / f"{side}.yaml"
        for other in playbooks.values():
            for key, kind, names, own in (
                ("thresholds", Said("阈值", "threshold"), other.thresholds, playbooks[side].thresholds),
                ("scenarios", Said("情景", "scenario"), other.scenarios, playbooks[side].scenarios),
            ):
                for name in names:
                    if name not in own:
                        raise read(path).error(Said(f"缺少{kind.zh}“{name}”，而 {other.side}.yaml 有", f"the {kind.en} “{name}” is missing, which {other.side}.yaml has"), key=key)
