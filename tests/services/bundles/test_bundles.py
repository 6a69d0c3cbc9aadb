"""A county sets, signs and hands out; an office looks, takes, and works by it from its day on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.data_files import laid_over, lay_over
from app.errors import ActionableError
from app.forms.codes import table
from app.forms.texts import text
from app.models.account import Account
from app.models.bundles import CountyBundle
from app.rules.profiles import rule_book
from app.services.bundles.county import CountyBundles
from app.services.bundles.office import OfficeBundles
from app.services.rules import RulesService
from app.sync.bundle import BundleRefused, Reason, read_kept, write_bundle
from app.sync.bundle_kept import allowed_suites
from app.sync.enrolment import NotEnrolled, keys_of
from app.sync.refusal import Refusal, Refused
from tests.services.bundles.conftest import DOCUMENT, FROM, OATH, RISK, RULE, bring
from tests.sync.county import BUREAU, LIGANG, XIGANG, County, Office, make_county

BEFORE = FROM - timedelta(days=1)


def required(on: date) -> object:
    return rule_book("training", BUREAU).resolve("training.required_days", on, cls="head").value


def choices(on: date) -> list[str]:
    return [entry.label for entry in table("risk").at(on)]


# --- at the bureau -------------------------------------------------------------------------------


def test_what_would_change_is_said_before_signing(bureau, tmp_path):
    bring(bureau, tmp_path, "training.toml", RULE)
    bring(bureau, tmp_path, "risk.toml", RISK)
    trial = bureau.trial()
    assert trial.version == 1
    assert trial.ready
    words = [one.words for one in trial.differences]
    assert "新增“较高”" in words
    assert "停用“中”" in words
    assert any("（所长）：15天 → 16天，依据“贺兰2027”" in one for one in words)
    assert {one.since for one in trial.differences} == {FROM}


def test_what_is_wrong_keeps_it_from_being_signed(bureau, tmp_path):
    bring(bureau, tmp_path, "risk.toml", RISK.replace('label = "低"', "label = 3"))
    with pytest.raises(ActionableError, match=r"codes/risk.toml 第 7 行 label") as caught:
        bureau.sign()
    assert caught.value.code == "G13"
    assert bureau.versions() == []
    assert laid_over() == ()


def test_the_same_again_is_not_signed_twice(bureau, signed):
    with pytest.raises(ActionableError) as caught:
        bureau.sign()
    assert caught.value.code == "G14"


def test_a_version_says_who_signed_it_by_name(bureau, signed):
    """Not by the number of the account."""
    assert bureau.versions()[0].signed_by == ""  # a store without accounts
    with bureau._database.begin() as session:
        session.add(
            Account(
                office=bureau.office,
                id="u1",
                name="测局长",
                roles=[],
                made_at=datetime(2026, 3, 2),
            )
        )
        session.scalars(select(CountyBundle)).one().taken_by = "u1"
    assert bureau.versions()[0].signed_by == "测局长"


def test_every_file_that_may_be_exported_has_a_chinese_name(bureau):
    assert [one.title for one in bureau.originals() if one.title.isascii()] == []
    named = [one.title.split("：")[-1] for one in bureau.originals()]
    assert [words for words in named if words.isascii()] == []


def test_a_version_counts_up_and_counts_at_the_bureau_as_well(bureau, signed, tmp_path):
    assert required(BEFORE) == 15
    assert required(FROM) == 16
    bring(bureau, tmp_path, "training.toml", RULE.replace("16", "17"), since=date(2027, 6, 1))
    assert bureau.sign().version == 2
    assert [required(d) for d in (BEFORE, FROM, date(2027, 6, 1))] == [15, 16, 17]


def test_a_profile_cut_by_a_later_edition_is_not_taken_for_a_campaign(bureau, signed, tmp_path):
    """What an office set for a special period gives way to temporary orders only."""
    bring(bureau, tmp_path, "training.toml", RULE.replace("16", "17"), since=date(2027, 1, 10))
    bureau.sign()
    ours = [p for p in rule_book("training", BUREAU).profiles if p.id == "helan-2027"]
    assert [p.effective_to for p in ours] == [None, date(2027, 1, 9)]
    assert not any(p.temporary for p in ours)


def test_a_file_that_is_no_text_is_refused_by_line(bureau, tmp_path):
    path = tmp_path / "risk.toml"
    path.write_bytes(RISK.encode("gbk"))
    with pytest.raises(ActionableError, match="第 1 行不是 UTF-8") as caught:
        bureau.read_file(path)
    assert caught.value.code == "G17"


@pytest.mark.parametrize(
    ("name", "text", "path"),
    [
        ("reporting.toml", "[reporting.zero.training]\ntext = 没有引号\n", "texts/reporting.toml"),
        ("reporting.toml", "[[profile]]\nid = 没有引号\n", "rules/reporting.toml"),
        ("mediation.toml", "[mediation.oath]\ntext = 没有引号\n", "texts/mediation.toml"),
        ("risk.toml", "entries = [ 没有引号 ]\n", "codes/risk.toml"),
        ("risk.toml", "没有引号\n", "codes/risk.toml"),
    ],
)
def test_a_file_that_cannot_be_read_is_known_by_its_lines_before_its_name(
    bureau, tmp_path, name, text, path
):
    """Two folders may have a file of one name: the fault is said of the right one."""
    (tmp_path / name).write_text(text, "utf-8")
    assert bureau.read_file(tmp_path / name).path == path


def test_a_day_or_document_can_be_put_right_before_signing(bureau, tmp_path):
    bring(bureau, tmp_path, "risk.toml", RISK)
    bureau.redate("codes/risk.toml", FROM, date(2027, 1, 1), "贺司发〔2026〕30号")
    (one,) = bureau.trial().files
    assert (one.since, one.source, one.state) == (date(2027, 1, 1), "贺司发〔2026〕30号", "新增")
    bureau.remove("codes/risk.toml", date(2027, 1, 1))
    assert bureau.trial().files == ()


def test_an_original_is_written_to_begin_from(bureau, tmp_path, signed):
    folder = tmp_path / "originals"
    folder.mkdir()
    assert bureau.write_original("codes/risk.toml", folder).read_text("utf-8") == RISK
    holidays = bureau.write_original("rules/holidays.toml", folder)
    assert "[[year]]" in holidays.read_text("utf-8")
    bureau.read_file(holidays)


# --- at an office --------------------------------------------------------------------------------


def test_an_office_looks_first_and_nothing_changes(taker, signed):
    lay_over(())
    view = taker.look(signed)
    assert view.news
    assert view.current == 0
    assert view.note == "十二月十五日起执行"
    assert {one.since for one in view.differences} == {FROM}
    assert taker.current() is None
    assert laid_over() == ()


def test_what_is_taken_counts_from_its_day_on(taker, signed):
    lay_over(())
    taker.take(signed)
    assert (required(BEFORE), required(FROM)) == (15, 16)
    assert choices(BEFORE) == ["高", "中", "低"]
    assert choices(FROM) == ["高", "较高", "低"]
    assert table("risk").label("medium") == "中", "an old record keeps its label"
    key = "application.declaration"
    assert text(key, BEFORE).startswith("人民调解委员会已将")
    assert text(key, FROM) == "我已了解人民调解的规定，自愿申请调解。"


def test_without_a_day_it_is_the_day_at_this_desk(taker, signed, clock):
    taker.take(signed)
    assert text("application.declaration").startswith("人民调解委员会已将")
    clock.set(FROM)
    assert text("application.declaration").startswith("我已了解")


def test_the_rules_page_says_which_document_of_the_county_decided(taker, signed, office):
    taker.take(signed)
    lines = RulesService(office.store).in_force("training", FROM)
    line = next(one for one in lines if "所长" in one.title and one.said == "16天")
    assert line.profile == "贺兰2027"
    assert "由县局配置包带来：贺司发〔2026〕21号" in line.why
    assert any(other.profile == "贺兰2019" for other in line.others)
    profiles = RulesService(office.store).profiles("training")
    assert [p.bundled for p in profiles if p.id == "helan-2027"] == [DOCUMENT]


def test_taking_it_twice_changes_nothing(taker, signed, office):
    taker.take(signed)
    sealed = office.seal()
    again = taker.take(signed)
    assert not again.news
    assert office.reports.status().unsent == 0
    assert sealed.counts["bundle_taken"] == 1


def test_an_older_version_is_refused_with_its_own_code(bureau, taker, signed, tmp_path):
    """Target G7; trust K3: the version never goes down."""
    old = signed.read_bytes()
    bring(bureau, tmp_path, "risk.toml", RISK.replace("较高", "偏高"))
    bureau.sign()
    taker.take(bureau.write(tmp_path))
    signed.write_bytes(old)
    before = laid_over()
    for attempt in (taker.look, taker.take):
        with pytest.raises(BundleRefused) as caught:
            attempt(signed)
        assert caught.value.code == "G01"
    assert taker.current().version == 2
    assert laid_over() == before


def test_two_contents_under_one_version_are_refused(county, bureau, taker, signed):
    taker.take(signed)
    bundle = read_kept(signed.read_bytes())
    other = replace(bundle, note="另一份")
    with county.store.begin() as session:
        data = write_bundle(other, keys_of(session, county.store)[0])
    with pytest.raises(BundleRefused) as caught:
        taker.take_bytes(data)
    assert caught.value.code == Reason.OTHER_CONTENT


def test_a_damaged_or_foreign_bundle_changes_nothing(taker, signed, make_store, tmp_path):
    broken = bytearray(signed.read_bytes())
    broken[-3] ^= 1
    with pytest.raises(Refused) as caught:
        taker.take_bytes(bytes(broken))
    assert caught.value.reason is Refusal.DAMAGED
    (tmp_path / "elsewhere").mkdir()
    other = CountyBundles(make_county(make_store, tmp_path / "elsewhere").store)
    bring(other, tmp_path, "risk.toml", RISK)
    other.sign()
    with pytest.raises(Refused) as caught:
        taker.take(other.write(tmp_path / "elsewhere"))
    assert caught.value.reason is Refusal.UNKNOWN_SIGNER
    assert taker.current() is None


def test_an_office_that_has_no_bureau_yet_is_told_to_exchange_keys(county, signed):
    lone = county.office(LIGANG, enrolled=False)
    with pytest.raises(Refused, match="公钥"):
        OfficeBundles(lone.store).take(signed)


def test_a_practice_bundle_never_reaches_a_real_office(county, taker, bureau, signed):
    bundle = read_kept(signed.read_bytes())
    with county.store.begin() as session:
        practice = replace(bundle, practice=True)
        data = write_bundle(practice, keys_of(session, county.store)[0])
    with pytest.raises(BundleRefused) as caught:
        taker.take_bytes(data)
    assert caught.value.code == Reason.PRACTICE_AT_REAL


def test_content_beyond_this_program_is_refused_by_place(county, taker, signed):
    """A county whose program is newer may know rules that this one does not."""
    bundle = read_kept(signed.read_bytes())
    files = tuple(
        replace(one, text=one.text.replace("required_days", "required_hours"))
        for one in bundle.files
    )
    with county.store.begin() as session:
        newer = replace(bundle, files=files)
        data = write_bundle(newer, keys_of(session, county.store)[0])
    with pytest.raises(BundleRefused, match=r"rules/training.toml 第 8 行 key") as caught:
        taker.take_bytes(data)
    assert caught.value.code == Reason.UNUSABLE
    assert taker.current() is None


# --- who has which -------------------------------------------------------------------------------


def test_the_board_learns_the_version_from_the_package_and_the_office_from_the_receipt(
    county, bureau, office, taker, signed, tmp_path
):
    assert [(o.office, o.state) for o in bureau.offices()] == [(XIGANG, "还没有报来")]
    outcome = office.reports.import_receipt(receipt_of(county, office, "2026-03"))
    assert outcome.answer.bundle == 1
    assert "县局的配置包已到第 1 版，本所还没有导入过" in outcome.message
    taker.take(signed)
    outcome = office.reports.import_receipt(receipt_of(county, office, "2026-04"))
    assert "配置包" not in outcome.message
    (seen,) = bureau.offices()
    assert (seen.version, seen.state) == (1, "已是最新")
    bring(bureau, tmp_path, "risk.toml", RISK.replace("较高", "偏高"))
    bureau.sign()
    assert bureau.offices()[0].state == "还差 1 版"


def test_keys_travel_in_the_bundle_and_a_revoked_office_cannot_seal(
    county, bureau, office, taker, tmp_path
):
    """K3: certificates and revocations; what would be refused is not sealed."""
    bureau.sign()
    bundle = taker.take(bureau.write(tmp_path))
    assert (bundle.version, bundle.files) == (1, 0)
    office.seal()
    county.bureau.keys.revoke(office.code)
    assert bureau.trial().keys_changed
    bureau.sign()
    taker.take(bureau.write(tmp_path))
    with pytest.raises(NotEnrolled, match="作废") as caught:
        office.seal("2026-04")
    assert caught.value.code == "K17"


def test_no_name_of_a_person_stands_in_a_bundle(county, bureau, tmp_path):
    bring(bureau, tmp_path, "mediation.toml", OATH)
    bureau.sign()
    data = bureau.write(tmp_path).read_bytes()
    assert read_kept(data).made_at == datetime(2026, 3, 2, 9, 0)
    assert bureau.write(tmp_path).name == "640122-bundle-001.sfb"


def receipt_of(county: County, office: Office, month: str) -> Path:
    """A month carried to the bureau, and its receipt."""
    accepted = county.accept(office.send(month))
    return county.bureau.write_receipt(accepted.office, accepted.digest, office.stick)


# --- what is asked of every program (G6, trust §11) ------------------------------------------------


def test_a_county_asks_for_a_newer_program_and_never_for_an_older_one_again(
    bureau, taker, tmp_path
):
    assert bureau.trial().minimum.reader == 1
    bureau.raise_minimum(1, 2)
    trial = bureau.trial()
    assert trial.ready
    assert "程序至少能读第 1 代配置包 → 程序至少能读第 2 代配置包" in trial.differences[0].words
    bureau.sign()
    file = bureau.write(tmp_path)
    assert read_kept(file.read_bytes()).minimum_reader == 2
    seen = taker.look(file)
    assert seen.differences[0].title == "最低要求"
    for wrong in ((1, 1), (0, 2), (2, 2), (1, 99)):
        with pytest.raises(ActionableError) as caught:
            bureau.raise_minimum(*wrong)
        assert caught.value.code == "G20"


def test_a_program_that_cannot_read_what_is_asked_says_so(bureau, taker, tmp_path, monkeypatch):
    """Target G6: refused in words, nothing changed."""
    bureau.raise_minimum(1, 2)
    bureau.sign()
    file = bureau.write(tmp_path)
    monkeypatch.setattr("app.sync.bundle.READER", 1)
    with pytest.raises(BundleRefused, match="更新") as caught:
        taker.take(file)
    assert caught.value.code == Reason.NEWER_PROGRAM
    assert taker.current() is None


def test_an_older_suite_is_taken_no_more_once_the_county_raised_the_minimum(
    bureau, taker, office, tmp_path, monkeypatch
):
    """Trust §11: the county bundle can raise the minimum; tried with a suite that counts as older."""
    monkeypatch.setattr("app.services.bundles.county.ALLOWED_SUITES", frozenset({1, 2}))
    monkeypatch.setattr("app.sync.bundle.ALLOWED_SUITES", frozenset({1, 2}))
    bureau.raise_minimum(2, 1)
    bureau.sign()
    taker.take(bureau.write(tmp_path))
    with office.store.begin() as session:
        assert allowed_suites(session, office.code) == frozenset()
    assert bureau.trial().minimum.least == (2, 1)
