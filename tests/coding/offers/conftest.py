"""The invented studies of these tests, and the page's hand, are found by their names."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
for folder in (HERE, HERE.parents[1] / "app"):
    sys.path.insert(0, str(folder))
