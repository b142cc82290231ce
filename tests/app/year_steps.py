"""The steps of a whole year in the home, each as a person takes it."""

from __future__ import annotations

import re
from pathlib import Path

from year_files import FIRST, SECOND, files_of, read_groups
from year_person import Person

from practicelearn.study.folder import Study, open_study

TITLE = "Health check Aldermere"
_FEWER = """n => [...document.querySelectorAll('.passage button')]
    .filter((b) => /quotable\\?/.test(b.textContent)).length < n"""

_ALL_OF = """year => {
    const rows = [...document.querySelectorAll('.passage')];
    return rows.length > 0 && rows.every((p) => p.textContent.includes(`· ${year}`));
}"""


def put_on_desktop(home: Path, year: str) -> list[Path]:
    """Put the files of a round where a person finds them."""
    place = home / "Desktop" / f"groups {year}"
    place.mkdir(parents=True, exist_ok=True)
    for name, content in files_of(year).items():
        (place / name).write_bytes(content)
    return sorted(place.iterdir())


def study_of(home: Path) -> Study:
    return open_study(home / "Documents" / TITLE)


def makes_the_study(person: Person, home: Path) -> None:
    person.picture("01-start")
    person.press("New study")
    person.press("Choose another place")
    person.picture("02-places")
    person.press("Documents")
    person.picture("03-place")
    person.press("Put it here")
    person.fill("What is it called?", TITLE)
    person.choose("Which codes does it begin with?", "lga-employer-standards-2020")
    person.picture("04-new")
    person.press("Make the study")
    person.picture("05-study")
    assert person.heading() == TITLE


def brings_in(person: Person, home: Path) -> None:
    """Bring in the six files, and look at what was heard."""
    person.press("Hear")
    person.picture("06-hear")
    person.press("Bring in files")
    person.picture("07-files")
    person.drop(put_on_desktop(home, FIRST))
    person.press("Bring them in")
    person.picture("08-heard")
    assert person.heading() == "What was heard"


SESSIONS = {
    "north-focus-group-03-11-2021": ("3/11/2021", "North", "Adeyemi, Ruth"),
    "east-focus-group-4-nov-2021": ("4/11/2021", "East", "Tom Baker"),
    "west-notes-final-v2": ("5/11/2021", "West", "Facilitator"),
    "south-otter-ai": ("6/11/2021", "South", "Marian Fell"),
    "hospital-flipchart": ("9/11/2021", "Hospital", ""),
}
NOTES = "west-notes-final-v2"


def brings_in_notes(person: Person, home: Path) -> None:
    """Bring in the notes of one group alone, and say what no list says: one may be quoted."""
    person.press("Hear")
    person.press("Bring in files")
    person.drop([p for p in put_on_desktop(home, FIRST) if p.name.startswith("West")])
    person.press("Bring them in")
    assert person.heading() == "What was heard"
    day, group, leader = SESSIONS[NOTES]
    person.fill(f"Date: {NOTES}", day)
    person.fill(f"Round: {NOTES}", FIRST)
    person.fill(f"Group: {NOTES}", group)
    person.choose(f"Role: {leader} in {NOTES}", "facilitator")
    labels = sorted({one.who for one in read_groups(FIRST)["west"]} - {"F"})
    for label in labels:
        person.choose(f"Role: {label} in {NOTES}", "participant")
    person.choose(f"May be quoted: {labels[0]} in {NOTES}", "yes")


NO_CONSENT = {"Hart, Jo", "Marcus Hale", "Unknown Speaker"}


def corrects_what_was_heard(person: Person, home: Path) -> None:
    """The list of who came fills roles and consent; a person says the round and the groups."""
    person.sees("It says who came: of 28 rows the person is found among who spoke")
    person.sees("Its 3 questions became the topic guide.")
    for session, (day, group, leader) in SESSIONS.items():
        person.fill(f"Date: {session}", day)
        person.fill(f"Round: {session}", FIRST)
        person.fill(f"Group: {session}", group)
        if leader:
            assert person.chosen(f"Role: {leader} in {session}") == "facilitator"
        for label in {one.who for one in read_groups(FIRST)[group.lower()]} - {"F", ""}:
            wanted = "" if label in NO_CONSENT else "yes"  # nothing said is a no
            assert person.chosen(f"May be quoted: {label} in {session}") == wanted, label
    person.choose("Role: Unknown Speaker in south-otter-ai", "participant")
    person.picture("12-heard-filled")
    person.press("Save, hear again")
    person.picture("13-heard-again")
    assert person.heading() == "What was heard"
    person.does_not_see("was not read")


