"""Make the invented table study: four focus groups and a survey, coded in spreadsheets.

Every person, word and figure in it is invented; it says nothing about any real service. The files
are what this script writes, always the same:  python data/table-study/make.py
"""

from __future__ import annotations

import csv
import random
from pathlib import Path

HERE = Path(__file__).parent

# category > subcategory > axial code > initial code: definition, and what somebody says of it
CODES: dict[tuple[str, str, str, str], tuple[str, tuple[str, ...]]] = {
    ("Learning the work", "Being taught", "Supervision", "Supervision cancelled"): (
        "A planned talk with the supervisor did not take place.",
        (
            "My supervision was cancelled {when}.",
            "We plan supervision and then a crisis comes in {when}.",
            "I wait for supervision that gets moved {when}.",
        ),
    ),
    ("Learning the work", "Being taught", "Supervision", "Supervision that reflects"): (
        "The talk with the supervisor leaves time to think.",
        (
            "In supervision we really think about a family {when}.",
            "My supervisor asks what I felt, not only what I did, {when}.",
            "The reflective hour {when} is what keeps me going.",
        ),
    ),
    ("Learning the work", "Being taught", "Practice educator", "Educator close by"): (
        "The person who teaches is within reach.",
        (
            "My practice educator sits two desks away {when}.",
            "I can lean over and ask my educator {when}.",
            "Having an educator in the same room {when} changed everything.",
        ),
    ),
    ("Learning the work", "Being taught", "Practice educator", "Educator too busy"): (
        "The person who teaches has no time.",
        (
            "The educators carry full caseloads {when}.",
            "My educator has no hour left for me {when}.",
            "Nobody gives educators time to teach {when}.",
        ),
    ),
    ("Learning the work", "Learning from peers", "Shadowing", "Joint visits"): (
        "Two go on a visit, and one learns.",
        (
            "On joint visits {when} I saw how it is done.",
            "I learned most from a joint visit {when}.",
            "Going out in pairs {when} should be normal.",
        ),
    ),
    ("Learning the work", "Learning from peers", "Peer talk", "Corridor talk"): (
        "Learning by chance, between other things.",
        (
            "Half of what I know I heard in the corridor {when}.",
            "A word by the kettle {when} beats a course.",
            "You overhear how others phone {when}, and that teaches you.",
        ),
    ),
    ("Learning the work", "Learning from peers", "Peer talk", "Peer group set up"): (
        "A group for learners that somebody organised.",
        (
            "The peer group {when} is where we say what we do not know.",
            "Our learning set meets {when}, and people come.",
            "They set up a peer group {when}, which helped.",
        ),
    ),
    ("Conditions", "Time", "Caseload", "Caseload too high"): (
        "More cases than can be done well.",
        (
            "I had more cases than the policy says {when}.",
            "The caseload doubled {when}.",
            "With that many children on my list {when} I cannot think.",
        ),
    ),
    ("Conditions", "Time", "Caseload", "Caseload protected"): (
        "Fewer cases, and it is kept to.",
        (
            "My caseload was protected {when}, and they kept to it.",
            "They counted my cases and stopped {when}.",
            "A smaller caseload {when} let me do it properly.",
        ),
    ),
    ("Conditions", "Time", "Protected hours", "Study day lost"): (
        "Time set aside for learning was taken.",
        (
            "My study day went to duty cover {when}.",
            "Study time is in the diary and never happens {when}.",
            "I used the study day for case notes {when}.",
        ),
    ),
    ("Conditions", "Tools", "Systems", "Recording takes hours"): (
        "Writing things up takes long.",
        (
            "Recording one visit takes me a morning {when}.",
            "I type the same thing three times {when}.",
            "The forms eat the day {when}.",
        ),
    ),
    ("Conditions", "Tools", "Systems", "Systems that fail"): (
        "Computers or programs that do not work.",
        (
            "The system logged me out {when}.",
            "The laptop froze {when}, and so did I.",
            "Nobody could open the case file {when}.",
        ),
    ),
    ("Conditions", "Tools", "Places to work", "No desk"): (
        "There is nowhere to sit.",
        (
            "There was no desk left {when}.",
            "I work from the car {when}.",
            "You carry your whole office in a bag {when}.",
        ),
    ),
    ("Staying", "Feeling", "Confidence", "Confidence grows"): (
        "Somebody trusts themselves more than before.",
        (
            "I noticed {when} that I can do this.",
            "In court I held my own {when}.",
            "I no longer ask before every step {when}.",
        ),
    ),
    ("Staying", "Feeling", "Confidence", "Afraid of mistakes"): (
        "Fear of getting it wrong.",
        (
            "I lie awake about what I missed {when}.",
            "I was afraid to sign it {when}.",
            "You worry that one mistake ends it {when}.",
        ),
    ),
    ("Staying", "Feeling", "Worth", "Thanked"): (
        "Somebody said that the work was good.",
        (
            "A manager thanked me by name {when}.",
            "Somebody wrote to say it was good work {when}.",
            "A mother said thank you {when}, and that stays.",
        ),
    ),
    ("Staying", "Plans", "Going", "Thinking of leaving"): (
        "Somebody thinks of another job.",
        (
            "I looked at other jobs {when}.",
            "Two of us spoke about leaving {when}.",
            "I was close to handing in my notice {when}.",
        ),
    ),
    ("Staying", "Plans", "Going on", "A career here"): (
        "Somebody sees a way ahead in this place.",
        (
            "I can see myself as an educator here {when}.",
            "There is a next step for me here {when}.",
            "They asked what I want to become {when}.",
        ),
    ),
}  # fmt: skip

