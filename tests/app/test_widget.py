import sys

import pytest

import practicelearn as prac
from practicelearn.app.join import SCRIPT, look
from practicelearn.errors import CodingError, PracticelearnError


class Kernel:
    """What the notebook's side of a widget would see."""

    def __init__(self, widget):
        self.widget, self.answers = widget, []
        widget.send = self.answers.append

    def ask(self, op, **args):
        handler = self.widget._handle_custom_msg
        handler({"id": "q", "op": op, "args": args}, [])
        return self.answers[-1]


def test_the_kernel_answers_as_the_server_does_and_writes_the_same_log(study):
    kernel = Kernel(prac.open_coder(study, "north", coder="kim"))
    event = {"id": "ab" * 8, "kind": "read", "payload": {"from": 1, "to": 6}}
    reply = kernel.ask("act", session="north", have=0, events=[event])
    assert reply["id"] == "q"
    assert reply["answer"]["ok"]
    assert len(study.codings("kim").read) == 6


def test_the_widget_carries_the_same_script_and_no_codings(study):
    widget = prac.open_coder(study.path, coder="kim")
    assert widget._esm == SCRIPT.read_text(encoding="utf-8")
    assert widget._css == look()
    own = {k for k in widget.get_state() if not k.startswith("_")}
    assert own <= {"session", "height", "layout", "tabbable", "tooltip"}


def test_a_session_that_is_not_there_is_refused(study):
    with pytest.raises(CodingError, match="no session"):
        prac.open_coder(study, "west", coder="kim")


def test_without_anywidget_a_sentence_says_how_to_get_it_and_what_does_without(study, monkeypatch):
    monkeypatch.setitem(sys.modules, "anywidget", None)  # as if it were not installed
    monkeypatch.delitem(sys.modules, "practicelearn.app.coder_widget", raising=False)
    with pytest.raises(PracticelearnError) as refused:
        prac.open_coder(study, "north", coder="kim")
    said = str(refused.value)
    assert said.startswith("the coding page in a notebook needs the package anywidget")
    assert 'python -m pip install "practicelearn[notebook]". Without it' in said
    assert said.endswith("the page opens in a browser: python -m practicelearn code STUDY")


@pytest.mark.browser
def test_in_a_shadow_root_as_in_marimo_words_are_dragged_and_coded(tab):
    tab.page.evaluate(
        """async () => {
            document.body.replaceChildren();
            const host = document.createElement('div');
            document.body.append(host);
            const root = host.attachShadow({mode: 'open'}), el = document.createElement('div');
            const style = document.createElement('link');
            style.rel = 'stylesheet'; style.href = '/coder.css';
            root.append(style, el);
            const listeners = [];
            const model = {
                get: (name) => ({session: 'south', height: 700})[name],
                on: (_, heard) => listeners.push(heard),
                send: async ({id, op, args}) => {
                    const reply = await fetch('/ask', {method: 'POST',
                        headers: {'Content-Type': 'application/json'},
                        body: JSON.stringify({op, args})});
                    const answer = await reply.json();
                    for (const heard of listeners) heard({id, answer});
                },
            };
            globalThis.leaked = [];
            addEventListener('keydown', (e) => globalThis.leaked.push(e.key));
            const widget = await import('/coder.js');
            globalThis.close_widget = widget.default.render({model, el});
        }"""
    )
    page = tab.page
    page.wait_for_selector(".turn")
    box = page.evaluate(
        """() => {
            const root = document.querySelector('div').shadowRoot;
            const node = root.querySelectorAll('.turn')[2].firstChild, r = document.createRange();
            const at = node.data.indexOf('cancelled');
            r.setStart(node, at); r.setEnd(node, at + 9);
            const b = r.getBoundingClientRect();
            return [b.left, b.right, b.top + b.height / 2];
        }"""
    )
    page.mouse.move(box[0] + 0.5, box[2])
    page.mouse.down()
    page.mouse.move(box[1] - 0.2, box[2], steps=6)
    page.mouse.up()
    tab.press("2", "s", "1", "b")
    tab.sees(".status", "^Saved")
    spans = tab.study.codings().spans
    assert spans["quote"].tolist()[0] == "cancelled"
    assert spans["turn_id"].str.startswith("south:").all()
    # After coding nothing is selected: "s" takes the sentence that the caret stands in.
    assert spans["quote"].tolist()[1] == "My supervisor cancelled supervision again."
    # A button and a box are used; the next drag begins where it is pressed, in here too.
    page.get_by_role("button", name="against").click()
    page.get_by_placeholder("Search a code").click()
    words = page.evaluate(
        """() => {
            const root = document.querySelector('div').shadowRoot;
            const node = root.querySelectorAll('.turn')[5].firstChild;
            const r = document.createRange(), at = node.data.indexOf('iscuits');
            r.setStart(node, at); r.setEnd(node, at + 6);
            const b = r.getBoundingClientRect();
            return [b.left, b.right, b.top + b.height / 2];
        }"""
    )
    page.mouse.move(words[0] + 0.5, words[2])
    page.mouse.down()
    page.mouse.move(words[1] - 0.5, words[2], steps=6)
    page.mouse.up()
    tab.press("4")
    tab.sees(".status", "^Saved")
    assert tab.study.codings().spans["quote"].tolist()[-1] == "biscuits"
    knob = page.locator(".handle.start").bounding_box()
    page.mouse.move(knob["x"] + knob["width"] / 2, knob["y"] + knob["height"] / 2)
    page.mouse.down()
    page.mouse.move(words[0] + 0.5, words[2], steps=6)
    page.mouse.up()
    tab.sees(".status", "^Saved")
    assert tab.study.codings().spans["quote"].tolist()[-1] == "iscuits"
    assert page.evaluate("leaked") == [], "no key reaches the notebook"
    assert page.evaluate("[...CSS.highlights.values()].filter(h => h.size).length") >= 2
    page.evaluate("close_widget()")
    assert page.locator(".pl").count() == 0
