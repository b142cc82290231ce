import re

from practicelearn.app.join import HERE, SCRIPT, joined


def test_the_joined_script_is_current():
    assert SCRIPT.read_text(encoding="utf-8") == joined(), "run: python -m practicelearn.app.join"


def test_the_script_is_small_and_complete_in_itself():
    script = SCRIPT.read_text(encoding="utf-8")
    assert len(script.encode()) <= 150_000
    assert not re.search(r"^\s*import |import\(|https?://", script, re.MULTILINE)


def test_a_field_never_hides_a_method_of_the_same_name():
    # Classes of one number are built on one another.
    together = {}
    for part in sorted((HERE / "parts").glob("*.js")):
        number = part.name[:2]
        together[number] = together.get(number, "") + part.read_text(encoding="utf-8")
    for number, text in together.items():
        methods = re.findall(r"^  (?:async |get )?([A-Za-z_]\w+)\([^\n]*\{", text, re.MULTILINE)
        fields = re.findall(r"this\.([A-Za-z_]\w+)\s*(?:\?\?|\|\|)?=[^=]", text)
        assert not set(methods) & set(fields), number


def test_nothing_is_ever_parsed_as_html():
    for part in (HERE / "parts").glob("*.js"):
        text = part.read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|eval\(|document\.write", text)
