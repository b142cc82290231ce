"""A folder of weights of the user's own: read, run with numpy, and checked by plain loops."""

import json
import math

import numpy as np
import pytest

from practicelearn.errors import PracticelearnError
from practicelearn.language import vectors
from practicelearn.language.bert import _loaded, _tokens, encode_with, folder_of
from practicelearn.language.vectors import turn_vectors

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "super", "##vision", "again", ",", "cafe", "##s", "!"]
WIDTH, WIDE, HEADS, LAYERS, PLACES = 4, 6, 2, 2, 8


def made(folder, *, pooling="mean", number="F32", **config):
    """Write a folder with weights by chance, as sentence-transformers would; return them."""
    rng = np.random.default_rng(3)
    shapes = {
        "embeddings.word_embeddings.weight": (len(WORDS), WIDTH),
        "embeddings.position_embeddings.weight": (PLACES, WIDTH),
        "embeddings.token_type_embeddings.weight": (2, WIDTH),
    }
    norms = ["embeddings.LayerNorm"]
    for n in range(LAYERS):
        layer = f"encoder.layer.{n}"
        for name in ("query", "key", "value"):
            shapes[f"{layer}.attention.self.{name}.weight"] = (WIDTH, WIDTH)
        shapes[f"{layer}.attention.output.dense.weight"] = (WIDTH, WIDTH)
        shapes[f"{layer}.intermediate.dense.weight"] = (WIDE, WIDTH)
        shapes[f"{layer}.output.dense.weight"] = (WIDTH, WIDE)
        norms += [f"{layer}.attention.output.LayerNorm", f"{layer}.output.LayerNorm"]
    biases = {n.replace("weight", "bias"): s[:1] for n, s in shapes.items() if "layer" in n}
    shapes |= biases | {f"{norm}.{part}": (WIDTH,) for norm in norms for part in ("weight", "bias")}
    weights = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    head, body = {"__metadata__": {"format": "pt"}}, b""
    for name, values in weights.items():
        own = values.astype("<f4" if number == "F32" else "<f2").tobytes()
        head[name] = {"dtype": number, "shape": list(values.shape),
                      "data_offsets": [len(body), len(body) + len(own)]}  # fmt: skip
        body += own
    said = json.dumps(head).encode()
    folder.mkdir(exist_ok=True)
    (folder / "model.safetensors").write_bytes(len(said).to_bytes(8, "little") + said + body)
    (folder / "vocab.txt").write_text("\n".join(WORDS) + "\n", encoding="utf-8")
    settings = {"model_type": "bert", "hidden_act": "gelu", "num_hidden_layers": LAYERS,
                "num_attention_heads": HEADS, "max_position_embeddings": PLACES,
                "layer_norm_eps": 1e-12}  # fmt: skip
    (folder / "config.json").write_text(json.dumps(settings | config), encoding="utf-8")
    (folder / "1_Pooling").mkdir(exist_ok=True)
    (folder / "1_Pooling" / "config.json").write_text(
        json.dumps({"pooling_mode_cls_token": pooling == "cls"}), encoding="utf-8"
    )
    return {name: values.tolist() for name, values in weights.items()}


# -- the same by plain loops, from the paper's formulas


def norm(w, name, row):
    mean = sum(row) / len(row)
    size = math.sqrt(sum((x - mean) ** 2 for x in row) / len(row) + 1e-12)
    gain, shift = w[f"{name}.weight"], w[f"{name}.bias"]
    return [(x - mean) / size * g + b for x, g, b in zip(row, gain, shift, strict=True)]


def linear(w, name, row):
    return [
        sum(x * y for x, y in zip(line, row, strict=True)) + b
        for line, b in zip(w[f"{name}.weight"], w[f"{name}.bias"], strict=True)
    ]


