"""Install the rivals of the benchmarks into this environment, each alone, and note what refuses.

Run by ``make bench`` with the environment's own interpreter: ``python benchmarks/rivals.py``. Our
own locked versions are not moved: a rival that needs others is left out, and why is written down
beside the environment, where the benchmarks read it.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    left_out = []
    with tempfile.TemporaryDirectory() as place:
        pins = Path(place) / "pins.txt"
        lock = (HERE.parent / "requirements-dev.lock").read_text("utf-8")
        pinned = re.findall(r"^[\w.-]+==\S+(?: *;[^\\\n]*)?", lock, re.MULTILINE)
        pins.write_text("\n".join(pinned), encoding="utf-8")
        for line in (HERE / "rivals.txt").read_text("utf-8").splitlines():
            if line and not line.startswith("#"):
                reason = installed(line, pins)
                if reason:
                    left_out.append(f"{line}\t{reason}")
                    print(f"left out: {line}: {reason}")
    told = Path(sys.prefix) / "rivals-left-out.txt"
    told.write_text("\n".join([*left_out, ""]), encoding="utf-8")


def installed(rival: str, pins: Path) -> str:
    """Install one rival; return why it cannot be, or nothing."""
    uv = [str(Path(sys.executable).parent / "uv"), "pip", "install", "--quiet"]
    done = subprocess.run(
        [*uv, "--python", sys.executable, "--constraint", str(pins), rival],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        return ""
    said = re.sub(r"\W{2,}(?=[A-Z])|\s+", " ", done.stderr).strip()
    because = re.search(r"Because (.*?)(?:, we can|\.? And| we can conclude|$)", said)
    return (because[1] if because else said)[:200]


if __name__ == "__main__":
    main()
