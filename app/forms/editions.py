"""Which edition of a paper counts: the program's, or what the county made of it from a day on (J11).

A paper remembers the edition it was made in: its ``form_version`` is ``2010`` for the program's own
definition and ``2010@2026-12-15`` for the county's of that day. So what was printed before the county
changed a form reads as it did, a half-filled paper stays on its edition until somebody lifts it,
and a new one is made in the edition of its day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.data_files import cached, editions, names, today_here
from app.forms.codes import table
from app.forms.county_fields import FormChange, applied, read_change
from app.forms.definition import VALUELESS, Field, Form, Kind, Layout, Values
from app.forms.registry import all_forms
from app.forms.registry import form as own_form
from app.forms.values import is_blank

__all__ = [
    "FormEdition",
    "changeable",
    "edition_on",
    "editions_of",
    "fields_changed",
    "form_as",
    "form_on",
    "to_attend",
]

PIN = "@"


@dataclass(frozen=True, slots=True)
class FormEdition:
    """A paper from a day on; the program's own has no day and counts until the county's first."""

    form: Form
    since: date | None
    source: str
    change: FormChange | None = None


def editions_of(code: str) -> tuple[FormEdition, ...]:
    """Every edition of a paper, the program's own first; ``KeyError`` when there is no such paper."""
    base = own_form(code)
    return (FormEdition(base, None, base.source), *_county().get(code, ()))


def edition_on(code: str, on: date | None = None) -> FormEdition:
    """The edition in force on a day, or today."""
    day = on or today_here()
    found = editions_of(code)
    return [e for e in found if e.since is None or (day is not None and e.since <= day)][-1]


def form_on(code: str, on: date | None = None) -> Form:
    """The paper as it is made on a day, or today."""
    return edition_on(code, on).form


def form_as(code: str, version: str | None) -> Form:
    """The paper in the edition a record was made in.

    An edition that is no longer known here is read in the one before it: what it asked beyond that
    stays in the record.
    """
    _, pin, day = (version or "").partition(PIN)
    return form_on(code, date.fromisoformat(day)) if pin else own_form(code)


@cached
def changeable() -> dict[str, Form]:
    """The papers a county may change: those that are filled in as papers and kept with their words.

    Covers and contents have shapes of their own, lists print what was recorded elsewhere, and the
    registers of persons are columns the statistics count.
    """
    from app.forms.corrections_papers import STAGES
    from app.forms.mediation import PAPERS
    from app.forms.resettlement import AGREEMENT, PLAN

    staged = [form for forms in STAGES.values() for form in forms]
    found = {form.code: form for form in (*PAPERS, *staged, AGREEMENT, PLAN)}
    return {
        code: form
        for code, form in found.items()
        if form.layout in {Layout.PROSE, Layout.TABLE} and code not in ELSEWHERE
    }


ELSEWHERE = frozenset(
    {
        "corrections.c02",
        "corrections.daily_control",
        "corrections.c24",
        "corrections.c22",
        "corrections.c21",
        "corrections.c12",
        "corrections.c25_study",
        "corrections.c25_service",
        "corrections.c25_list",
        "corrections.c24_list",
        "corrections.daily_list",
        "corrections.c20_record",
        "corrections.handover",
        "corrections.delivery",
        "corrections.delivery_entry",
    }
)
"""Papers that are entered as records of a duty, and only printed as papers."""


@cached
def _county() -> dict[str, tuple[FormEdition, ...]]:
    found: dict[str, tuple[FormEdition, ...]] = {}
    known = all_forms()
    for name in names("forms"):
        for file in editions("forms", name):
            change = read_change(file.data)
            if file.since is not None and change.form in known:
                made = applied(known[change.form], change, file.since)
                one = FormEdition(made, file.since, file.source or change.source, change)
                found[change.form] = (*found.get(change.form, ()), one)
    return {
        code: tuple(sorted(some, key=lambda one: one.since or date.min))
        for code, some in found.items()
    }


# --- in words --------------------------------------------------------------------------------------


def fields_changed(was: Form, now: Form) -> Iterator[str]:
    """What differs between two editions of a paper, in words."""
    if was.title != now.title:
        yield f"名称改为“{now.title}”"
    old = {f.name: f for f in was.fields() if f.kind not in VALUELESS}
    new = {f.name: f for f in now.fields() if f.kind not in VALUELESS}
    for name, field in new.items():
        if name not in old:
            yield f"增设“{field.label}”（{'必填' if field.required else '按需'}）"
        else:
            yield from _field_changed(old[name], field)
    for name, field in old.items():
        if name not in new:
            yield f"去掉“{field.label}”"
    kept = [name for name in old if name in new]
    if kept != [name for name in new if name in old]:
        yield "各栏的先后次序有改动"


def _field_changed(was: Field, now: Field) -> Iterator[str]:
    called = f"“{now.label or was.label or now.name}”"
    if was.on_paper and not now.on_paper:
        yield f"去掉“{was.label}”"
        return
    if now.on_paper and not was.on_paper:
        yield f"恢复{called}"
    if was.label != now.label:
        yield f"“{was.label}”改称“{now.label}”"
    if was.required != now.required:
        yield f"{called}改为{'必填' if now.required else '按需'}"
    if was.max_length != now.max_length:
        yield f"{called}最多 {now.max_length} 个字（原来 {was.max_length} 个）"
    if was.codes != now.codes:
        yield f"{called}改从“{_title(now.codes)}”里选"
    if was.help != now.help:
        yield f"{called}的填写说明有改动"


def _title(codes: str) -> str:
    try:
        return table(codes).title
    except KeyError:
        return codes


def to_attend(was: Form, now: Form, values: Values, on: date) -> Iterator[tuple[str, str]]:
    """Label and words for each field to look at when a filled paper is lifted to ``now``.

    ``values`` are those of the old edition with whatever a still earlier lift had kept.
    """
    old = {field.name: field for field in was.fields()}
    for field in now.fields():
        if field.kind in VALUELESS:
            continue
        value = values.get(field.name)
        before = old.get(field.name)
        if not field.on_paper:
            if before is not None and before.on_paper and not is_blank(value):
                words = "新版没有这一栏；填过的内容仍保存着，不再打印。"
                yield before.label or field.name, words
        elif is_blank(value):
            if field.required and (before is None or not before.required):
                yield field.label, "新版要求填写，还没有填。"
        elif isinstance(value, str) and field.kind in {Kind.TEXT, Kind.LONG_TEXT}:
            if len(value) > field.max_length:
                words = f"现有 {len(value)} 个字，新版最多 {field.max_length} 个字，要改短。"
                yield field.label, words
        elif before is not None and field.codes != before.codes:
            yield from _not_offered(field, value, on)
    for name, field in old.items():
        gone = field.kind not in VALUELESS and all(name != one.name for one in now.fields())
        if gone and not is_blank(values.get(name)):
            yield field.label, "新版没有这一栏；填过的内容仍保存着，不再打印。"


def _not_offered(field: Field, value: object, on: date) -> Iterator[tuple[str, str]]:
    chosen = value if isinstance(value, tuple | list) else (value,)
    offered = {entry.code for entry in table(field.codes).at(on)}
    if any(code not in offered for code in chosen):
        yield field.label, "选过的一项不在新的选项里，请重新选。"