WHEN = (
    "this week", "last month", "in my second month", "before Christmas", "after the summer",
    "on most Mondays", "three times in a row", "in the first weeks", "when two people left",
    "since the move", "at the end of the year", "on the busy days", "every other week",
    "in the spring", "right at the start", "when it was quiet", "while we were short of staff",
    "in the old building", "during the inspection", "by the third quarter",
)  # fmt: skip

OPENINGS = ("Well. ", "To be honest: ", "For me: ", "Hm. ", "Yes. ", "", "", "")
BETWEEN = (
    "I said so at the time.", "That is how it was for me.", "Others may see it in another way.",
    "I do not know what to add.", "It depends on the team.", "We laughed about it later.",
)  # fmt: skip
ASKED = (
    "What helps you to learn in your job?",
    "And what gets in the way?",
    "How do you see the year ahead?",
    "Is there anything that we have not asked?",
)
# group: kind, site, date, participants
GROUPS = {
    "FG1": ("newly qualified", "Eastgate", "2025-03-04", 8),
    "FG2": ("newly qualified", "Riverside", "2025-03-11", 7),
    "FG3": ("practice educators", "Eastgate", "2025-03-18", 7),
    "FG4": ("practice educators", "Riverside", "2025-03-25", 6),
}
# what each kind speaks of more than the other
LEANS = {
    "newly qualified": {
        "Supervision cancelled", "Caseload protected", "Afraid of mistakes", "Joint visits",
        "Confidence grows",
    },
    "practice educators": {
        "Educator too busy", "Recording takes hours", "Study day lost", "Thanked",
        "A career here",
    },
}  # fmt: skip
SURVEYED = (
    "Supervision that reflects", "Joint visits", "Caseload too high", "Recording takes hours",
    "Thanked",
)  # fmt: skip
QUESTIONS = ("What helped you most this year?", "What should change first?")


def main() -> None:
    """Write every file."""
    luck = random.Random(20250304)
    people = _people(luck)
    comments, truth = _talk(luck, people)
    groups = [
        {"Focus group": name, "Kind of group": kind, "Site": site, "Date": date}
        for name, (kind, site, date, _) in GROUPS.items()
    ]
    levels = ("Category", "Subcategory", "Axial code", "Initial code")
    book = [
        dict(zip(levels, path, strict=True)) | {"Definition": meant}
        for path, (meant, _) in CODES.items()
    ]
    _write("groups.csv", groups)
    _write("participants.csv", [{k: v for k, v in p.items() if k != "Spoke"} for p in people])
    _write("comments.csv", comments)
    _write("codebook.csv", book)
    _write("coded-quotes.csv", _coded(luck, truth))
    _write("coded-comments.csv", _by_comment(comments, truth, luck))
    _write("survey.csv", _survey(luck))


def _people(luck: random.Random) -> list[dict[str, object]]:
    people: list[dict[str, object]] = []
    n = 0
    for group, (kind, _, _, size) in GROUPS.items():
        for place in range(size):
            n += 1
            years = luck.randint(0, 2) if kind == "newly qualified" else luck.randint(5, 24)
            gender = luck.choice(["woman", "woman", "woman", "man"])
            people.append({
                "Participant": f"P{n:02d}",
                "Focus group": group,
                "Gender": "non-binary" if n == 12 else gender,
                "Years qualified": years,
                "Hours": "part time" if luck.random() < 0.35 else "full time",
                "Role": "participant",
                "Spoke": "no" if place == size - 1 and group in ("FG2", "FG4") else "yes",
            })  # fmt: skip
        people.append({
            "Participant": f"M{1 + (group in ('FG3', 'FG4'))}", "Focus group": group,
            "Gender": "woman", "Years qualified": 11, "Hours": "full time",
            "Role": "facilitator", "Spoke": "yes",
        })  # fmt: skip
    people[4]["Hours"] = ""  # one did not say
    return people


