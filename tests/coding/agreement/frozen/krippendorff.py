"""Compute krippendorff.json: alpha by the package krippendorff, on the ratings of irrcac.json.

In an environment of its own:

    python -m pip install krippendorff==0.9.0
    python tests/coding/agreement/frozen/krippendorff.py

One row a matrix: nominal, ordinal, interval and ratio, all digits.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

METRICS = ("nominal", "ordinal", "interval", "ratio")


def main() -> None:
    """Write the file beside this script."""
    sys.path.pop(0)  # this folder, where a file has the package's name
    from krippendorff import alpha

    here = Path(__file__)
    rows = []
    for case in json.loads((here.parent / "irrcac.json").read_text("utf-8")):
        units = case["ratings"].split()
        ratings = np.array([[np.nan if c == "*" else float(c) for c in unit] for unit in units])
        rows.append(
            [float(alpha(reliability_data=ratings.T, level_of_measurement=m)) for m in METRICS]
        )
    lines = ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows)
    here.with_suffix(".json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
