"""What a clerk can act on.

An ``ActionableError`` is the world's fault (a full disk, a damaged package, a form not yet
complete): its text is shown as it stands and says what happened, whether the data are safe and
what to do now (trust rule E6). Every other exception is ours: logged, with a calm dialog.
"""

from __future__ import annotations

from typing import Self


class ActionableError(Exception):
    """A plain Chinese message for the clerk, with a short code for the telephone.

    ``what`` happened, whether the data are ``safe``, what to ``do`` now.
    """

    def __init__(
        self, code: str, what: str, *, safe: str = "已保存的数据没有变化。", do: str = ""
    ) -> None:
        self.code = code
        self.what = what
        self.safe = safe
        self.do = do
        super().__init__(f"{what}{safe}{do}（代码 {code}）")

    def about(self, name: str) -> Self:
        """The same, naming the file, row or field of several that it is about."""
        self.what = f"“{name}”：{self.what}"
        self.args = (f"{self.what}{self.safe}{self.do}（代码 {self.code}）",)
        return self