def decides_on_names(person: Person, home: Path) -> None:
    """One decision a name."""
    person.press("Save, go on to names")
    assert person.heading() == "Names"
    person.picture("11-names")
    kept, n = {"Easter", "I’m", "5 November 2021", "4 November 2021", "03-11-2021"}, 0
    same = {"Ruth": "Adeyemi, Ruth", "Jo": "Hart, Jo", "Owen": "Owen Pryce"}
    while person.page.get_by_role("button", name=re.compile("^Replace ")).count():
        n += 1
        assert n < 90
        of = person.page.locator("section h3").first.inner_text()
        if of in kept:
            person.press(f"Keep {of}: it names nobody")
        elif of in same:
            person.page.get_by_label(f"{of} is the same person as").select_option(label=same[of])
            person.press(f"{of} is the same person")
        else:
            person.press(f"Replace {of}")
    person.picture("12-names-decided")


def freezes(person: Person, home: Path) -> None:
    person.press("Go on: where the key lies, then freeze")
    person.picture("13-freeze")
    person.fill("Which round is this?", FIRST)
    person.fill("Who does it?", "kim")
    person.press("Replace names and freeze")
    person.picture("14-frozen")
    person.sees("came into the study")
    person.press("Go on")
    person.picture("15-study")


GROUP_OF = {group.lower(): group for _, group, _ in SESSIONS.values()}
CODES = {
    "supervision": "Supervision",
    "workloads": "Safe workloads and case allocation",
    "wellbeing": "Wellbeing",
    "development": "Continuing professional development",
}


def plans_the_first_year(person: Person, home: Path) -> None:
    """The first plan: how many groups, who codes; no headline."""
    person.press("Continue")
    person.picture("06-plan-begin")
    person.fill("Which round is it?", FIRST)
    person.press("Begin the plan")
    person.picture("07-plan-sheet")
    person.fill("Planned: Groups", "5")
    person.fill("Planned: Coders", "kim, lee")
    person.fill("Planned: Double coding", "One session, North")
    person.fill("Who plans?", "kim")
    person.press("Put the plan on record")
    person.picture("08-planned")
    person.press("Hold the groups")
    person.picture("09-groups")


def codes_session(
    person: Person, group: str, year: str, *, leave_out: set[str] = frozenset()
) -> int:
    """Drag over each passage of a group and click its code; say how it is meant; mark it read."""
    person.opens_session(GROUP_OF[group], year)
    n = 0
    for line in read_groups(year)[group]:
        for passage in line.coded:
            if passage.words in leave_out:
                continue
            person.drag(passage.words)
            person.click_code(CODES[passage.code])
            if passage.stance:
                person.push(".here .toggles button", passage.stance)
            n += 1
    person.marks_all_read()
    return n


def codes_the_pilot(person: Person, home: Path) -> None:
    """Kim and Lee each code the North group, in the same window; then they settle it."""
    person.press("Code")
    person.picture("20-code-stage")
    person.press("Open the coding page", wait=False)
    person.picture("21-who")
    person.says_who("kim")
    person.picture("22-coding")
    person.sees("Not kim?")
    codes_session(person, "north", FIRST)
    person.picture("23-coded")
    person.push("header button", "Not kim?")
    person.says_who("lee")
    person.sees("Not lee?")
    codes_session(person, "north", FIRST, leave_out={"I cried in the car park more than once"})
    person.view("Settle")
    person.picture("24-settle")


def settles_the_pilot(person: Person, home: Path) -> None:
    """Take Kim's reading where they differ, finish, say more of a code, and release the frame."""
    person.push(".toggles button", "kim")
    person.push(".toggles button", "finish")
    person.picture("25-settled")
    person.view("Frame")
    person.picture("26-frame")
    person.page.get_by_role("button", name="Edit Wellbeing").click()
    person.page.get_by_label("What counts").fill("Sleep, tears and sick leave, where work is why.")
    person.picture("27-edit")
    person.push("dialog[open] button", "Save")
    person.page.wait_for_selector("dialog[open]", state="detached")
    person.push("button", "Release …")
    person.picture("28-release")
    person.page.get_by_label("What was changed, and why").fill(
        "Wellbeing says what counts, after the pilot."
    )
    person.push("dialog[open] button", "Release")
    person.page.wait_for_selector("dialog[open]", state="detached")
    person.picture("29-released")
    person.press("The year")
    person.picture("30-year")
    person.press("Code")
    person.picture("31-code")


def codes_the_rest(person: Person, home: Path) -> None:
    """Kim codes the other groups."""
    person.press("Code", within="main", wait=False)
    person.drawn()
    person.push("header button", "Not lee?")
    person.says_who("kim")
    for group in ("east", "west", "south", "hospital"):
        codes_session(person, group, FIRST)
    person.view("Progress")
    person.picture("32-progress")
    person.view("Chart")
    person.picture("33-chart")
    person.view("Read")
    person.picture("34-read")
    person.press("The year")
    person.picture("35-year")


SENTENCES = {
    FIRST: {
        "Supervision": "Supervision is what goes first when a team is short.",
        "Safe workloads and case allocation": "People carry more cases than they can do well.",
    },
    SECOND: {
        "Supervision": "Supervision is kept more often than it was.",
        "Safe workloads and case allocation": "Cases are weighed now, and still too many.",
    },
}


