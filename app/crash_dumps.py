"""No copy of the memory is written when the program dies: names and keys would lie in it (trust E4).

Linux: no core file, here and in the children. Windows: no error report, and where one is made all the
same, none with the heap. Only the standard library: this runs before anything else is loaded. What an
administrator switches on for the whole PC against this is beyond the program.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import Any

__all__ = ["switch_off"]

SEM_FAILCRITICALERRORS, SEM_NOGPFAULTERRORBOX = 0x0001, 0x0002
WER_FAULT_REPORTING_FLAG_NOHEAP = 0x0001


def switch_off(kernel: Any = None) -> None:
    """For this process and what it starts; never fails. ``kernel`` stands for kernel32 in tests."""
    if sys.platform == "win32" or kernel is not None:
        with suppress(OSError, AttributeError):  # a Windows that lacks one of them
            _on_windows(kernel)
        return
    import resource

    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _on_windows(kernel: Any) -> None:
    if kernel is None:
        import ctypes

        kernel = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined,unused-ignore]
    before = kernel.GetErrorMode()
    kernel.SetErrorMode(before | SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX)
    kernel.WerSetFlags(WER_FAULT_REPORTING_FLAG_NOHEAP)