def _talk(
    luck: random.Random, people: list[dict[str, object]]
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """The comments, row by row, and which sentence of which row is about what."""
    comments: list[dict[str, object]] = []
    truth: list[dict[str, object]] = []
    said: set[str] = set()
    for group, (kind, *_) in GROUPS.items():
        present = [p for p in people if p["Focus group"] == group and p["Spoke"] == "yes"]
        voices = [str(p["Participant"]) for p in present if p["Role"] == "participant"]
        leader = next(str(p["Participant"]) for p in present if p["Role"] == "facilitator")
        row = 0
        for question in ASKED:
            row += 1
            comments.append(_comment(group, row, leader, question))
            speaking = [v for v in voices for _ in range(2) if luck.random() < 0.62]
            luck.shuffle(speaking)
            for voice in speaking:
                row += 1
                sentences = []
                for path in _topics(luck, kind):
                    sentence = _sentence(luck, path, said)
                    sentences.append(sentence)
                    truth.append({
                        "Focus group": group, "Row": row, "Participant": voice,
                        "Quote": sentence, "Initial code": path[3],
                    })  # fmt: skip
                if luck.random() < 0.4 or not sentences:
                    sentences.insert(luck.randint(0, len(sentences)), luck.choice(BETWEEN))
                comments.append(
                    _comment(group, row, voice, luck.choice(OPENINGS) + " ".join(sentences))
                )
    return comments, truth


def _comment(group: str, row: int, who: str, words: str) -> dict[str, object]:
    return {"Focus group": group, "Row": row, "Participant": who, "Comment": words}


def _topics(luck: random.Random, kind: str) -> list[tuple[str, str, str, str]]:
    paths = list(CODES)
    weights = [3 if p[3] in LEANS[kind] else 1 for p in paths]
    n = luck.choice([0, 1, 1, 1, 2, 2])
    return list(dict.fromkeys(luck.choices(paths, weights, k=n)))


def _sentence(luck: random.Random, path: tuple[str, str, str, str], said: set[str]) -> str:
    while True:
        words = luck.choice(CODES[path][1]).format(when=luck.choice(WHEN))
        if words not in said:
            said.add(words)
            return words


def _coded(luck: random.Random, truth: list[dict[str, object]]) -> list[dict[str, object]]:
    """One row a quote and code; AK coded all, BM the first group of each kind."""
    rows = []
    codes = [path[3] for path in CODES]
    for one in truth:
        quote = {k: one[k] for k in ("Focus group", "Participant", "Quote")}
        rows.append(quote | {"Initial code": one["Initial code"], "Coder": "AK"})
        if luck.random() < 0.12:  # a second code on the same words
            other = luck.choice([c for c in codes if c != one["Initial code"]])
            rows.append(quote | {"Initial code": other, "Coder": "AK"})
        if one["Focus group"] in ("FG1", "FG3") and luck.random() < 0.85:
            same = luck.random() < 0.9
            code = one["Initial code"] if same else luck.choice(codes)
            rows.append(quote | {"Initial code": code, "Coder": "BM"})
    return rows


def _by_comment(
    comments: list[dict[str, object]], truth: list[dict[str, object]], luck: random.Random
) -> list[dict[str, object]]:
    """Every comment with what two coders wrote beside it."""
    codes = [path[3] for path in CODES]
    rows = []
    for comment in comments:
        key = (comment["Focus group"], comment["Row"])
        own = [str(t["Initial code"]) for t in truth if (t["Focus group"], t["Row"]) == key]
        second = [c if luck.random() < 0.88 else luck.choice(codes) for c in own]
        rows.append(comment | {
            "Coder 1": "; ".join(own), "Coder 2": "; ".join(dict.fromkeys(second)),
        })  # fmt: skip
    return rows


def _survey(luck: random.Random) -> list[dict[str, object]]:
    """Written answers, a row each, with a column a code: 1 or 0."""
    rows = []
    of_name = {path[3]: texts for path, (_, texts) in CODES.items()}
    said: set[str] = set()
    for n in range(1, 41):
        gender = luck.choice(["woman", "woman", "man"])
        setting = luck.choice(["adults", "children"])
        for question in QUESTIONS:
            if luck.random() < 0.1:
                continue  # left empty, and no row in the file
            about = [c for c in SURVEYED if luck.random() < 0.3]
            words = []
            for code in about:
                text = luck.choice(of_name[code]).format(when=luck.choice(WHEN))
                words.append(text)
                said.add(text)
            row = {
                "Respondent": f"R{n:02d}", "Gender": gender, "Setting": setting,
                "Question": question, "Answer": " ".join(words) or luck.choice(BETWEEN),
            }  # fmt: skip
            rows.append(row | {code: int(code in about) for code in SURVEYED})
    return rows


def _write(name: str, rows: list[dict[str, object]]) -> None:
    with (HERE / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
