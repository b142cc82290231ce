"""What examples and notebooks all ask of the sample is worked out once for them all."""

from __future__ import annotations

import hashlib
import pickle
import shutil
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

__all__ = ["answer_once", "find_once", "found_once", "once"]


def answer_once(patch: pytest.MonkeyPatch, folders: pytest.TempPathFactory) -> None:
    """Let the public functions answer the same question once, as long as the patch holds."""
    import practicelearn as prac

    patch.setattr(prac, "create_study", _laid_out_once(prac.create_study, folders))
    for name in ("corpus", "codings", "frame"):
        patch.setattr(prac.Study, name, once(getattr(prac.Study, name), only=prac.sample_path()))
    patch.setattr(prac.Corpus, "where", once(prac.Corpus.where))
    for estimator in (prac.TopicModel, prac.CodeSuggester):
        patch.setattr(estimator, "fit", _fitted_once(estimator.fit))
    for name in ("merge_codings", "find_themes", "compare_years", "keyness", "Report"):
        patch.setattr(prac, name, once(getattr(prac, name)))


_READ: dict[object, tuple[object, object]] = {}


def _key(value: object) -> object:
    """What tells a question from another: words and numbers as they read, all else as itself."""
    plain = (str, int, float, list, tuple, type(None))
    return repr(value) if isinstance(value, plain) else id(value)  # to count a corpus takes long


def once(function: Callable[..., Any], *, only: Path | None = None) -> Callable[..., Any]:
    """A function that answers the same question once; ``only`` of the study in that folder."""

    def asked(*args: Any, **options: Any) -> Any:
        if only is not None and Path(args[0].path) != only:
            return function(*args, **options)
        named = args if only is None else args[1:]
        given = [(name, _key(value)) for name, value in sorted(options.items())]
        key = (function, *map(_key, named), *given)
        if key not in _READ:  # what was asked is kept, so that no id is used again
            _READ[key] = ((args, options), function(*args, **options))
        return _READ[key][1]

    return asked


def _fitted_once(fit: Callable[..., Any]) -> Callable[..., Any]:
    """An estimator's ``fit`` that learns the same from the same tables once."""

    def fitted(self: Any, *args: Any, **options: Any) -> Any:
        key = (fit.__qualname__, repr(self), *map(_key, args), repr(options))
        if key not in _READ:
            _READ[key] = (args, fit(self, *args, **options))
        self.__dict__.update(_READ[key][1].__dict__)
        return self

    return fitted


def _laid_out_once(
    create: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Any]:
    """``create_study``, which copies a folder where the same study has been made before."""
    import practicelearn as prac

    def created(path: Path, *args: Any, **options: Any) -> Any:
        given = [(name, _key(value)) for name, value in sorted(options.items())]
        key = (create.__qualname__, *map(_key, args), *given)
        if key not in _READ:
            made = create(path, *args, **options)
            kept = tmp_path_factory.mktemp("study") / "kept"
            shutil.copytree(made.path, kept)
            _READ[key] = ((args, options), kept)
            return made
        shutil.copytree(str(_READ[key][1]), path)
        return prac.open_study(path)

    return created


_FOUND: dict[object, tuple[bytes, list[warnings.WarningMessage]]] = {}
_DRAWN: dict[object, bytes] = {}
_MOST_KEPT = 60
_ASKED_OFTEN = {
    "practicelearn.jobs.reports": ["find_themes"],
    "practicelearn.jobs.comparing": ["compare_years", "sensitivity_of"],
    "practicelearn.jobs.cards": ["find_themes"],
    "practicelearn.jobs.cycle": ["find_themes"],
    "practicelearn.jobs.feedback": ["find_themes"],
    "practicelearn.study.deciding": ["find_themes"],
    "practicelearn.app.reached": ["find_themes"],
    "practicelearn.app.releasing": ["find_themes"],
}


def find_once(patch: pytest.MonkeyPatch) -> None:
    """Let jobs that are asked again of the same codings take the answer they had.

    The same is what has the same bytes, to the last figure; each asker gets a copy of its own.
    Themes and their comparison have tests of their own, which find everything anew.
    """
    for module, names in _ASKED_OFTEN.items():
        if module in sys.modules:
            for name in names:
                function = getattr(sys.modules[module], name)
                if not hasattr(function, "found_once"):
                    patch.setattr(sys.modules[module], name, found_once(function))
    if "practicelearn.output.report.blocks" in sys.modules:
        picture = sys.modules["practicelearn.output.report.blocks"].Picture
        patch.setattr(picture, "_written", _drawn_once(picture._written))


def _keep(answers: dict[Any, Any], key: object, answer: object) -> None:
    """Keep the newest: themes hold their corpus, and a worker asks hundreds of questions."""
    if len(answers) >= _MOST_KEPT:
        answers.pop(next(iter(answers)), None)
    answers[key] = answer


def _digest(*asked: object) -> bytes | None:
    try:
        return hashlib.sha256(pickle.dumps(asked)).digest()
    except (pickle.PicklingError, AttributeError, TypeError):
        return None  # what has no bytes is asked anew


def found_once(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function that looks once for what it finds, and gives each asker a copy and its warnings.

    The same question is one of the same bytes, so a table need not be the very same.
    """

    def asked(*args: Any, **options: Any) -> Any:
        digest = _digest(args, sorted(options.items()))
        if digest is None:
            return function(*args, **options)
        key = (function.__module__, function.__qualname__, digest)
        answer = _FOUND.get(key)
        if answer is None:
            with warnings.catch_warnings(record=True) as told:
                warnings.simplefilter("always")
                answer = pickle.dumps(function(*args, **options)), told
            _keep(_FOUND, key, answer)
        kept, said = answer
        for one in said:
            warnings.warn_explicit(one.message, one.category, one.filename, one.lineno)
        return pickle.loads(kept)

    asked.found_once = True  # a mark on the function itself
    return asked


def _drawn_once(write: Callable[..., bytes]) -> Callable[..., bytes]:
    def written(self: Any, kind: str) -> bytes:
        cells = [cell.cell_contents for cell in self.draw.__closure__ or ()]
        digest = _digest(cells)
        if digest is None:
            return write(self, kind)
        key = (self.draw.__module__, self.draw.__code__.co_firstlineno, kind, digest)
        drawn = _DRAWN.get(key)
        if drawn is None:
            drawn = write(self, kind)
            _keep(_DRAWN, key, drawn)
        return drawn

    return written
