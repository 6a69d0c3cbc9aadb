"""``python -m app demo``: a month's main work without a screen, and the proof that it arrived.

A practice office records the cases, prints each dossier, records corrections and training, seals
the month onto a folder that stands for a stick; a practice bureau merges it, counts, and answers:
one record comes back with the reason, and the office shows it where the record is.
Success means that what was merged equals what was sent.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from app.clock import local_now
from app.demo.answering import bring_home, write_answer
from app.demo.cases import read_cases, shipped
from app.demo.office_work import (
    means_of_last_year,
    month_of_corrections,
    prisoners_child,
    resettled,
    training_days,
)
from app.demo.recording import numbers, record_case
from app.demo.screens import take_screens
from app.errors import ActionableError
from app.exports.county import county_workbook
from app.paths import Profile
from app.printing.dossier import missing_in_dossier, print_dossier
from app.printing.page import PageSetup
from app.services import setup
from app.services.desk import Desk
from app.services.settings import Identity

__all__ = ["run"]

OFFICE = Identity(
    kind="office",
    code="640122102",
    name="立岗司法所（练习）",
    county_code="640122",
    county_name="贺兰县",
    practice=True,
)
BUREAU = Identity(
    kind="bureau",
    code="640122",
    name="贺兰县司法局（练习）",
    county_code="640122",
    county_name="贺兰县",
    practice=True,
)
COUNTED_YEARS = 20
"""The published cases are up to thirteen years old; the workbook of the demo counts them all."""

COMMITTEE = {"name": "立岗镇人民调解委员会", "short_name": "立岗", "kind": "township"}


@dataclass
class Report:
    """What becomes ``summary.json``."""

    password: str
    seconds: dict[str, float] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time a step and say that it is under way."""
        print(f"{name} …", flush=True)
        start = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - start, 3)

    def write(self, path: Path, *, equal: bool) -> None:
        """Keep the report beside the files it speaks of."""
        body = {
            "merged_equals_sent": equal,
            "practice_password": self.password,
            **self.facts,
            "seconds": self.seconds,
        }
        path.write_text(json.dumps(body, ensure_ascii=False, indent=2) + "\n", "utf-8")


def run(out: Path, *, cases: Path | None = None) -> int:
    """Do it all below ``out``; returns 0 only if what was merged equals what was sent."""
    _empty_enough(out)
    report = Report(secrets.token_urlsafe(9))
    now = local_now()

    def clock() -> datetime:
        return now

    with report.step("创建练习所和练习局"):
        office, _ = setup.create(Profile(out / "office"), OFFICE, report.password, clock=clock)
        bureau, _ = setup.create(Profile(out / "bureau"), BUREAU, report.password, clock=clock)
    try:
        with report.step("登记案件"):
            recorded = _record(office, cases or shipped(), report)
        with report.step("打印卷宗"):
            _print(office, recorded, out / "dossiers", report)
        with report.step("登记社区矫正、安置帮教和培训"):
            month_of_corrections(office.corrections, now.date())
            resettled(office.resettlement, now.date())
            prisoners_child(office.resettlement, now.date())
            means_of_last_year(office.resettlement, now.date())
            training_days(office.training, now.date())
        with report.step("交换密钥"):
            _enrol(office, bureau, out / "stick")
        equal = _carry(office, bureau, out, report, now)
        returned = _answer(office, bureau, recorded[-1], out, report)
        with report.step("汇总表"):
            workbook = out / "county.xlsx"
            since = now.date().replace(year=now.year - COUNTED_YEARS, month=1, day=1)
            workbook.write_bytes(county_workbook(bureau.bureau, since=since, until=now.date()))
            report.facts["workbook"] = str(workbook.relative_to(out))
        with report.step("窗口截图"):
            shots = take_screens(office, bureau, out / "screens", returned=returned)
            report.facts["screens"] = [str(shot.relative_to(out)) for shot in shots]
    finally:
        office.close()
        bureau.close()
    report.write(out / "summary.json", equal=equal)
    print(
        "一致：县局合并的与所里报送的相同。" if equal else "不一致！请看 summary.json。", flush=True
    )
    return 0 if equal else 1


