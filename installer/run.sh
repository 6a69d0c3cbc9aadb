#!/bin/sh
# Opens the window; where there is no display, says so and runs the demo instead.
set -eu
cd "$(dirname "$0")/.."

if [ "$(uname -s)" != Linux ]; then
    exec .venv/bin/python -m app "$@"
fi

# A display that is named but does not answer would abort Qt, so one is opened and closed first.
if [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    reason="There is no display"
elif ! .venv/bin/python -c 'from PySide6.QtGui import QGuiApplication; QGuiApplication([])' 2>/dev/null; then
    reason="The display ${DISPLAY:-$WAYLAND_DISPLAY} does not answer"
else
    exec .venv/bin/python -m app "$@"
fi

out=out/demo
echo "$reason, so the window cannot open. Running the demo instead; its results go to $out."
# The demo starts from nothing each time; what an earlier one made is its own output.
rm -rf "$out"
QT_QPA_PLATFORM=offscreen exec .venv/bin/python -m app demo --out "$out"