def by_loops(w, tokens, *, first=False):
    h = []
    for place, token in enumerate(tokens):
        word = w["embeddings.word_embeddings.weight"][token]
        where = w["embeddings.position_embeddings.weight"][place]
        kind = w["embeddings.token_type_embeddings.weight"][0]
        row = [a + b + c for a, b, c in zip(word, where, kind, strict=True)]
        h.append(norm(w, "embeddings.LayerNorm", row))
    size = WIDTH // HEADS
    for n in range(LAYERS):
        layer = f"encoder.layer.{n}"
        q, k, v = ([linear(w, f"{layer}.attention.self.{x}", row) for row in h]
                   for x in ("query", "key", "value"))  # fmt: skip
        after = []
        for i, row in enumerate(h):
            heard = []
            for head in range(HEADS):
                own = range(head * size, (head + 1) * size)
                like = [math.exp(sum(q[i][d] * k[j][d] for d in own) / math.sqrt(size))
                        for j in range(len(h))]  # fmt: skip
                heard += [sum(a * v[j][d] for j, a in enumerate(like)) / sum(like) for d in own]
            out = linear(w, f"{layer}.attention.output.dense", heard)
            row = norm(w, f"{layer}.attention.output.LayerNorm",
                       [a + b for a, b in zip(row, out, strict=True)])  # fmt: skip
            wide = linear(w, f"{layer}.intermediate.dense", row)
            wide = [x * 0.5 * (1 + math.erf(x / math.sqrt(2))) for x in wide]
            out = linear(w, f"{layer}.output.dense", wide)
            after.append(norm(w, f"{layer}.output.LayerNorm",
                              [a + b for a, b in zip(row, out, strict=True)]))  # fmt: skip
        h = after
    vector = h[0] if first else [sum(column) / len(h) for column in zip(*h, strict=True)]
    length = math.sqrt(sum(x * x for x in vector))
    return [x / length for x in vector]


@pytest.mark.parametrize("pooling", ["mean", "cls"])
def test_vectors_are_those_that_plain_loops_give(tmp_path, pooling):
    weights = made(tmp_path / "own", pooling=pooling)
    found = encode_with(folder_of(tmp_path / "own"), ["Supervision, again!", "again", " ... "])
    assert found.dtype == np.float32
    expected = by_loops(weights, [2, 4, 5, 7, 6, 10, 3], first=pooling == "cls")
    np.testing.assert_allclose(found[0], expected, atol=1e-4)
    np.testing.assert_allclose(
        found[1], by_loops(weights, [2, 6, 3], first=pooling == "cls"), atol=1e-4
    )
    assert not found[2].any()


def test_numbers_of_half_the_length_are_read_too(tmp_path):
    made(tmp_path / "own")
    made(tmp_path / "half", number="F16")
    whole, half = (encode_with(folder_of(tmp_path / n), ["again"]) for n in ("own", "half"))
    np.testing.assert_allclose(whole, half, atol=0.02)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("supervision", [2, 4, 5, 3]),
        ("CAFÉS, again", [2, 8, 9, 7, 6, 3]),  # lower case, no accent, longest piece first
        ("visionary again", [2, 1, 6, 3]),  # a word of no known pieces
        ("again " * 20, [2, *[6] * 6, 3]),  # no more places than there are
        ("s" * 200, [2, 1, 3]),
    ],
)
def test_words_are_cut_into_the_longest_known_pieces(tmp_path, text, tokens):
    made(tmp_path / "own")
    assert _tokens(_loaded(folder_of(tmp_path / "own")), text) == tokens


def test_turns_are_encoded_by_the_folder_and_kept_apart_from_other_weights(
    turns_of, tmp_path, monkeypatch
):
    monkeypatch.setattr(vectors, "_REMEMBERED", type(vectors._REMEMBERED)())
    made(tmp_path / "own")
    turns = turns_of("Supervision [sighs] again", "again", sessions=["a", "b"])
    first = turn_vectors(turns, weights=tmp_path / "own", cache=tmp_path / "cache")
    assert first.shape == (2, WIDTH)
    folder = folder_of(tmp_path / "own")
    np.testing.assert_array_equal(first[0], encode_with(folder, ["Supervision again"])[0])
    made(tmp_path / "own", pooling="cls")  # other weights under the same name
    again = turn_vectors(turns, weights=tmp_path / "own", cache=tmp_path / "cache")
    assert not np.allclose(first, again)


def test_a_folder_that_is_none_says_what_is_expected(tmp_path):
    with pytest.raises(PracticelearnError, match=r"config\.json cannot be read: there is no such"):
        folder_of(tmp_path)
    made(tmp_path / "own", model_type="mpnet")
    with pytest.raises(PracticelearnError, match='the kind "mpnet"'):
        encode_with(folder_of(tmp_path / "own"), ["again"])
    made(tmp_path / "own")
    whole = (tmp_path / "own" / "model.safetensors").read_bytes()
    for damaged in (whole[:-40], whole[:30], b"", b"\xff" * 64):
        (tmp_path / "own" / "model.safetensors").write_bytes(damaged)
        with pytest.raises(PracticelearnError, match="the weights cannot be read"):
            encode_with(folder_of(tmp_path / "own"), ["again"])