def _empty_enough(out: Path) -> None:
    """The demo never writes over an office: its folder must be new or empty."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        taken = any(out.iterdir())
    except OSError as error:
        raise ActionableError(
            "D02", f"不能在“{out.name}”里写文件。", do="请换一个可写的文件夹。"
        ) from error
    if taken:
        raise ActionableError(
            "D03", f"文件夹“{out.name}”不是空的。", do="请指定一个新的文件夹，以免盖掉原有文件。"
        )


def _record(office: Desk, cases: Path, report: Report) -> list[str]:
    committee = office.mediation.committees.save(COMMITTEE)
    samples = read_cases(cases)
    for name in dict.fromkeys(name for case in samples for name in case.mediators):
        office.mediation.committees.save_mediator(committee, {"name": name, "full_time": True})
    recorded = [record_case(office.mediation, case, committee) for case in samples]
    report.facts["cases"] = len(recorded)
    return recorded


def _print(office: Desk, cases: list[str], folder: Path, report: Report) -> None:
    folder.mkdir()
    printed = []
    for case, number in numbers(office.mediation, cases).items():
        plan = office.mediation.binding.plan(case)
        made = print_dossier(plan, author=OFFICE.code, setup=PageSetup(practice=True))
        office.mediation.binding.remember(case)
        path = folder / f"{number}.pdf"
        path.write_bytes(made.pdf)
        printed.append(
            {
                "file": f"{folder.name}/{path.name}",
                "pages": len(made.pages.pages),
                "missing_parts": [p.missing for p in office.mediation.dossier.missing(case)],
                "missing_glyphs": [str(glyph) for glyph in missing_in_dossier(plan)],
            }
        )
    report.facts["dossiers"] = printed


def _enrol(office: Desk, bureau: Desk, stick: Path) -> None:
    """The key files go to and fro; the digits are compared as on the telephone (K3)."""
    stick.mkdir()
    offer = office.reports.keys.export_offer(stick)
    seen = bureau.bureau.keys.read_offer(offer)
    spoken = office.reports.keys.own()
    _same(seen.fingerprint, spoken.fingerprint)
    bureau.bureau.keys.confirm(seen.code, spoken.fingerprint)
    answer = bureau.bureau.keys.export_answer(seen.code, stick)
    county = office.reports.keys.read_answer(answer)
    _same(county.fingerprint, bureau.bureau.keys.own().fingerprint)
    office.reports.keys.confirm_county(county.code, county.fingerprint)


def _same(seen: str, spoken: str) -> None:
    if seen != spoken:
        raise RuntimeError("the fingerprints differ within one program")


def _carry(office: Desk, bureau: Desk, out: Path, report: Report, now: datetime) -> bool:
    """Seal, carry, try, merge, answer; says whether what was merged equals what was sent."""
    stick = out / "stick"
    month = f"{now - timedelta(days=now.day):%Y-%m}"
    with report.step("封存并写入U盘"):
        sent = office.reports.seal_month(month)
        exported = office.reports.export(sent.epoch, sent.number, stick)
    report.facts["package"] = [str(file.relative_to(out)) for file in exported.files]
    with report.step("县局核验并合并"):
        merged: dict[str, int] = {}
        refused = []
        for found in bureau.bureau.inspect([stick]):
            if found.problem is not None:
                refused.append({"file": found.parcel.label, "reason": str(found.problem)})
                continue
            accepted = bureau.bureau.accept(found.parcel)
            bureau.bureau.write_receipt(accepted.office, accepted.digest, stick)
            for count in accepted.counts:
                merged[count.table] = count.new + count.changed + count.deleted
    with report.step("回执回到所里"):
        for receipt in sorted(stick.glob("*.sfr")):
            office.reports.import_receipt(receipt)
    status = office.reports.status()
    received = status.last_received is not None
    problems = bureau.bureau.recount(OFFICE.code)
    sent_counts = {table: count for table, count in sent.counts.items() if count}
    merged = {table: count for table, count in merged.items() if count}
    report.facts |= {
        "sent": sent_counts,
        "merged": merged,
        "refused": refused,
        "receipt_confirmed": received,
        "recount_problems": problems,
    }
    return received and not refused and not problems and sent_counts == merged


def _answer(office: Desk, bureau: Desk, case: str, out: Path, report: Report) -> str:
    """What the county says of the month goes home on the same stick; the uid of what it returned."""
    with report.step("县局审核并写反馈"):
        answer = write_answer(bureau, OFFICE.code, case, out / "stick")
    with report.step("反馈回到所里"):
        number = numbers(office.mediation, [answer.returned])[answer.returned]
        said = bring_home(office, answer, number)
    files = [str(file.relative_to(out)) for file in answer.files]
    report.facts["answer"] = {"files": files, **said}
    return answer.returned
