"""``python -m practicelearn``: everything works without a launcher."""

from practicelearn.cli import main

if __name__ == "__main__":
    main()
