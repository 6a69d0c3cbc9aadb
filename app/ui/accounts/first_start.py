"""First start: from nothing to a desk, in four pages (J1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
    QWizard,
    QWizardPage,
)

from app.paths import Profile
from app.services import setup
from app.services.desk import Desk
from app.services.settings import Identity, sample_offices
from app.services.setup import RecoveryKey
from app.ui import background, dialogs
from app.ui.parts import scrolling
from app.ui.passwords import NewPassword, problem_line
from app.ui.sizes import room
from app.ui.store.recovery_proof import RecoveryProof
from app.ui.theme import px, set_role

__all__ = ["FirstStart"]

Clock = Callable[[], datetime]

WELCOME = (
    "本程序在这台电脑上办理人民调解、社区矫正、安置帮教和队伍培训，不需要联网。\n\n"
    "全部数据加密保存在这台电脑里，用您的密码打开。\n\n"
    "请注意：\n"
    "· 不得用来处理国家秘密。\n"
    "· 本程序没有做等级保护和商用密码测评，不能代替这两项工作。\n"
    "· 密码和恢复密钥都丢失时，数据谁也打不开。"
)


class _Page(QWizardPage):
    """A page with its title and a column of fields; on a low screen in a large type it scrolls."""

    def __init__(self, title: str, subtitle: str = "") -> None:
        super().__init__()
        self.setTitle(title)
        self.setSubTitle(subtitle or " ")
        inner = QWidget()
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(0, 0, px(8), 0)
        self.column.setSpacing(px(10))
        self.whole = QVBoxLayout(self)
        self.whole.addWidget(scrolling(inner))


class WelcomePage(_Page):
    """What the program is for, and what it is not for."""

    def __init__(self) -> None:
        super().__init__("欢迎使用司法所工作台", "开始之前，请看以下几点。")
        words = QLabel(WELCOME)
        words.setWordWrap(True)
        self.column.addWidget(words)
        self.read = QCheckBox("我已看过，不在本程序中处理国家秘密")
        self.read.toggled.connect(self.completeChanged)
        self.column.addSpacing(px(8))
        self.column.addWidget(self.read)
        self.restore = QPushButton("换了电脑或重装过系统？从备份恢复…")
        set_role(self.restore, "link")
        self.column.addSpacing(px(8))
        self.column.addWidget(self.restore)
        self.column.addStretch()

    def isComplete(self) -> bool:  # noqa: N802 - Qt's name
        """Only after the tick."""
        return self.read.isChecked()


PRACTICE = "练习所：只用编造的人和事，屏幕和文书都标明“练习”，不能向县局报送"
PRACTICE_BUREAU = "练习用的县局：只收练习所的报送包，屏幕和文书都标明“练习”"


class IdentityPage(_Page):
    """Office or bureau, which one, and whether only for practice."""

    def __init__(self) -> None:
        super().__init__("这台电脑给谁用", "名称和编码会印在文书和报送包上，以后不能改编码。")
        self.office = QRadioButton("司法所")
        self.bureau = QRadioButton("县（区）司法局")
        self.office.setChecked(True)
        group = QButtonGroup(self)
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        form.setVerticalSpacing(px(10))
        kinds = QVBoxLayout()
        for button in (self.office, self.bureau):
            group.addButton(button)
            kinds.addWidget(button)
        form.addRow("使用单位", kinds)
        self.sample = QComboBox()
        self._offer()
        form.addRow("从名单中选", self.sample)
        self.name, self.code = QLineEdit(), QLineEdit()
        self.county, self.county_code = QLineEdit(), QLineEdit()
        self.name.setPlaceholderText("例如：立岗司法所")
        self.code.setPlaceholderText("乡镇（街道）9 位统计代码，例如 640122102")
        self.county.setPlaceholderText("例如：贺兰县")
        self.county_code.setPlaceholderText("6 位行政区划代码，例如 640122")
        form.addRow("单位名称", self.name)
        form.addRow("单位编码", self.code)
        form.addRow("所在县（区）", self.county)
        form.addRow("县（区）代码", self.county_code)
        self.column.addLayout(form)
        self.practice = QCheckBox(PRACTICE)
        self.column.addWidget(self.practice)
        self.problem = problem_line()
        self.whole.addWidget(self.problem)  # below what scrolls, where it is seen while one types
        self.column.addStretch()
        self.sample.currentIndexChanged.connect(self._fill)
        group.buttonToggled.connect(self._kind_changed)
        for line in (self.name, self.code, self.county, self.county_code):
            line.textChanged.connect(self.completeChanged)

    def _offer(self) -> None:
        """The offices there are, or the bureaus they belong to."""
        chosen, bureau = self.sample.currentData(), self.bureau.isChecked()
        self.sample.blockSignals(True)
        self.sample.clear()
        self.sample.addItem("自己填写", None)
        seen: set[str] = set()
        for office in sample_offices():
            if not bureau:
                self.sample.addItem(f"{office.county_name} {office.name}", office)
            elif office.county_code not in seen:
                self.sample.addItem(f"{office.county_name}司法局", office)
            seen.add(office.county_code)
        if chosen is not None:  # at a bureau any office stands for its county
            offered = [self.sample.itemData(at) for at in range(1, self.sample.count())]
            same = [
                one.county_code == chosen.county_code and (bureau or one == chosen)
                for one in offered
            ]
            self.sample.setCurrentIndex(same.index(True) + 1 if any(same) else 0)
        self.sample.blockSignals(False)

    def _fill(self) -> None:
        office = self.sample.currentData()
        if office is None:
            return
        bureau = self.bureau.isChecked()
        self.name.setText(f"{office.county_name}司法局" if bureau else office.name)
        self.code.setText(office.county_code if bureau else office.code)
        self.county.setText(office.county_name)
        self.county_code.setText(office.county_code)

    def _kind_changed(self) -> None:
        bureau = self.bureau.isChecked()
        self.name.setPlaceholderText("例如：贺兰县司法局" if bureau else "例如：立岗司法所")
        self.code.setPlaceholderText(
            "6 位行政区划代码，例如 640122"
            if bureau
            else "乡镇（街道）9 位统计代码，例如 640122102"
        )
        self.practice.setText(PRACTICE_BUREAU if bureau else PRACTICE)
        self._offer()
        self._fill()
        self.completeChanged.emit()

    def identity(self) -> Identity:
        """What stands on the page."""
        return Identity(
            kind="bureau" if self.bureau.isChecked() else "office",
            code=self.code.text().strip(),
            name=self.name.text().strip(),
            county_code=self.county_code.text().strip(),
            county_name=self.county.text().strip(),
            practice=self.practice.isChecked(),
        )

    def problems(self) -> str:
        """The first thing to put right, in words; empty if all is well."""
        who = self.identity()
        digits = 6 if who.kind == "bureau" else 9
        if not who.name:
            return "请填写单位名称。"
        if not (who.code.isascii() and who.code.isdigit() and len(who.code) == digits):
            return f"单位编码应为 {digits} 位数字。"
        if not (
            who.county_code.isascii() and who.county_code.isdigit() and len(who.county_code) == 6
        ):
            return "县（区）代码应为 6 位数字。"
        if not who.code.startswith(who.county_code):
            return "单位编码的前 6 位应与县（区）代码相同。"
        return ""

    def isComplete(self) -> bool:  # noqa: N802 - Qt's name
        """Only when every line is right; says what is not, once something was typed."""
        problem = self.problems()
        typed = bool(self.name.text() or self.code.text())
        self.problem.setText(problem if typed else "")
        return not problem


class PasswordPage(_Page):
    """The password, twice, with a word on its strength."""

    def __init__(self) -> None:
        super().__init__("设置密码", "每次打开程序都要输入。建议用一句话加几个数字，好记又不易猜。")
        self.new = NewPassword()
        self.new.changed.connect(self.completeChanged)
        self.person = QLineEdit()
        self.person.setPlaceholderText("加密保存；同事的账号以后在“账号与权限”里建")
        self.new.ask_before("您的姓名", self.person)
        self.column.addWidget(self.new)
        self.column.addStretch()

    def initializePage(self) -> None:  # noqa: N802 - Qt's name
        """The wizard gives the keyboard to what comes first."""
        self.new.put_in_order()

    def isComplete(self) -> bool:  # noqa: N802 - Qt's name
        """Long enough, not a mere number, and the same twice."""
        return not self.new.problem()


class RecoveryPage(_Page):
    """The recovery key: shown, printed, and proved by typing it again."""

    def __init__(self) -> None:
        super().__init__(
            "保存恢复密钥", "忘记密码时只有它能打开数据。请打印后锁进保险柜，或者分给三个人保管。"
        )
        self.proof = RecoveryProof()
        self.proof.changed.connect(self.completeChanged)
        self.column.addWidget(self.proof)
        self.column.addStretch()

    def isComplete(self) -> bool:  # noqa: N802 - Qt's name
        """Only once it was typed again without a slip."""
        return self.proof.proved()


class FirstStart(QWizard):
    """The wizard; ``desk`` is the new desk once it was accepted.

    ``restored`` says that a backup was brought to this PC instead: the password opens it then.
    """

    def __init__(self, profile: Profile, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._profile, self._clock = profile, clock
        self.desk: Desk | None = None
        self.restored = False
        self.setWindowTitle("第一次启动")
        self.setWizardStyle(QWizard.WizardStyle.ModernStyle)
        widest, highest = room(self)
        self.setMinimumSize(min(px(660), widest), min(px(560), highest))
        for button, words in (
            (QWizard.WizardButton.BackButton, "上一步"),
            (QWizard.WizardButton.NextButton, "下一步"),
            (QWizard.WizardButton.FinishButton, "开始使用"),
            (QWizard.WizardButton.CancelButton, "退出"),
        ):
            self.setButtonText(button, words)
        self.welcome, self.who = WelcomePage(), IdentityPage()
        self.password, self.recovery = PasswordPage(), RecoveryPage()
        self.password.setCommitPage(True)
        self.welcome.restore.clicked.connect(self.use_backup)
        self.setButtonText(QWizard.WizardButton.CommitButton, "创建")
        for page in (self.welcome, self.who, self.password, self.recovery):
            self.addPage(page)

    def use_backup(self) -> None:
        """An office moves to this PC: its backup instead of a new store."""
        from app.ui.store.restore_dialog import RestoreDialog

        if RestoreDialog(self._profile, self._clock, self).exec():
            self.restored = True
            super().reject()

    def validateCurrentPage(self) -> bool:  # noqa: N802 - Qt's name
        """Leaving the password page makes the store; the page is left when it stands."""
        if self.currentPage() is not self.password or self.desk is not None:
            return True
        identity, password = self.who.identity(), self.password.new.text()
        name = self.password.person.text()
        background.run(
            self,
            "正在创建加密数据库",
            lambda _: setup.create(self._profile, identity, password, clock=self._clock, name=name),
            done=self._made,
            can_cancel=False,
        )
        return False

    def _made(self, made: tuple[Desk, RecoveryKey]) -> None:
        self.desk, recovery = made
        self.recovery.proof.show_key(self.who.identity(), recovery, self._clock().date())
        self.password.new.clear()
        self.next()

    def reject(self) -> None:
        """Leaving before the key was proved throws the empty store away."""
        if self.desk is not None and not dialogs.ask(
            self,
            "恢复密钥还没有确认。",
            "现在退出，下次启动可以用密码打开，但没有恢复密钥可用。",
            yes="退出",
            no="回去确认",
        ):
            return
        super().reject()
