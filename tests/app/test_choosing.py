"""A key or a roster is chosen as a file manager shows it; where it lies stands in no address."""

import html
import re

import pytest
from home_helpers import Window, typed_in


@pytest.fixture
def window(tmp_path, monkeypatch):
    (tmp_path / "person" / "Documents" / "practicelearn keys").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(tmp_path / "person"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "person"))
    opened = Window(tmp_path / "own")
    yield opened
    opened.house.close()


@pytest.fixture
def at(window, study):
    return f"/study/{window.house.open(study.path)}"


def offered(page, name):
    """What the buttons of this name would send."""
    found = re.findall(rf'<button[^>]*name="{name}" value="([^"]*)"', page)
    return [html.unescape(value) for value in found]


def picks(window, here, sent, value):
    """The page after a file, or a folder, is pressed; everything typed goes along."""
    page = sent if isinstance(sent, str) else window.send(here, sent).body.decode()
    assert value[1] in offered(page, value[0]), page[-1500:]
    return window.send(here, typed_in(page, here) | dict([value])).body.decode()


def test_the_key_of_one_look_up_is_chosen_and_nothing_of_it_is_kept(window, at, tmp_path):
    folder = tmp_path / "person" / "Documents" / "practicelearn keys"
    key = folder / "last year.key.csv"
    key.write_bytes(b"")
    (folder / "notes.docx").write_bytes(b"")
    here = f"{at}/people"
    values = typed_in(window.page(here), here) | {"name": "Ruth Adeyemi", "browse": "key"}
    listed = window.send(here, values).body.decode()
    assert "Where does the key lie?" in listed
    assert offered(listed, "picked") == [str(key)], "a key is a .csv, and none is put here"
    assert str(folder.parent) in offered(listed, "at"), "the folders above"
    back = picks(window, here, listed, ("at", str(folder.parent)))
    assert str(folder) in offered(back, "at")
    filled = picks(window, here, back, ("at", str(folder)))
    filled = picks(window, here, filled, ("picked", str(key)))
    values = typed_in(filled, here)
    assert (values["name"], values["key"]) == ("Ruth Adeyemi", str(key))
    assert "browse" not in values
    kept = (window.own / "home.json").read_text(encoding="utf-8")
    assert "practicelearn keys" not in kept
    assert "Adeyemi" not in kept
    # a fresh page knows nothing of it
    assert typed_in(window.page(here), here)["key"] == ""


def test_leaving_without_choosing_keeps_what_was_typed(window, at):
    here = f"{at}/people"
    values = typed_in(window.page(here), here) | {"name": "Ruth", "key": "x", "browse": "key"}
    listed = window.send(here, values).body.decode()
    again = window.send(here, typed_in(listed, here) | {"leave": "yes"}).body.decode()
    assert (typed_in(again, here)["name"], typed_in(again, here)["key"]) == ("Ruth", "x")


def test_where_the_key_shall_lie_and_the_roster_are_chosen_too(window, at, tmp_path, study):
    documents = tmp_path / "person" / "Documents"
    roster = documents / "Roster.xlsx"
    roster.write_bytes(b"")
    said = b"Ruth: How is it?\n\nSam: It is well, thank you all.\n"
    window.follow(window.upload(f"{at}/hear/files", {"east.txt": said}).headers["location"])
    here = f"{at}/hear/freeze"
    values = typed_in(window.page(here), here) | {"year": "2030-31", "browse": "key", "key": ""}
    listed = window.send(here, values).body.decode()
    (new,) = offered(listed, "picked")
    assert new == str(documents / "practicelearn keys" / f"{study.path.name}.key.csv")
    filled = typed_in(picks(window, here, listed, ("picked", new)), here)
    assert (filled["key"], filled["year"]) == (new, "2030-31")
    # inside the study no key may be put
    inside = window.send(here, typed_in(listed, here) | {"at": str(study.path)}).body.decode()
    assert offered(inside, "picked") == []

    here = f"{at}/hear/names"
    window.follow(here)
    values = typed_in(window.page(here), here) | {"browse": "roster", "at": str(documents)}
    listed = window.send(here, values).body.decode()
    assert offered(listed, "picked") == [str(roster)]
    filled = picks(window, here, listed, ("picked", str(roster)))
    assert html.unescape(re.search(r'name="roster" value="([^"]*)"', filled)[1]) == str(roster)
