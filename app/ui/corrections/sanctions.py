"""奖惩与查找 of one person: absence and search, the register of sanctions, electronic positioning.

The counters and the length of an absence are shown with the rule behind them; a button drafts the
proposal that fits, the clerk completes it and the county decides.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QMenu

from app.forms import corrections_sanctions as forms
from app.forms.codes import label, table
from app.forms.corrections_entries import STEP
from app.forms.definition import Field, Form, Kind, Problem
from app.rules.sanctions import fits_category
from app.services.corrections.absences import EpisodeView
from app.ui import theme
from app.ui.corrections.forms import hidden
from app.ui.corrections.lists import CardsTab, card, print_slip, words_label
from app.ui.county_bar import ruling_about
from app.ui.dated_rows import DatedRows, RowActions, RowStep
from app.ui.desk_tools import DeskTools

__all__ = ["SanctionsTab"]

LOST_CONTROL = hidden(STEP, frozenset({"after"}))
"""The step to 脱管, whose target is known."""


class SanctionsTab(CardsTab):
    """The tab."""

    def __init__(self, tools: DeskTools, uid: str) -> None:
        super().__init__(tools, uid)
        self._desk = tools.desk.corrections
        self._category = self._desk.persons.card(uid).category
        self._episodes: list[EpisodeView] = []
        self.absence_words, self.ladder_words = words_label(), words_label()
        self.put(card("现在", self.absence_words, self.ladder_words))
        self.absences = self._absences()
        self.searches = self._searches()
        self.sanctions = self._sanctions()
        self.put(self.absences)
        self.put(self.sanctions)
        others = [self.add_list(name) for name in ("positioning", "reoffence", "incident")]
        self.put_abreast([self.searches, *others])
        self.lists |= {
            "absence": self.absences,
            "search": self.searches,
            "sanction": self.sanctions,
        }
        self.reload()

    # -- what stands --------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read everything again."""
        self._episodes = self._desk.absences.episodes(self._uid)
        self._state = self._desk.persons.card(self._uid).state
        super().reload()
        missing = self._open()
        self.absences.new.setVisible(missing is None)
        self.searches.new.setVisible(missing is not None)
        words, tone = "没有正在处理的脱离监管。", "muted"
        if missing is not None:
            words = f"{label('absence_cause', missing.cause)}第{missing.days}天，已查找{missing.searches}次。"
            words, tone = words + missing.message, "problem"
        self.absence_words.setText(words)
        theme.set_role(self.absence_words, tone)
        self._say_ladder()

    def _say_ladder(self) -> None:
        ladder = self._desk.sanctions.ladder(self._uid)
        counted = []
        for kind, days in (
            ("admonition", ladder.admonitions),
            ("warning", ladder.warnings),
            ("public_security", ladder.punishments),
        ):
            dates = "、".join(f"{day:%Y-%m-%d}" for day in days)
            name = label("sanction_kind", kind).removeprefix("提请")
            counted.append(f"{name}{len(days)}次{f'（{dates}）' if dates else ''}")
        words = f"本次矫正期间有效的：{'，'.join(counted)}。"
        self.ladder_words.setText(f"{words}\n{ladder.message}" if ladder.message else words)
        theme.set_role(self.ladder_words, "warning" if ladder.kind else "muted")

    def _open(self) -> EpisodeView | None:
        return next((one for one in self._episodes if one.open), None)

    # -- absence and search -------------------------------------------------------------------------

    def _absences(self) -> DatedRows:
        absences, uid = self._desk.absences, self._uid
        section = DatedRows(
            "脱离监管",
            forms.ABSENCE,
            (
                "cause",
                "first_absent_on",
                "discovered_on",
                Field("found_on", "查回日期", Kind.DATE),
                Field("days", "天数", Kind.NUMBER),
                Field("excuse", "正当理由", Kind.CHOICE, codes="excuse"),
            ),
            self._tools,
            RowActions(
                load=self._episode_rows,
                add=lambda values: absences.open(uid, values),
                edit=absences.edit,
                ask=lambda values, row: absences.check(uid, values, row),
            ),
            scope=f"{forms.ABSENCE.code}/{uid}",
            empty="没有。联系不上、擅自离开、逾期未归的，点“新增”登记，天数自动算。",
            fresh=lambda: {
                "cause": "no_contact",
                "first_absent_on": self._tools.today(),
                "discovered_on": self._tools.today(),
            },
            context=self._tools.context(),
            steps=(
                RowStep("转为脱管", self._give_up, lambda r: r["open"] and self._state == "lost"),
                RowStep("登记查回", self._found, lambda r: r["open"]),
                RowStep("起草建议", self._draft, lambda r: bool(r["offer"])),
            ),
        )
        section.changed.connect(lambda: self.done("脱离监管已登记，请立即查找并报告县级。"))
        return section

    def _episode_rows(self) -> list[dict[str, Any]]:
        return [
            {
                **one.values,
                "found_on": one.found_on,
                "excuse": one.excuse or None,
                "days": one.days,
                "open": one.open,
                "offer": one.offer,
            }
            for one in reversed(self._episodes)
        ]

    def _give_up(self, row: dict[str, Any]) -> None:
        self._ask(
            LOST_CONTROL,
            row,
            lambda values: self._desk.absences.give_up_search(row["uid"], values),
            {"after": "out_of_control", "happened_on": self._tools.today()},
            title="转为脱管",
        )

    def _found(self, row: dict[str, Any]) -> None:
        self._ask(
            forms.FOUND,
            row,
            lambda values: self._desk.absences.found(row["uid"], values),
            {"found_on": self._tools.today()},
        )

    def _draft(self, row: dict[str, Any]) -> None:
        """Draft the proposal that fits the length; kind and words are the clerk's to change."""
        episode = next(one for one in self._episodes if one.uid == row["uid"])
        self._propose(episode.offer, episode)

    def _searches(self) -> DatedRows:
        section = DatedRows(
            "查找记录",
            forms.SEARCH,
            ("searched_at", "way", "target", "result"),
            self._tools,
            RowActions(
                load=lambda: self._desk.absences.searches(self._uid),
                add=self._add_search,
            ),
            scope=f"{forms.SEARCH.code}/{self._uid}",
            empty="没有。失去联系的，每查找一次登记一条。",
            fresh=lambda: {
                "searched_at": self._tools.desk.clock().replace(second=0, microsecond=0),
                "way": "call",
                "result": "nothing",
            },
            context=self._tools.context(),
            steps=(
                RowStep(
                    "打印",
                    lambda row: print_slip(self, self._tools, self._uid, forms.SEARCH, row),
                ),
            ),
        )
        section.changed.connect(lambda: self.done("查找记录已保存。"))
        return section

    def _add_search(self, values: dict[str, Any]) -> None:
        missing = self._open()
        self._desk.absences.search(missing.uid if missing else "", values)

    # -- sanctions ------------------------------------------------------------------------------------

    def _sanctions(self) -> DatedRows:
        service, uid = self._desk.sanctions, self._uid
        section = DatedRows(
            "奖惩",
            forms.SANCTION,
            (
                "kind",
                "conduct_on",
                "proposed_on",
                Field("standing", "进展"),
                Field("decided_on", "决定日期", Kind.DATE),
                Field("decision_number", "文号"),
            ),
            self._tools,
            RowActions(
                load=lambda: service.rows(uid),
                add=lambda values: service.propose(uid, values),
                edit=service.edit,
                remove=service.remove,
                ask=lambda values, row: service.check(uid, values, row),
            ),
            scope=f"{forms.SANCTION.code}/{uid}",
            empty="没有。奖惩由县级或者公安、法院决定，本所提出建议，登记结果。",
            fresh=lambda: service.draft(uid, "admonition", self._tools.today()),
            context=self._tools.context(),
            steps=(
                RowStep("登记结果", self._answer, lambda r: not r["revoked_on"]),
                RowStep(
                    "登记撤销",
                    self._revoke,
                    lambda r: r["result"] == "approved" and not r["revoked_on"],
                ),
                RowStep(
                    "打印建议",
                    lambda row: print_slip(self, self._tools, uid, forms.SANCTION, row),
                ),
            ),
        )
        section.new.setText("提出建议")
        menu = QMenu(section.new)
        for entry in table("sanction_kind"):
            if not fits_category(entry.code, self._category):
                menu.addAction(entry.label, lambda kind=entry.code: self._propose(kind))
        section.new.setMenu(menu)
        theme.set_role(section.new, "link-menu")
        section.changed.connect(lambda: self.done("建议已保存。收到结果后登记文号。"))
        return section

    def _propose(self, kind: str, episode: EpisodeView | None = None) -> None:
        service, uid = self._desk.sanctions, self._uid
        day = episode.first_absent_on if episode else self._tools.today()
        facts = episode.facts if episode else ""

        def ask(values: dict[str, Any]) -> list[Problem]:
            return service.check(uid, values)

        if self._tools.fill(
            self,
            forms.SANCTION,
            lambda values: service.propose(
                uid, values, episode_uid=episode.uid if episode else None
            ),
            scope=f"{forms.SANCTION.code}/{uid}/new",
            title=f"{label('sanction_kind', kind)}：提出建议",
            about="事实和依据请逐项核对；有无正当理由、是否仍不改正由人判断，由县级或者有关机关决定。",
            values=service.draft(uid, kind, day, facts),
            ask=ask,
        ):
            self.done("建议已保存。收到结果后登记文号。")

    def _answer(self, row: dict[str, Any]) -> None:
        known = {f.name: row[f.name] for f in forms.SANCTION_ANSWER.fields() if row.get(f.name)}
        ruling = self._tools.desk.county_says.ruling("sanction", row["uid"])
        said = {k: v for k, v in ruling.values.items() if v} if ruling and not known else {}
        self._ask(
            forms.SANCTION_ANSWER,
            row,
            lambda values: self._desk.sanctions.answer(row["uid"], values),
            {"result": "approved", "decided_on": self._tools.today(), **known, **said},
            about=ruling_about(ruling) if said else "",
        )

    def _revoke(self, row: dict[str, Any]) -> None:
        self._ask(
            forms.SANCTION_REVOKED,
            row,
            lambda values: self._desk.sanctions.revoke(row["uid"], values),
            {"revoked_on": self._tools.today()},
        )

    def _ask(
        self,
        form: Form,
        row: dict[str, Any],
        submit: Any,
        values: dict[str, Any],
        *,
        title: str = "",
        about: str = "",
    ) -> None:
        if self._tools.fill(
            self,
            form,
            submit,
            scope=f"{form.code}/{self._uid}/{row['uid']}",
            title=title,
            about=about,
            values=values,
        ):
            self.done(f"{title or form.title}已保存。")