def nobody_codes_blind(person: Person) -> None:
    """Lee read the pilot only, as planned, and is not looking: said once while the program runs."""
    if person.has("Nobody who is looking has still to code"):
        person.press("Nobody who is looking has still to code")


def states_the_themes(person: Person, home: Path, year: str = FIRST) -> None:
    """Read what was said, say which words may be quoted, and write the sentences."""
    person.press("Understand")
    person.picture("40-understand")
    person.press("Look at the themes, and write sentences")
    nobody_codes_blind(person)
    person.picture("41-themes")
    for name, said in SENTENCES[year].items():
        person.press(name)
        person.fill("What are people saying, in one sentence?", said)
        person.press("Put the sentence on record")
        person.sees(said)
        person.picture(f"43-theme-{name[:8]}")
        person.press("All themes")
    person.picture("44-themes")


def says_what_may_be_quoted(person: Person, home: Path, year: str = FIRST) -> None:
    """Read the words of this round under both themes, and let three of each be quoted."""
    person.press("Understand")
    person.press("Chart and read", wait=False)
    person.drawn()
    if person.page.locator("main.who").count():
        person.says_who("kim")
    person.view("Read")
    for name in SENTENCES[FIRST]:
        person.push(".themes button", name)
        person.page.wait_for_function(
            "n => document.querySelector('.reading h1')?.textContent === n", arg=name
        )
        if year != FIRST:
            person.page.get_by_role("combobox", name="Round").select_option(year)
            person.page.wait_for_function(_ALL_OF, arg=year)
        open_ = person.page.locator(".passage button", has_text="quotable?")
        person.picture(f"45-read-{name[:8]}")
        for _ in range(min(3, open_.count())):
            n = open_.count()
            open_.first.click()
            person.page.wait_for_function(_FEWER, arg=n)
    person.picture("46-read")
    person.press("The year")


def looks_at_the_years(person: Person, home: Path) -> None:
    person.press("Understand")
    person.picture("47-understand")
    person.press("Set the years side by side")
    nobody_codes_blind(person)
    person.picture("48-years")
    person.sees("First round: nothing to compare yet.")
    person.press("The year")


def gives_back(person: Person, home: Path) -> None:
    """Draft promises, make the page for those who took part, give it out, keep their replies."""
    person.press("Answer")
    person.picture("50-answer")
    person.press("Give back")
    nobody_codes_blind(person)
    person.picture("51-giveback")
    person.press("Begin the action sheet")
    person.picture("52-sheet")
    if person.has("Add a row for Supervision"):
        person.press("Add a row for Supervision")
    person.press("Go on")
    for said, (will, who, when, know) in PROMISES.items():
        row = person.page.locator("tr", has_text=said)
        row.get_by_label(re.compile("^We will: ")).fill(will)
        row.get_by_label(re.compile("^Who ")).fill(who)
        row.get_by_label(re.compile("^By when: ")).fill(when)
        row.get_by_label(re.compile("^How we will know: ")).fill(know)
    person.press("Save the drafts")
    person.picture("53-drafts")
    person.press("Make the page")
    person.picture("54-page")
    person.press("Give it out")
    person.picture("55-out")
    person.fill("Who gives it out?", "kim")
    person.fill("To give it out, type give out", "give out")
    person.press("Give it out")
    person.picture("56-given")
    person.press("Type or bring in what they answered")
    person.picture("57-replies")
    for box in person.page.get_by_label(re.compile("^Yes: how many")).all():
        in_all = "answered in all" in str(box.get_attribute("aria-label"))
        box.fill("14" if in_all else "12")
    for box in person.page.get_by_label(re.compile("^Not quite: how many")).all():
        box.fill("2")
    person.fill("Who keeps them?", "kim")
    person.press("Keep these replies")
    person.picture("58-replied")


PROMISES = {
    "Supervision is what goes first": (
        "keep supervision in the diary and report what was moved",
        "Principal social worker",
        "31/3/2022",
        "heard less",
    ),
    "People carry more cases": (
        "weigh cases, and say how many is too many",
        "Head of service",
        "30/6/2022",
        "heard less",
    ),
}


def builds_the_report(person: Person, home: Path) -> None:
    person.press("Answer")
    person.press("Build the report, and look at it")
    nobody_codes_blind(person)
    person.picture("60-report")
    person.press("Build the report")
    person.picture("61-built")


def releases(person: Person, home: Path) -> None:
    person.press("Answer")
    person.press("Read every quote")
    nobody_codes_blind(person)
    if person.has("Build the report"):
        person.press("Build the report")
    person.picture("62-quotes")
    while person.has("I have read it, it may stay"):
        person.fill("Who reads?", "kim")
        person.press("I have read it, it may stay")
    person.picture("63-read")
    person.press("Go on to the release")
    person.picture("64-release")
    person.fill("Who releases?", "kim")
    person.fill("To release it, type release", "release")
    person.press("Release this report")
    person.picture("65-released")
    place = home / "Downloads"
    for name in ("report.docx", "report.html", "summary.docx", "summary.pptx", "tables.xlsx"):
        person.takes(f"Take {name}", place)
